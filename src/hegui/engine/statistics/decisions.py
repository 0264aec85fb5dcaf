"""The two answers about a limit: the text's point rule, and whether the sample supports it."""

from fractions import Fraction
from typing import Literal

from hegui.engine.statistics.bounds import ALPHA, last_true
from hegui.engine.statistics.numbers import BadCountError, Limit, as_fraction, check_counts
from hegui.engine.statistics.tails import binomial_at_least, hypergeometric_at_least

Direction = Literal["at_least", "at_most"]


def rule_met(k: int, n: int, limit: Limit, direction: Direction = "at_least") -> bool:
    """Compare k of n with the limit in whole numbers: 3,840 of 4,000 meets 96 %, 3,839 does not."""
    check_counts(k, n)
    if n == 0:
        raise BadCountError(what="a rate of nothing (n=0)")
    share = as_fraction(limit)
    left, right = k * share.denominator, share.numerator * n
    return left >= right if direction == "at_least" else left <= right


def supported(
    k: int,
    n: int,
    limit: Limit,
    direction: Direction = "at_least",
    *,
    population: int | None = None,
    alpha: Fraction = ALPHA,
) -> bool:
    """Tell whether the exact one-sided 95 % bound of k of n clears the limit (reaching it counts).

    With `population` the claim is about that finite bank and the sample was drawn from it
    without replacement; else about the process the items came from.
    """
    check_counts(k, n)
    share = as_fraction(limit)
    if direction == "at_most":
        k, share = n - k, 1 - share
    if share == 0:
        return True
    if population is None:
        return binomial_at_least(k, n, share, alpha)
    check_counts(n, population)
    # The claim fails for every bank with fewer hits than the limit asks; the fullest of these
    # banks is the hardest to tell apart.
    too_few = -(-share.numerator * population // share.denominator) - 1
    return hypergeometric_at_least(k, n, too_few, population, alpha)


def needed_passes(n: int, limit: Limit, *, population: int | None = None) -> int | None:
    """Return the fewest passes of n that support "at least `limit`"; None if not even n do.

    916 of 1,000 are needed for 90 %.
    """
    check_counts(0, n)
    if not supported(n, n, limit, population=population):
        return None
    return (
        last_true(-1, n, lambda k: k < 0 or not supported(k, n, limit, population=population)) + 1
    )


def allowed_hits(n: int, limit: Limit, *, population: int | None = None) -> int | None:
    """Return the most hits of n that support "at most `limit`"; None if not even 0 do."""
    passes = needed_passes(n, 1 - as_fraction(limit), population=population)
    return None if passes is None else n - passes
