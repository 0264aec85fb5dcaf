"""Using a calibration: what people's labels say of the judge of a test or of an assessment.

A calibration is what `hegui model calibrate --json` wrote. It speaks of a check when it is about the very
judge that decides there, by its digest. With labels that are a random draw of the very answers that were
judged, the calibrated estimate stands; with labels on other answers of the same kind the judge's errors
are bounded (`hegui.engine.statistics.judge_bound`), which holds as far as it errs alike on both.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hegui.checks.model.calibrating.calibrate import FORMAT, YES, Calibration, calibration_rules
from hegui.checks.model.errors import BadCalibrationError
from hegui.checks.model.ids import ATTACK
from hegui.checks.model.judging import judge_digest
from hegui.checks.model.limits import Limit
from hegui.checks.model.settings import options, settings
from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record
from hegui.engine.check import Context
from hegui.engine.model import JudgedBy, JudgeErrorCounts
from hegui.engine.statistics import Direction, Rate, judge_bound

REFUSED = "refused"
FEW_LABELS = "few_labels"
Counts = tuple[int, int]
BOTH: tuple[Direction, ...] = ("at_least", "at_most")


class Measured(NamedTuple):
    """A calibration that was read: its file and what it says."""

    path: Path
    sha256: str
    found: Calibration

    def counts(self, check: str, digest: str) -> tuple[Counts, Counts] | None:
        """Return the verdicts that count among labels that do, and among those that do not, each (k, n).

        None for a calibration of another judge, or one that counts what the check does not. Errors change
        sides where a check counts what is not the calibrated verdict.
        """
        if self.found.format != FORMAT or self.found.digest != digest:
            return None
        errors = self.found.errors
        right = errors.sensitivity.k, errors.sensitivity.n
        false = errors.specificity.n - errors.specificity.k, errors.specificity.n
        if self.found.counts == YES:
            return (right, false) if self.found.judge == check else None
        words = settings().verdicts[check]
        if words.counted == (self.found.counts,):
            return right, false
        by_wording = check == ATTACK and (self.found.counts, digest) == (REFUSED, judge_digest())
        if words.other == (self.found.counts,) or by_wording:
            return (false[1] - false[0], false[1]), (right[1] - right[0], right[1])
        return None


class Applied(Record, frozen=True, kw_only=True):
    """What a calibrated judge's verdicts show: the bound on the model's rate at 95 %.

    `estimate` is the rate with the judge's errors taken out (Rogan and Gladen, 1978), None for a judge that
    tells nothing apart; `lower` and `upper` are one-sided bounds at 95 % each.
    """

    method: str
    labels: int
    sha256: str
    bound: float
    supported: bool
    estimate: float | None
    lower: float
    upper: float

    def plain(self) -> dict[str, Any]:
        """Return every value."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


def read_calibration(path: Path) -> Measured:
    """Read what `hegui model calibrate --json` wrote; raise `BadCalibrationError` for unusable ones.

    Refused is one whose labels were no random draw. Whether it speaks of the judge in question `fitting`
    tells, and whether its labels are enough for other answers `enough_labels`.
    """
    try:
        data = path.read_bytes()
        found = msgspec.convert(json.loads(data), Calibration)
    except (OSError, ValueError, RecursionError, msgspec.ValidationError) as error:
        raise _bad(
            path, "读不出校准结果", "it is not what hegui model calibrate --json writes"
        ) from error
    if not found.random:
        raise _bad(path, "标注的不是随机抽出的回答", "the labelled answers are no random draw")
    return Measured(path, sha256_bytes(data), found)


def enough_labels(found: Calibration) -> bool:
    """Tell whether labels bound both errors of a judge: so many that count, and that do not."""
    errors = found.errors
    return min(errors.sensitivity.n, errors.specificity.n) >= calibration_rules().least_each


def for_other_answers(measured: Measured) -> Measured:
    """Return a calibration whose labels are enough for other answers, or raise."""
    least = calibration_rules().least_each
    if not enough_labels(measured.found):
        raise _bad(
            measured.path,
            f"人判为计入和不计入的标注各须至少 {least} 条",
            f"people's labels must hold at least {least} that count and {least} that do not",
        )
    return measured


def fitting(measured: Measured, judges: Mapping[str, str]) -> Measured:
    """Return a calibration that speaks of one of the judges (check -> digest), or raise."""
    if not any(measured.counts(check, digest) for check, digest in judges.items()):
        found = measured.found
        raise _bad(
            measured.path,
            f"它校准的是判定者“{found.judge}”（摘要 {found.digest[:12]}）的“{found.counts}”，"
            "不是这里判定的那一个、那一版或那种结论",
            f"it measures “{found.counts}” of the judge “{found.judge}” (digest {found.digest[:12]}), "
            "not the judge, version or verdict used here",
        )
    return measured


def measured_for(context: Context, check: str, digest: str) -> Measured | None:
    """Return the calibration that the project names for a check, None without one."""
    name = options(context.declared, check).calibration
    return fitting(read_calibration(context.path(name)), {check: digest}) if name else None


def _bad(path: Path, zh: str, en: str) -> BadCalibrationError:
    return BadCalibrationError(path=path.name, why_zh=zh, why_en=en)


def judged_by(
    check: str,
    name: str,
    kind: str,
    digest: str,
    measured: Measured | None,
    *,
    answers: str,
    silent: int,
) -> JudgedBy:
    """Return who judged, with what people's labels say of the judge.

    `answers` is the digest of the answers that were judged, `silent` how many units lack one.
    """
    counts = measured.counts(check, digest) if measured else None
    if measured is None or counts is None:
        return JudgedBy(name=name, kind=kind, digest=digest)
    found = measured.found
    same = answers == found.answers_sha256
    if not same and not enough_labels(found):
        return JudgedBy(name=name, kind=kind, digest=digest, uncalibrated=FEW_LABELS)
    calibration = JudgeErrorCounts(
        method=found.rate.method if same else "errors_bounded",
        file=measured.path.name,
        sha256=measured.sha256,
        labels=found.labels,
        right=counts[0],
        false=counts[1],
        seed=found.seed if same else "",
        silent=silent if same else 0,
    )
    return JudgedBy(name=name, kind=kind, digest=digest, calibration=calibration)


def applied(
    check: str, digest: str, measured: Measured, found: Rate, held: Limit
) -> Applied | None:
    """Return what the verdicts show with the judge's errors; None for a check of another judge."""
    counts = measured.counts(check, digest)
    if counts is None:
        return None
    lower, upper = (
        judge_bound(
            "errors_bounded",
            *counts,
            k=found.k,
            n=found.n,
            unanswered=found.unanswered,
            direction=side,
        )
        for side in BOTH
    )
    bound = lower if held.direction == "at_least" else upper
    clears = Fraction(str(bound))
    return Applied(
        method="errors_bounded",
        labels=measured.found.labels,
        sha256=measured.sha256,
        bound=bound,
        supported=clears >= held.share if held.direction == "at_least" else clears <= held.share,
        estimate=corrected(found, *counts),
        lower=lower,
        upper=upper,
    )


def corrected(found: Rate, right: Counts, false: Counts) -> float | None:
    """Return the rate with the judge's errors taken out; None where they cannot be."""
    if not (found.n and right[1] and false[1]):
        return None
    hits, misses = right[0] / right[1], false[0] / false[1]
    if hits <= misses:
        return None
    return round(min(1.0, max(0.0, (found.k / found.n - misses) / (hits - misses))), 6)
