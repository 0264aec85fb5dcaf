"""The exact McNemar test against the binomial test of scipy, and at its ends."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.engine.statistics import BadCountError, mcnemar


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300))
def test_p_values_are_those_of_the_binomial_test(b: int, c: int) -> None:
    stats: Any = pytest.importorskip("scipy.stats", reason="scipy is a development dependency")
    found = mcnemar(b + c, b, c)
    if b + c:
        assert found.p_value == pytest.approx(stats.binomtest(b, b + c).pvalue, abs=1.1e-6)
        worse = stats.binomtest(c, b + c, alternative="greater").pvalue
        assert found.p_worse == pytest.approx(worse, abs=1.1e-6)


def test_nothing_that_differs_shows_nothing() -> None:
    assert mcnemar(100, 0, 0).p_value == mcnemar(100, 0, 0).p_worse == 1.0


def test_more_differences_than_pairs_cannot_be() -> None:
    with pytest.raises(BadCountError):
        mcnemar(3, 2, 2)
