"""Tail probabilities compared with a level, without rounding errors deciding.

A tail is first computed in floating point from a sum of positive terms (relative error far below
1e-7). Only when it comes closer than that to the level is it computed again in whole numbers.
"""

from collections.abc import Callable
from fractions import Fraction
from math import comb, exp, inf, lgamma, log, log1p

CLOSE = 1e-6
"""Relative distance to the level within which whole numbers decide."""
EXACT_UP_TO = 200_000
"""Above so many items whole numbers would take minutes, and one item more or less says nothing."""
NEGLIGIBLE = 1e-18


def binomial_at_least(k: int, n: int, p: Fraction, level: Fraction) -> bool:
    """Tell whether P(X >= k) <= level for X ~ Binomial(n, p)."""
    if k <= 0:
        return level >= 1
    if p == 0 or p == 1:
        return p == 0 or level >= 1
    rough = binomial_tail(k, n, float(p))
    if _clear(rough, level) or n > EXACT_UP_TO:
        return rough <= level
    return _exact_binomial_tail(k, n, p) <= level


def _clear(rough: float, level: Fraction) -> bool:
    return abs(rough - float(level)) > CLOSE * float(level)


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def binomial_tail(k: int, n: int, p: float) -> float:
    """Return P(X >= k), summed on the thin side of the mean."""
    odds = p / (1 - p)

    def log_mass(i: int) -> float:
        return _choose(n, i) + i * log(p) + (n - i) * log1p(-p)

    if k > n * p:
        return _sum(log_mass(k), k, n, lambda i: (n - i) / (i + 1) * odds)
    return 1 - _sum(log_mass(k - 1), k - 1, 0, lambda i: i / (n - i + 1) / odds)


def _sum(log_first: float, start: int, end: int, ratio: Callable[[int], float]) -> float:
    """Sum masses from `start` towards `end`; `ratio(i)` leads from mass i to the next."""
    term = exp(log_first) if log_first > -inf else 0.0
    total = term
    for i in range(start, end, 1 if end > start else -1):
        term *= ratio(i)
        total += term
        if term <= NEGLIGIBLE * total:
            break
    return total


def _exact_binomial_tail(k: int, n: int, p: Fraction) -> Fraction:
    """Return P(X >= k) exactly."""
    a, b = p.numerator, p.denominator
    c = b - a
    # The common power c**(n-i) * a**i is carried along: each step swaps one c for one a.
    term = comb(n, k) * a**k * c ** (n - k)
    total = term
    for i in range(k, n):
        term = term * (n - i) * a // ((i + 1) * c)
        total += term
    return Fraction(total, b**n)


def hypergeometric_at_least(k: int, n: int, good: int, population: int, level: Fraction) -> bool:
    """Tell whether P(X >= k) <= level, X good ones among n drawn from `population` with `good`."""
    low, high = max(0, n - (population - good)), min(n, good)
    if k <= low:
        return level >= 1
    if k > high:
        return True
    rough = _hypergeometric_tail(k, n, good, population)
    if _clear(rough, level) or n > EXACT_UP_TO:
        return rough <= level
    return _exact_hypergeometric_tail(k, n, good, population) <= level


def _exact_hypergeometric_tail(k: int, n: int, good: int, population: int) -> Fraction:
    """Return P(X >= k) exactly."""
    bad = population - good
    term = comb(good, k) * comb(bad, n - k)
    total = term
    for i in range(k, min(n, good)):
        term = term * (good - i) * (n - i) // ((i + 1) * (bad - n + i + 1))
        total += term
    return Fraction(total, comb(population, n))


def _hypergeometric_tail(k: int, n: int, good: int, population: int) -> float:
    """Return P(X >= k), summed on the thin side of the mean."""
    bad = population - good
    low, high = max(0, n - bad), min(n, good)

    def log_mass(i: int) -> float:
        return _choose(good, i) + _choose(bad, n - i) - _choose(population, n)

    def up(i: int) -> float:
        return (good - i) * (n - i) / ((i + 1) * (bad - n + i + 1))

    if k * population > n * good:
        return _sum(log_mass(k), k, high, up)
    return 1 - _sum(log_mass(k - 1), k - 1, low, lambda i: 1 / up(i - 1))
