"""Exact bounds against definitions, against scipy, and against published figures."""

from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv

from hegui.engine.statistics import (
    BadCountError,
    finite_lower_bound,
    finite_upper_bound,
    lower_bound,
    upper_bound,
    wilson,
)

STEP = Fraction(1, 1_000_000)
counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_the_lower_bound_is_the_last_millionth_that_the_definition_allows(
    brute: SimpleNamespace, counts: tuple[int, int]
) -> None:
    k, n = counts
    low = Fraction(str(lower_bound(k, n)))
    assert low == 0 or brute.binomial_tail(k, n, low) <= brute.LEVEL
    assert k == 0 or brute.binomial_tail(k, n, low + STEP) > brute.LEVEL


@pytest.mark.parametrize(
    ("k", "n"), [(1, 1), (916, 1000), (3840, 4000), (15, 300), (999_000, 1_000_000), (1, 10**7)]
)
def test_bounds_agree_with_scipy_and_are_rounded_outwards(k: int, n: int) -> None:
    low = betaincinv(k, n - k + 1, 0.05)
    high = betaincinv(k + 1, n - k, 0.95) if k < n else 1.0
    assert 0 <= low - lower_bound(k, n) < 1.001e-6
    assert 0 <= upper_bound(k, n) - high < 1.001e-6


def test_ends_and_nothing() -> None:
    assert (lower_bound(0, 50), upper_bound(50, 50)) == (0.0, 1.0)
    assert (lower_bound(0, 0), upper_bound(0, 0)) == (0.0, 1.0)
    # The "rule of three": no failure among 300 leaves up to about 1 %.
    assert upper_bound(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300), abs=1e-6)


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (1, True), (1.0, 2), (0, -1)])
def test_counts_that_cannot_be_are_refused(k: int, n: int) -> None:
    for function in (lower_bound, upper_bound, wilson):
        with pytest.raises(BadCountError):
            function(k, n)


banks = st.integers(1, 40).flatmap(
    lambda size: st.integers(0, size).flatmap(
        lambda n: st.tuples(st.integers(0, n), st.just(n), st.just(size))
    )
)


@given(banks)
def test_finite_bounds_follow_the_definition(
    brute: SimpleNamespace, bank: tuple[int, int, int]
) -> None:
    k, n, population = bank
    assert finite_lower_bound(k, n, population) == brute.fewest_good(k, n, population)
    assert finite_upper_bound(k, n, population) == population - brute.fewest_good(
        n - k, n, population
    )


def test_a_bank_drawn_completely_is_known_exactly() -> None:
    assert finite_lower_bound(19, 20, 20) == finite_upper_bound(19, 20, 20) == 19


def test_a_bank_drawn_in_part_bounds_tighter_than_an_endless_process() -> None:
    assert finite_lower_bound(285, 300, 500) / 500 > lower_bound(285, 300)
    assert finite_lower_bound(285, 300, 10**7) / 10**7 == pytest.approx(
        lower_bound(285, 300), abs=1e-4
    )


def test_a_sample_larger_than_its_bank_is_refused() -> None:
    with pytest.raises(BadCountError):
        finite_lower_bound(5, 10, 9)


def test_wilson_gives_the_known_interval() -> None:
    # 81 of 263: R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)
    with pytest.raises(BadCountError):
        wilson(1, 2, 1.0)
