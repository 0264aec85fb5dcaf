"""What `hegui model test` left in a folder; nothing of it is trusted to be whole."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from hegui.checks.model.journal import NAME
from hegui.checks.model.journal.lines import placed_lines
from hegui.checks.model.journal.sealing import opened
from hegui.checks.model.judges.disagreeing import COMPARED, DISAGREEMENTS
from hegui.checks.model.judges.disagreeing import FORMAT as COMPARED_FORMAT
from hegui.checks.model.marks import JUDGED, RECORD
from hegui.checks.model.trial.trial import FORMAT, RESULT
from hegui.common.errors import WrongUseError
from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text
from hegui.engine.sealing import Seal


class NotATestError(WrongUseError):
    """A folder is not what a finished test of a model left."""

    code = "model_report_folder"
    text = Text(
        "“{path}”不是一次完成的模型测试的文件夹（没有可用的 result.json）；请先运行 hegui model test。",
        "“{path}” is not the folder of a finished test of a model (no usable result.json); run hegui "
        "model test first.",
    )


class BadJudgesTogetherError(WrongUseError):
    """What several judges said in the folder of a test cannot be read."""

    code = "model_report_judges"
    text = Text(
        "“{path}”里的 judges.json 或 disagreements.jsonl 不可用；请删去后重新运行 hegui model judge --out。",
        "judges.json or disagreements.jsonl in “{path}” cannot be used; remove them and run hegui model "
        "judge --out again.",
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A test as it was left: its result, what was said of each question, some answers."""

    path: Path
    digest: str
    result: dict[str, Any]
    said: list[dict[str, Any]]
    answers: dict[str, str]
    judges: dict[str, Any]
    disagreements: list[dict[str, Any]]
    more: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]


def read_test(path: Path, seal: Seal | None = None, examples: int = 20) -> Told:
    """Read the folder of a test; raise `NotATestError` for another one."""
    try:
        data = (path / RESULT).read_bytes()
        result = json.loads(data)
        said = [json.loads(line) for line in (path / JUDGED).read_bytes().splitlines()]
    except (OSError, ValueError) as error:
        raise NotATestError(path=path) from error
    if not isinstance(result, dict) or result.get("format") != FORMAT:
        raise NotATestError(path=path)
    judges, differ = _together(path)
    wanted: dict[str, list[str]] = {}
    for row in islice(telling(said), examples):
        wanted.setdefault(row.get("record") or row["id"], []).append(row["id"])
    answers = _answers(path / NAME, wanted, seal)
    return Told(path, sha256_bytes(data), result, said, answers, judges, differ, _others(path))


def _others(path: Path) -> dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return by check what several judges said of other measures than of open questions."""
    found = {}
    for file in sorted(path.glob("judges.*.json")):
        check = file.name.removeprefix("judges.").removesuffix(".json")
        found[check] = _together(path, file.name, f"disagreements.{check}.jsonl")
    return found


def _together(
    path: Path, compared: str = COMPARED, differing: str = DISAGREEMENTS
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what several judges said, in the test or by `hegui model judge FOLDER --out FOLDER`."""
    if not (path / compared).exists():
        return {}, []
    try:
        judges = json.loads((path / compared).read_bytes())
        differ = [json.loads(row) for row in (path / differing).read_bytes().splitlines()]
        if judges["format"] != COMPARED_FORMAT:
            raise ValueError(judges["format"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadJudgesTogetherError(path=path) from error
    return judges, differ


def telling(said: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what an example is worth showing of: findings first, then the others with a verdict.

    Of either, the measures take turns, so that none fills the list.
    """
    for found in (True, False):
        by: dict[str, list[dict[str, Any]]] = {}
        for row in said:
            if row.get("verdict") and bool(row.get("finding")) == found:
                by.setdefault(row.get("check", ""), []).append(row)
        for turn in zip_longest(*by.values()):
            yield from filter(None, turn)


def spread(rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Return at most so many rows, evenly from all of them."""
    count = min(most, len(rows))
    return [rows[at * len(rows) // count] for at in range(count)]


def _answers(path: Path, wanted: dict[str, list[str]], seal: Seal | None) -> dict[str, str]:
    """Return the answers by id of the rows that are wanted, found by their line or else by id."""
    found: dict[str, str] = {}
    if not path.exists():
        return found
    with path.open("rb") as file:
        for line, _, _ in placed_lines(file, path.name):
            names = wanted.get(line.sha256[:RECORD]) or wanted.get(line.id)
            if names and line.answered and (seal or not line.sealed):
                entry = opened(line, seal) if line.sealed and seal else line
                found |= dict.fromkeys(names, entry.text)
    return found
