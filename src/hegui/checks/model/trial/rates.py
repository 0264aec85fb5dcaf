"""The rates of a trial: each with its counts, exact bound, and both answers about its rule."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.calibrating.applying import Applied, Measured, applied
from hegui.checks.model.limits import Limit, limit_of
from hegui.checks.model.marks import Tally
from hegui.checks.model.strata import strata_rates
from hegui.common.struct import Record
from hegui.engine.statistics import Direction, Rate, cluster_rate, rate

UNCALIBRATED, TOO_FEW, MISSING = "uncalibrated_judge", "sample_too_small", "unanswered"


class TrialRate(Record, frozen=True, kw_only=True):
    """k of n, with `unanswered` questions outside n.

    `bound` is the exact one-sided 95 % bound on the side of the limit (lower for “at least”) of the
    judge's verdicts, `supported_by_verdicts` what it says of the limit as if the judge never erred.
    `supported` is a statement about the model: true only where a calibration of the judge
    (`calibration`) shows it; `supported_why` says why it is unknown (None). `rule_met` is unknown
    where n is below `minimum`, or where what is unanswered makes the difference. `by_group` has exact
    bounds for each risk or topic, `repeats` the rate over all times that questions were asked.
    """

    n: int
    k: int
    unanswered: int
    rate: float | None
    bound: float | None
    rule_met: bool | None
    supported: bool | None
    limit: float
    direction: Direction
    minimum: int
    requirement: str
    grade: str
    by_group: dict[str, dict[str, Any]] = {}
    calibrated: bool = False
    supported_by_verdicts: bool | None = None
    supported_why: str = ""
    calibration: Applied | None = None
    repeats: dict[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        """Return every value, also those that are unknown."""
        found = {name: getattr(self, name) for name in self.__struct_fields__}
        return found | {"calibration": self.calibration and self.calibration.plain()}


class Told(NamedTuple):
    """What a rate is made of: the numbers, the judge, the clusters of repeats, the calibrations."""

    tally: Tally
    digest: str = ""
    clusters: Sequence[tuple[int, int]] = ()
    measured: Sequence[Measured] = ()
    seed: str = ""


def trial_rate(check: str, catalogue: Catalogue, told: Told) -> TrialRate:
    """Return the rate of a check with the limit and minimum that the catalogue gives it."""
    held, tally = limit_of(check, catalogue), told.tally
    found = rate(
        tally.k,
        tally.n,
        held.share,
        held.direction,
        unanswered=tally.unanswered,
        minimum=held.minimum,
    )
    bound = found.lower if held.direction == "at_least" else found.upper
    each = (applied(check, told.digest, one, found, held) for one in told.measured)
    shown = next(filter(None, each), None)
    supported, why = _supported(found, held, shown)
    return TrialRate(
        n=tally.n,
        k=tally.k,
        unanswered=tally.unanswered,
        rate=tally.k / tally.n if tally.n else None,
        bound=bound if tally.n else None,
        rule_met=found.rule_met,
        supported=supported,
        limit=float(held.share),
        direction=held.direction,
        minimum=held.minimum,
        requirement=held.requirement,
        grade=held.grade,
        by_group=strata_rates(tally.n_by, tally.k_by),
        calibrated=shown is not None,
        supported_by_verdicts=found.supported,
        supported_why=why,
        calibration=shown,
        repeats=_repeats(told) if told.clusters else None,
    )


def _supported(found: Rate, held: Limit, shown: Applied | None) -> tuple[bool | None, str]:
    """Return what may be said of the model, and why where it is unknown.

    What the verdicts do not support is not supported, whoever judged. What they do support is
    unknown until the judge is calibrated.
    """
    if found.supported is None:
        return None, TOO_FEW if found.n < held.minimum else MISSING
    if shown is not None:
        return shown.supported, ""
    return (None, UNCALIBRATED) if found.supported else (False, UNCALIBRATED)


def _repeats(told: Told) -> dict[str, Any]:
    """Return the rate over all times asked, with bounds that allow for alike answers."""
    found = cluster_rate(told.clusters, told.seed)
    mixed = sum(0 < k < n for k, n in told.clusters)
    return {
        "questions": found.clusters,
        "n": found.n,
        "k": found.k,
        "rate": found.k / found.n if found.n else None,
        "lower": found.lower,
        "upper": found.upper,
        "method": found.method,
        "mixed": mixed,
    }
