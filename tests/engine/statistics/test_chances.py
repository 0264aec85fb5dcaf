"""Chances before a draw: against scipy, and refusals."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.engine.statistics import (
    BadCountError,
    cluster_rate,
    judge_errors,
    pass_chance,
    sequential,
    size_to_support,
    support_chance,
    supported,
)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 2000), st.integers(0, 100))
def test_the_chance_that_a_fresh_draw_passes(n: int, percent: int) -> None:
    stats: Any = pytest.importorskip("scipy.stats", reason="scipy is a development dependency")
    least = -(-9 * n // 10)
    expected = stats.binom.sf(least - 1, n, percent / 100)
    assert pass_chance(n, "0.9", f"{percent / 100}") == pytest.approx(expected, abs=1.1e-6)
    most = n * 5 // 100
    expected = stats.binom.cdf(most, n, percent / 100)
    found = pass_chance(n, "0.05", f"{percent / 100}", "at_most")
    assert found == pytest.approx(expected, abs=1.1e-6)


def test_a_size_shows_the_claim_with_the_power_asked() -> None:
    for limit, true, way in (("0.9", "0.93", "at_least"), ("0.05", "0.02", "at_most")):
        n = size_to_support(limit, true, "0.9", way)  # type: ignore[arg-type]
        assert support_chance(n, limit, true, way) >= 0.9  # type: ignore[arg-type]
        assert support_chance(n // 2, limit, true, way) < 0.9  # type: ignore[arg-type]
    assert size_to_support("0.9", "1", "0.9") == 29
    assert supported(29, 29, "0.9")
    assert not supported(28, 28, "0.9")


@pytest.mark.parametrize("true", ["0.9", "0.8", "0.900001"])
def test_an_expectation_that_cannot_show_the_claim_is_refused(true: str) -> None:
    with pytest.raises(BadCountError):
        size_to_support("0.9", true, "0.9")


def test_failure_rates_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(BadCountError):
        sequential("0.05", "0.02")


def test_questions_that_always_do_the_same_give_the_exact_bound_over_questions() -> None:
    found = cluster_rate([(5, 5)] * 59, "s")
    assert (found.method, found.k, found.n) == ("exact_over_questions", 295, 295)
    assert found.lower == pytest.approx(0.95, abs=1e-3)
    assert cluster_rate([(1, 2)] * 10, "s").lower == 0.0
    assert cluster_rate([(0, 0)], "s").clusters == 0


def test_the_same_seed_gives_the_same_bounds() -> None:
    counts = [(n % 4, 3 + n % 2) for n in range(60)]
    assert cluster_rate(counts, "a") == cluster_rate(counts, "a")


def test_a_judge_is_measured_against_people() -> None:
    pairs = [(True, True)] * 90 + [(False, True)] * 10 + [(False, False)] * 8 + [(True, False)] * 2
    found = judge_errors(pairs)
    assert (found.sensitivity.k, found.sensitivity.n) == (90, 100)
    assert (found.specificity.k, found.specificity.n) == (8, 10)
    assert found.kappa.kappa == pytest.approx(0.5125, abs=0.02)
    assert judge_errors([]).sensitivity.rate is None
