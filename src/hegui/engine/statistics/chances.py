"""Before a sample is drawn: how likely it passes a rule, and how large it must be to show a claim.

Source for monitoring: A. Wald, Sequential tests of statistical hypotheses, Annals of Mathematical
Statistics 16 (1945). The rest is the binomial distribution and the power of the exact test.
"""

from fractions import Fraction
from math import ceil, floor, log

from hegui.common.struct import Record
from hegui.engine.statistics.bounds import ALPHA, GRID, last_true
from hegui.engine.statistics.decisions import Direction, allowed_hits, needed_passes
from hegui.engine.statistics.numbers import BadCountError, Limit, as_fraction, check_counts
from hegui.engine.statistics.plans import LARGEST
from hegui.engine.statistics.tails import binomial_tail


def at_least_chance(k: int, n: int, share: Limit) -> float:
    """Return P(X >= k) for X ~ Binomial(n, share), rounded down to six decimals."""
    check_counts(max(0, min(k, n)), n)
    p = as_fraction(share)
    if k <= 0:
        return 1.0
    if k > n or p == 0:
        return 0.0
    chance: float = 1.0 if p == 1 else binomial_tail(k, n, float(p))
    return float(floor(max(0.0, min(1.0, chance)) * GRID) / GRID)


def pass_chance(n: int, limit: Limit, true: Limit, direction: Direction = "at_least") -> float:
    """Return the chance that a fresh draw of n meets the point rule when the true rate is `true`.

    “At least 90 %” of 1,000 is met from 900 on, “at most 5 %” of 300 up to 15.
    """
    share, rate = as_fraction(limit), as_fraction(true)
    if direction == "at_most":
        return at_least_chance(n - floor(share * n), n, 1 - rate)
    return at_least_chance(ceil(share * n), n, rate)


def support_chance(n: int, limit: Limit, true: Limit, direction: Direction = "at_least") -> float:
    """Return the chance that n items support the claim at 95 % when the true rate is `true`."""
    if direction == "at_most":
        most = allowed_hits(n, limit)
        return 0.0 if most is None else at_least_chance(n - most, n, 1 - as_fraction(true))
    needed = needed_passes(n, limit)
    return 0.0 if needed is None else at_least_chance(needed, n, true)


def size_to_support(
    limit: Limit, true: Limit, power: Limit, direction: Direction = "at_least", *, least: int = 1
) -> int:
    """Return a size from which on n items support the claim with a chance of `power`.

    The chance rises in a saw-tooth; from the size returned on it does not fall below. Raises
    `BadCountError` when the expected rate is not on the right side of the limit, or too close.
    """
    share, rate = as_fraction(limit), as_fraction(true)
    better = rate > share if direction == "at_least" else rate < share
    if not better:
        raise BadCountError(what=f"expected {true} is not better than the limit {limit}")
    wanted = float(as_fraction(power))

    def short(n: int) -> bool:
        return support_chance(n, share, rate, direction) < wanted

    top = max(least, 1)
    while short(top):
        top *= 2
        if top > LARGEST:
            raise BadCountError(what=f"expected {true} is too close to the limit {limit}")
    found = last_true(0, top, lambda n: n == 0 or short(n)) + 1
    while any(short(n) for n in range(found, min(found + WINDOW, LARGEST))):
        found += 1
    return max(least, found)


WINDOW = 64
"""Sizes looked at beyond the first that suffices: longer than a tooth of the saw at these limits."""


class Sequential(Record, frozen=True, kw_only=True):
    """Wald's test of failures as they come in: two parallel lines over the number seen.

    With `f` failures among n: fine as soon as f <= slope * n - low, alarm as soon as
    f >= slope * n + high, else go on.
    """

    fine: str
    alarm: str
    slope: float
    low: float
    high: float

    def decision(self, failures: int, n: int) -> str:
        """Return `fine`, `alarm` or `go_on`."""
        check_counts(failures, n)
        if failures >= self.slope * n + self.high:
            return "alarm"
        return "fine" if failures <= self.slope * n - self.low else "go_on"


def sequential(
    fine: Limit, alarm: Limit, *, false_alarm: Fraction = ALPHA, missed: Fraction = ALPHA
) -> Sequential:
    """Return the test that tells a failure rate of `fine` from one of `alarm`.

    A process at `fine` raises an alarm with probability at most about `false_alarm`; one at `alarm`
    is called fine with at most about `missed`.
    """
    good, bad = as_fraction(fine), as_fraction(alarm)
    if not 0 < good < bad < 1:
        raise BadCountError(what=f"failure rates {fine} and {alarm}")
    p, q = float(good), float(bad)
    step = log(q * (1 - p) / (p * (1 - q)))
    a, b = float(false_alarm), float(missed)
    return Sequential(
        fine=str(good),
        alarm=str(bad),
        slope=log((1 - p) / (1 - q)) / step,
        low=log((1 - a) / b) / step,
        high=log((1 - b) / a) / step,
    )
