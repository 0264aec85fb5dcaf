"""The rates of a trial: each with its counts, exact bound, and both answers about its rule."""

from typing import Any

from hegui.catalogue.model import Catalogue
from hegui.checks.model.limits import limit_of
from hegui.common.struct import Record
from hegui.engine.statistics import Direction, rate


class TrialRate(Record, frozen=True, kw_only=True):
    """k of n, with `unanswered` questions outside n.

    `bound` is the exact one-sided 95 % bound on the side of the limit (lower for “at least”).
    `rule_met` and `supported` are None (unknown) where n is below `minimum`, or where what is
    unanswered makes the difference. They speak of the judge's verdicts: while `calibrated` is false,
    nobody has measured how often this judge errs on these answers, and they are no statement of
    confidence about the model.
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
    by_group: dict[str, dict[str, int]] = {}
    calibrated: bool = False

    def plain(self) -> dict[str, Any]:
        """Return every value, also those that are unknown."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


def trial_rate(
    check: str,
    catalogue: Catalogue,
    *,
    n: int,
    k: int,
    unanswered: int,
    by_group: dict[str, dict[str, int]],
) -> TrialRate:
    """Return the rate of a check with the limit and minimum that the catalogue gives it."""
    held = limit_of(check, catalogue)
    found = rate(k, n, held.share, held.direction, unanswered=unanswered, minimum=held.minimum)
    bound = found.lower if held.direction == "at_least" else found.upper
    return TrialRate(
        n=n,
        k=k,
        unanswered=unanswered,
        rate=k / n if n else None,
        bound=bound if n else None,
        rule_met=found.rule_met,
        supported=found.supported,
        limit=float(held.share),
        direction=held.direction,
        minimum=held.minimum,
        requirement=held.requirement,
        grade=held.grade,
        by_group=by_group,
    )
