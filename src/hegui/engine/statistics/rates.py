"""A rate with its making: counts, bounds, and both answers about its limit."""

from hegui.common.struct import Record
from hegui.engine.statistics.bounds import (
    finite_lower_bound,
    finite_upper_bound,
    lower_bound,
    upper_bound,
    wilson,
)
from hegui.engine.statistics.decisions import (
    Direction,
    allowed_hits,
    needed_passes,
    rule_met,
    supported,
)
from hegui.engine.statistics.numbers import Limit, as_fraction, check_counts


class Rate(Record, frozen=True, kw_only=True):
    """k of n, with `unanswered` items outside n.

    `lower` and `upper` are exact one-sided 95 % bounds, `interval` is Wilson's for charts. About a
    limit: `rule_met` is the point rule and `supported` the bound's answer. Unanswered items count
    against us where a rule is to hold and for us where it is to fail; where that makes the
    difference, or n is below `minimum`, `rule_met` is None (unknown). `turning` is the count k from
    which (at least) or up to which (at most) the limit is supported.
    """

    n: int
    k: int
    unanswered: int = 0
    population: int | None = None
    minimum: int = 0
    lower: float
    upper: float
    interval: tuple[float, float]
    limit: str = ""
    direction: Direction = "at_least"
    rule_met: bool | None = None
    supported: bool | None = None
    turning: int | None = None


def rate(
    k: int,
    n: int,
    limit: Limit | None = None,
    direction: Direction = "at_least",
    *,
    unanswered: int = 0,
    population: int | None = None,
    minimum: int = 0,
) -> Rate:
    """Return the rate k of n with its bounds and, with a limit, the two answers."""
    check_counts(k, n)
    check_counts(0, unanswered)
    lower, upper = _bounds(k, n, population)
    plain = Rate(
        n=n,
        k=k,
        unanswered=unanswered,
        population=population,
        minimum=minimum,
        lower=lower,
        upper=upper,
        interval=wilson(k, n),
        direction=direction,
    )
    return plain if limit is None else _answered(plain, limit)


def _bounds(k: int, n: int, population: int | None) -> tuple[float, float]:
    if population is None:
        return lower_bound(k, n), upper_bound(k, n)
    low = finite_lower_bound(k, n, population)
    high = finite_upper_bound(k, n, population)
    return (low / population, high / population) if population else (0.0, 1.0)


def _answered(plain: Rate, limit: Limit) -> Rate:
    """Return the rate with both answers about its limit."""
    share, direction = as_fraction(limit), plain.direction
    asked = plain.n + plain.unanswered
    against = plain.k if direction == "at_least" else plain.k + plain.unanswered
    favour = plain.k + plain.unanswered if direction == "at_least" else plain.k
    met: bool | None = None
    backed: bool | None = None
    if asked and plain.n >= plain.minimum:
        worst = rule_met(against, asked, share, direction)
        best = rule_met(favour, asked, share, direction)
        met = worst if worst == best else None
        backed = supported(against, asked, share, direction, population=plain.population)
    turning = needed_passes if direction == "at_least" else allowed_hits
    return Rate(
        **{name: getattr(plain, name) for name in GIVEN},
        limit=str(share),
        rule_met=met,
        supported=backed,
        turning=turning(asked, share, population=plain.population),
    )


GIVEN = tuple(
    name
    for name in Rate.__struct_fields__
    if name not in ("limit", "rule_met", "supported", "turning")
)
