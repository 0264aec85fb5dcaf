"""From a judge's verdicts and people's labels to its errors and a calibrated rate."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from hegui.checks.model.judges.people import Reviewed
from hegui.checks.model.judges.verdicts import UNDETERMINED, Answered, Judgement
from hegui.common.hashing import digest_of, sha256_bytes
from hegui.common.struct import Record
from hegui.engine.model import Drawn
from hegui.engine.sampling import draw, key_for
from hegui.engine.statistics import (
    Calibrated,
    Direction,
    JudgeErrors,
    calibrated_rate,
    judge_errors,
    rating,
)

FORMAT = "hegui/judge-calibration/1"
PURPOSE = "model.calibrate"
YES, NO = "yes", "no"
"""Verdicts of people and judge alike: does the measure count this answer or group, or not."""
HAN = re.compile(r"[㐀-鿿]")


class CalibrationRules(Record, frozen=True, kw_only=True):
    """All of `rules.yaml`."""

    schema: Literal["hegui/calibration-rules/1"]
    source: str
    grade: str
    least_labels: int
    least_each: int
    han_share: float


@cache
def calibration_rules() -> CalibrationRules:
    """Return the rules of calibration."""
    data = Path(__file__).with_name("rules.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=CalibrationRules)


class Calibration(Record, frozen=True, kw_only=True):
    """What a judge is worth on these answers, and the rate of answers with the verdict `counts`.

    `judge_rate` is what the judge alone says, without any confidence; `rate` allows for its errors.
    `supported` holds the exact or calibrated one-sided 95 % bound against `limit`; it is None
    without a limit, and where the labelled answers are no random draw (`random` is false): labels
    that somebody picked show nothing about the others. `answers_sha256` names the answers, and `seed` repeats the limits.
    """

    format: str
    judge: str
    digest: str
    counts: str
    answers: int
    labels: int
    unlabelled_verdicts: int
    random: bool
    errors: JudgeErrors
    by_language: dict[str, JudgeErrors]
    judge_rate: dict[str, Any]
    rate: Calibrated
    limit: float | None
    direction: Direction
    supported: bool | None
    answers_sha256: str = ""
    seed: str = ""


def answer_key(one: Answered) -> str:
    """Return what a draw ranks an answer by: its id and its words."""
    return f"{one.id} {sha256_bytes(one.answer.encode('utf-8', 'replace'))}"


def answers_digest(keys: Iterable[str]) -> str:
    """Return the digest that names a set of answers by their keys, in any order."""
    return digest_of(sorted(keys))


def drawn_for_people(answers: Sequence[Answered], size: int, seed: str) -> Drawn:
    """Return the random draw of answers that people are to label."""
    return draw((answer_key(one) for one in answers), size, key_for(seed, PURPOSE))


def calibrate(
    answers: Sequence[Answered],
    judgements: Sequence[Judgement],
    labels: Sequence[Reviewed],
    *,
    counts: str,
    seed: str,
    limit: float | None = None,
    direction: Direction = "at_least",
) -> Calibration:
    """Measure a judge and return the calibrated rate of answers with the verdict `counts`.

    A person's undetermined label is none. The judge's undetermined verdict is a verdict other than
    `counts`, whatever the answer is: the labels say how often that is wrong.
    """
    by_id = {one.id: one for one in labels if one.verdict != UNDETERMINED}
    found = [
        (one, said.verdict == counts, by_id[one.id].verdict == counts)
        for one, said in zip(answers, judgements, strict=True)
        if one.id in by_id and _fits(by_id[one.id], one)
    ]
    pairs = [(judge, person) for _, judge, person in found]
    passed = sum(one.verdict == counts for one in judgements)
    rules = calibration_rules()
    rate = calibrated_rate(
        passed,
        len(answers),
        pairs,
        seed=key_for(seed, PURPOSE),
        least=rules.least_labels,
        least_each=rules.least_each,
    )
    languages = sorted({language(one.answer) for one, _, _ in found})
    drawn = drawn_for_people(answers, len(found), seed)
    random = bool(found) and set(drawn.ids) == {answer_key(one) for one, _, _ in found}
    alone = rating(passed, len(answers))
    return Calibration(
        format=FORMAT,
        judge=judgements[0].judge if judgements else "",
        digest=judgements[0].digest if judgements else digest_of([]),
        counts=counts,
        answers=len(answers),
        labels=len(found),
        unlabelled_verdicts=sum(one.verdict == UNDETERMINED for one in judgements),
        random=random,
        errors=judge_errors(pairs),
        by_language={
            name: judge_errors([(j, p) for one, j, p in found if language(one.answer) == name])
            for name in languages
        },
        judge_rate={"n": alone.n, "k": alone.k, "rate": alone.rate},
        rate=rate,
        limit=limit,
        direction=direction,
        supported=_supported(rate, limit, direction) if random else None,
        answers_sha256=answers_digest(map(answer_key, answers)),
        seed=key_for(seed, PURPOSE),
    )


def _fits(label: Reviewed, one: Answered) -> bool:
    seen = sha256_bytes(one.answer.encode("utf-8", "replace"))
    return label.answer_sha256 in ("", seen)


def _supported(rate: Calibrated, limit: float | None, direction: Direction) -> bool | None:
    if limit is None or not rate.labels:
        return None
    return rate.lower >= limit if direction == "at_least" else rate.upper <= limit


def language(text: str) -> str:
    """Return `zh` or `other`, by the share of Han characters among letters."""
    letters = sum(map(str.isalpha, text))
    han = len(HAN.findall(text))
    return "zh" if letters and han >= calibration_rules().han_share * letters else "other"
