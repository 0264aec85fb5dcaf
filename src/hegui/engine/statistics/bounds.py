"""Bounds on a rate from k hits among n: exact one-sided ones for decisions, Wilson for charts.

Sources: C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits illustrated in
the case of the binomial, Biometrika 26 (1934); E. B. Wilson, Probable inference, the law of
succession, and statistical inference, JASA 22 (1927); for finite populations W. G. Cochran,
Sampling Techniques (3rd ed. 1977), section 3.6, by inversion of the hypergeometric test.
"""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, sqrt
from statistics import NormalDist

from hegui.engine.statistics.numbers import BadCountError, check_counts
from hegui.engine.statistics.tails import binomial_at_least, hypergeometric_at_least

ALPHA = Fraction(1, 20)
"""Error of one side: the bounds hold with 95 % confidence."""
GRID = 1_000_000
"""Bounds are multiples of one millionth, rounded away from the estimate."""


def last_true(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the largest i in low..high with holds(i); holds is true first, then false."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def lower_bound(k: int, n: int, alpha: Fraction = ALPHA) -> float:
    """Return the exact one-sided lower bound (Clopper-Pearson): the rate is at least this.

    It is the largest p, in millionths, for which k or more hits have a probability of at most
    alpha. Without any item nothing is known: 0.
    """
    check_counts(k, n)
    if k == 0:
        return 0.0
    steps = last_true(0, GRID, lambda i: binomial_at_least(k, n, Fraction(i, GRID), alpha))
    return steps / GRID


def upper_bound(k: int, n: int, alpha: Fraction = ALPHA) -> float:
    """Return the exact one-sided upper bound (Clopper-Pearson): the rate is at most this."""
    check_counts(k, n)
    return round(1 - lower_bound(n - k, n, alpha), 6)


def finite_lower_bound(k: int, n: int, population: int, alpha: Fraction = ALPHA) -> int:
    """Return how many of a finite bank are hits at least, given k hits among n drawn from it.

    The sample is drawn without replacement; with the whole bank drawn the answer is k itself.
    """
    check_counts(k, n)
    check_counts(n, population)
    if k == 0:
        return 0
    top = population - (n - k)
    too_few = last_true(
        k - 1, top, lambda good: hypergeometric_at_least(k, n, good, population, alpha)
    )
    return too_few + 1


def finite_upper_bound(k: int, n: int, population: int, alpha: Fraction = ALPHA) -> int:
    """Return how many of a finite bank are hits at most, given k hits among n drawn from it."""
    check_counts(k, n)
    return population - finite_lower_bound(n - k, n, population, alpha)


def wilson(k: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return Wilson's two-sided score interval, for charts only; (0, 1) without any item."""
    check_counts(k, n)
    if not 0 < confidence < 1:
        raise BadCountError(what=f"confidence {confidence}")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, factor = k / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / factor
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / factor
    # At 0 and n the score interval touches the end exactly; floats miss it by a hair.
    low = 0.0 if k == 0 else floor((middle - half) * GRID) / GRID
    high = 1.0 if k == n else ceil((middle + half) * GRID) / GRID
    return max(0.0, low), min(1.0, high)
