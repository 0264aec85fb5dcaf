"""Using a calibration: what a test may say about the model when its judge has been measured.

The judge's errors come from labels on other answers of the same kind (`hegui model calibrate --json`).
With sensitivity at least s and a share of at most f of false verdicts, a rate q of verdicts means a
rate of at least (q - f) / (1 - f) and at most q / s. Verdicts and errors have exact bounds at 97.5 %
each, so that both hold together with 95 % (Bonferroni). That is wider than the estimate of
`calibrate` on the same answers, and holds as far as the judge errs alike on both.
"""

import json
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.model.attack import ATTACK
from hegui.checks.model.calibrating.calibrate import FORMAT, Calibration, calibration_rules
from hegui.checks.model.calibrating.measured import CHECKS as SUITES
from hegui.checks.model.calibrating.measured import YES, measure_digest
from hegui.checks.model.errors import BadCalibrationError
from hegui.checks.model.judging import judge_digest
from hegui.checks.model.limits import Limit
from hegui.checks.model.refusal import SHOULD, SHOULD_NOT
from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record
from hegui.engine.statistics import Rate, lower_bound, upper_bound

HALF = Fraction(1, 40)
GRID = 1_000_000
COUNTS = "refused"
WORDING = (SHOULD, SHOULD_NOT, ATTACK)
"""Checks whose judge is the wording judge; an attack counts what it does not call refused."""


class Measured(Record, frozen=True, kw_only=True):
    """A calibration that was read: the judge's counts on labelled answers, and the file's digest.

    `checks` are the measures that the judge decides.
    """

    checks: tuple[str, ...]
    sha256: str
    labels: int
    right: tuple[int, int]
    false: tuple[int, int]


class Applied(Record, frozen=True, kw_only=True):
    """What a calibrated judge's verdicts show: the bound on the model's rate at 95 %."""

    method: str
    labels: int
    sha256: str
    bound: float
    supported: bool

    def plain(self) -> dict[str, Any]:
        """Return every value."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


def read_calibration(path: Path) -> Measured:
    """Read what `hegui model calibrate --json` wrote; raise `BadCalibrationError` for unusable ones.

    Refused is a calibration of a judge that no measure uses or of another version, one that counts
    another verdict, one whose labels were no random draw, and one with too few labels.
    """
    try:
        data = path.read_bytes()
        found = msgspec.convert(json.loads(data), Calibration)
    except (OSError, ValueError, RecursionError, msgspec.ValidationError) as error:
        raise _bad(
            path, "读不出校准结果", "it is not what hegui model calibrate --json writes"
        ) from error
    checks = _checks(found)
    if not checks:
        raise _bad(
            path,
            f"不是本版本判定者的校准：须是 refusal 按 {COUNTS}，或用 --measure",
            f"it is not about this version of a judge: “refusal” with --counts {COUNTS}, or --measure",
        )
    if not found.random:
        raise _bad(path, "标注的不是随机抽出的回答", "the labelled answers are no random draw")
    errors, least = found.errors, calibration_rules().least_each
    if min(errors.sensitivity.n, errors.specificity.n) < least:
        raise _bad(
            path,
            f"人判为计入和不计入的标注各须至少 {least} 条",
            f"people's labels must hold at least {least} that count and {least} that do not",
        )
    wrong = errors.specificity.n - errors.specificity.k
    return Measured(
        checks=checks,
        sha256=sha256_bytes(data),
        labels=found.labels,
        right=(errors.sensitivity.k, errors.sensitivity.n),
        false=(wrong, errors.specificity.n),
    )


def _checks(found: Calibration) -> tuple[str, ...]:
    """Return the measures that a calibration speaks of; none for another judge, version or verdict."""
    if found.format != FORMAT:
        return ()
    if found.digest == judge_digest() and found.counts == COUNTS:
        return WORDING
    known = found.judge in SUITES and found.digest == measure_digest(found.judge)
    return (found.judge,) if known and found.counts == YES else ()


def _bad(path: Path, zh: str, en: str) -> BadCalibrationError:
    return BadCalibrationError(path=path, why_zh=zh, why_en=en)


def applied(check: str, measured: Measured, found: Rate, held: Limit) -> Applied | None:
    """Return what the verdicts show with the judge's errors; None for a check of another judge."""
    if check not in measured.checks:
        return None
    right, false = measured.right, measured.false
    if check == ATTACK:
        right, false = (false[1] - false[0], false[1]), (right[1] - right[0], right[1])
    asked = found.n + found.unanswered
    if held.direction == "at_least":
        low, most = lower_bound(found.k, asked, HALF), upper_bound(*false, HALF)
        bound = floor(max(0.0, (low - most) / (1 - most)) * GRID) / GRID if most < 1 else 0.0
        holds = bound >= held.share
    else:
        high = upper_bound(found.k + found.unanswered, asked, HALF)
        least = lower_bound(*right, HALF)
        bound = min(1.0, ceil(high / least * GRID) / GRID) if least else 1.0
        holds = bound <= held.share
    return Applied(
        method="errors_bounded",
        labels=measured.labels,
        sha256=measured.sha256,
        bound=bound,
        supported=holds,
    )
