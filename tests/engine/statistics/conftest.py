"""Independent, slow, exact computations to compare with: straight from the definitions."""

from fractions import Fraction
from math import comb
from types import SimpleNamespace

import pytest

LEVEL = Fraction(1, 20)


def binomial_tail(k: int, n: int, p: Fraction) -> Fraction:
    """P(X >= k)."""
    return sum((comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1)), Fraction(0))


def hypergeometric_tail(k: int, n: int, good: int, population: int) -> Fraction:
    """P(X >= k)."""
    ways = sum(comb(good, i) * comb(population - good, n - i) for i in range(k, n + 1))
    return Fraction(ways, comb(population, n))


def fewest_passes(n: int, limit: Fraction) -> int | None:
    """The fewest passes whose tail under the limit is at most the level."""
    return next((k for k in range(n + 1) if binomial_tail(k, n, limit) <= LEVEL), None)


def fewest_good(k: int, n: int, population: int) -> int:
    """The poorest bank in which k or more hits are not too unlikely."""
    return next(
        good
        for good in range(k, population - (n - k) + 1)
        if hypergeometric_tail(k, n, good, population) > LEVEL
    )


@pytest.fixture(scope="session")
def brute() -> SimpleNamespace:
    """Return the functions above."""
    return SimpleNamespace(
        LEVEL=LEVEL,
        binomial_tail=binomial_tail,
        hypergeometric_tail=hypergeometric_tail,
        fewest_passes=fewest_passes,
        fewest_good=fewest_good,
    )
