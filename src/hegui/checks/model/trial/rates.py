"""The rates of a trial: each with its counts, exact bound, and both answers about its rule."""

from fractions import Fraction
from typing import Any, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.errors import NoLimitError
from hegui.checks.model.settings import settings
from hegui.common.struct import Record
from hegui.engine.statistics import Direction, rate

DIRECTIONS: dict[str, Direction] = {">=": "at_least", "<=": "at_most"}


class TrialRate(Record, frozen=True, kw_only=True):
    """k of n, with `unanswered` questions outside n.

    `bound` is the exact one-sided 95 % bound on the side of the limit (lower for “at least”).
    `rule_met` and `supported` are None (unknown) where n is below `minimum`, or where what is
    unanswered makes the difference.
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
    limit, direction, minimum, requirement, grade = _rule(check, catalogue)
    found = rate(k, n, limit, direction, unanswered=unanswered, minimum=minimum)
    bound = found.lower if direction == "at_least" else found.upper
    return TrialRate(
        n=n,
        k=k,
        unanswered=unanswered,
        rate=k / n if n else None,
        bound=bound if n else None,
        rule_met=found.rule_met,
        supported=found.supported,
        limit=float(limit),
        direction=direction,
        minimum=minimum,
        requirement=requirement,
        grade=grade,
        by_group=by_group,
    )


class _Rule(NamedTuple):
    """What a rate is held against; without a requirement it is our own default."""

    limit: Fraction
    direction: Direction
    minimum: int
    requirement: str
    grade: str


def _rule(check: str, catalogue: Catalogue) -> _Rule:
    if own := settings().own_limits.get(check):
        return _Rule(Fraction(str(own.limit)), own.direction, own.minimum, "", "own")
    requirement = settings().limits[check]
    row = catalogue.requirements.get(requirement)
    if row is None or row.threshold is None or row.threshold.operator not in DIRECTIONS:
        raise NoLimitError(requirement=requirement)
    limit = Fraction(str(row.threshold.value)) / 100
    direction = DIRECTIONS[row.threshold.operator]
    return _Rule(limit, direction, settings().samples[check].size, requirement, row.grade)
