"""The judges of the suites held against people: their verdicts stand in the folder of a test."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from hegui.checks.model.calibrating.calibrate import NO, YES
from hegui.checks.model.errors import NoTestRunError
from hegui.checks.model.ids import ATTACK, GENERATED, SHOULD, SHOULD_NOT
from hegui.checks.model.judges.answers import read_recorded, together
from hegui.checks.model.judges.verdicts import UNDETERMINED, Answered, Judgement
from hegui.checks.model.judging import judge_digest
from hegui.checks.model.marks import JUDGED
from hegui.checks.model.measures import MEASURES, measures_digest
from hegui.common.hashing import digest_of
from hegui.engine.sealing import Seal

SUITES = tuple(one.check for one in MEASURES.values())
CHECKS = (SHOULD, SHOULD_NOT, *GENERATED, ATTACK, *SUITES)
"""Every check whose verdicts stand in `judged.jsonl`."""


class Measured(NamedTuple):
    """The answers of a measure and what its judge says of each."""

    answers: list[Answered]
    judgements: list[Judgement]


def measure_digest(check: str) -> str:
    """Return the digest of the rules that judge a check: all that they may use."""
    if check in (SHOULD, SHOULD_NOT, ATTACK):
        return judge_digest()
    own = next((one for one in MEASURES.values() if one.check == check), None)
    rules = own.digest() if own else measures_digest()
    return digest_of({"check": check, "rules": rules, "wording": judge_digest()})


def read_measured(folder: Path, check: str, seal: Seal | None = None) -> Measured:
    """Return what a finished test, or a job of an assessment, holds of a measure.

    What has no answer is left out. The answers of a group stand together as one, in the order of the bank. Raises `NoTestRunError`
    where the folder holds nothing of the measure.
    """
    given = {one.id: one for one in read_recorded(folder, seal)} if folder.is_dir() else {}
    rows = _rows(folder)
    members: dict[str, list[str]] = {}
    for row in rows:
        if row.get("group"):
            members.setdefault(row["group"], []).append(row["id"])
    answers, judgements = [], []
    for row in rows:
        names = members.get(row["id"], []) if row.get("members") else [row["id"]]
        if row.get("check") != check or not names or not all(name in given for name in names):
            continue
        answers.append(together(row["id"], [given[name] for name in names]))
        judgements.append(_judgement(row, check))
    if not answers:
        raise NoTestRunError(
            path=folder,
            why_zh=f"没有测量 {check} 的回答",
            why_en=f"it has no answers for the measure {check}",
        )
    return Measured(answers, judgements)


def _rows(folder: Path) -> list[dict[str, Any]]:
    try:
        rows = [json.loads(line) for line in (folder / JUDGED).read_bytes().splitlines()]
        return [row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
    except (OSError, ValueError, RecursionError) as error:
        raise NoTestRunError(path=folder, why_zh="读不到判定", why_en="no judgements") from error


def _judgement(row: dict[str, Any], check: str) -> Judgement:
    told = YES if row.get("counted") is True else NO
    return Judgement(
        id=row["id"],
        verdict=told if row.get("judged") is True else UNDETERMINED,
        reason=str(row.get("verdict", "")),
        judge=check,
        digest=str(row.get("judge") or measure_digest(check)),
    )
