"""Counts at the edge: the text's point rule and the bound's answer are two answers."""

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.engine.statistics import (
    BadCountError,
    acceptance_plan,
    allowed_hits,
    as_fraction,
    needed_passes,
    rule_met,
    smallest_sample,
    supported,
)


@pytest.mark.parametrize(
    ("k", "n", "limit", "direction", "met"),
    [
        (3840, 4000, 0.96, "at_least", True),
        (3839, 4000, 0.96, "at_least", False),
        (285, 300, 0.95, "at_least", True),
        (284, 300, 0.95, "at_least", False),
        (15, 300, 0.05, "at_most", True),
        (16, 300, 0.05, "at_most", False),
        (900, 1000, 0.9, "at_least", True),
        (899, 1000, 0.9, "at_least", False),
        (1, 20, 0.05, "at_most", True),
        (50_001, 1_000_000, 0.05, "at_most", False),
    ],
)
def test_the_point_rule_counts_exactly(
    k: int, n: int, limit: float, direction: str, met: bool
) -> None:
    assert rule_met(k, n, limit, direction) is met


def test_900_of_1000_meets_90_percent_but_supports_it_only_from_916() -> None:
    assert rule_met(900, 1000, 0.9)
    assert not supported(900, 1000, 0.9)
    assert needed_passes(1000, 0.9) == 916
    assert supported(916, 1000, 0.9)
    assert not supported(915, 1000, 0.9)


def test_a_limit_is_read_as_it_is_written() -> None:
    assert as_fraction(0.1) == as_fraction("0.1") == as_fraction(Decimal("0.1")) == Fraction(1, 10)
    assert as_fraction(1) == 1
    for bad in (1.01, -0.1, 96):
        with pytest.raises(BadCountError):
            as_fraction(bad)


limits = st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=100)


@given(st.integers(1, 120), limits)
@settings(max_examples=40)
def test_needed_passes_is_the_first_count_that_the_definition_supports(
    brute: SimpleNamespace, n: int, limit: Fraction
) -> None:
    assert needed_passes(n, limit) == brute.fewest_passes(n, limit)


@given(st.integers(1, 200), limits, st.data())
def test_supported_follows_the_definition_in_both_directions(
    brute: SimpleNamespace, n: int, limit: Fraction, data: st.DataObject
) -> None:
    k = data.draw(st.integers(0, n))
    assert supported(k, n, limit) == (brute.binomial_tail(k, n, limit) <= brute.LEVEL)
    few = brute.binomial_tail(n - k, n, 1 - limit) <= brute.LEVEL
    assert supported(k, n, limit, "at_most") == few


@given(st.integers(1, 40), limits, st.data())
def test_a_finite_bank_is_supported_when_every_poorer_bank_is_unlikely(
    brute: SimpleNamespace, population: int, limit: Fraction, data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, population))
    k = data.draw(st.integers(0, n))
    poorer = [good for good in range(population + 1) if good < limit * population]
    expected = all(
        brute.hypergeometric_tail(k, n, good, population) <= brute.LEVEL for good in poorer
    )
    assert supported(k, n, limit, population=population) == expected


def test_a_tie_with_the_level_counts_as_supported() -> None:
    # 19 of 20 bad banks of one item each: P(X >= 1) is exactly 1/20.
    assert supported(1, 1, Fraction(1, 20))
    assert not supported(1, 1, Fraction(1, 20) + Fraction(1, 10**12))


def test_the_whole_bank_decides_without_doubt_and_no_sample_supports_all_of_a_process() -> None:
    assert supported(95, 100, 0.95, population=100)
    assert not supported(94, 100, 0.95, population=100)
    assert supported(100, 100, 1, population=100)
    assert needed_passes(1_000, 1) is None
    assert supported(0, 10, 0)


def test_too_small_a_sample_supports_nothing() -> None:
    assert needed_passes(58, 0.95) is None
    assert needed_passes(59, 0.95) == 59
    assert allowed_hits(58, 0.05) is None
    assert allowed_hits(59, 0.05) == 0
    assert allowed_hits(300, 0.05) == 300 - (needed_passes(300, 0.95) or 0)


def test_a_rate_of_nothing_has_no_answer() -> None:
    with pytest.raises(BadCountError):
        rule_met(0, 0, 0.9)


@pytest.mark.parametrize("allowed", [0, 1, 5, 20])
def test_the_smallest_sample_supports_and_one_less_does_not(allowed: int) -> None:
    n = smallest_sample(0.95, allowed)
    assert supported(n - allowed, n, 0.95)
    assert not supported(n - 1 - allowed, n - 1, 0.95)


def test_an_acceptance_plan_keeps_both_risks_and_is_the_smallest(brute: SimpleNamespace) -> None:
    plan = acceptance_plan(0.9, 0.96)
    bad, good = Fraction(9, 10), Fraction(96, 100)
    passes = plan.n - plan.allowed
    assert brute.binomial_tail(passes, plan.n, bad) <= brute.LEVEL
    assert 1 - brute.binomial_tail(passes, plan.n, good) <= brute.LEVEL
    for allowed in range(plan.allowed):
        n = smallest_sample(0.9, allowed)
        assert 1 - brute.binomial_tail(n - allowed, n, good) > brute.LEVEL


@pytest.mark.parametrize(("limit", "good"), [(0.9, 0.9), (0.9, 0.8), (0.9, 0.9001), (1, 1)])
def test_plans_that_cannot_be_are_refused(limit: float, good: float) -> None:
    with pytest.raises(BadCountError):
        acceptance_plan(limit, good)
