"""Cohen's kappa and its interval, against the textbook and against the delta method by numbers."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hegui.engine.statistics.agreement import agreement

Table = tuple[int, int, int, int]


def pairs(table: Table) -> list[tuple[str, str]]:
    """Return readings with so many pass-pass, pass-fail, fail-pass and fail-fail."""
    kinds = [("pass", "pass"), ("pass", "fail"), ("fail", "pass"), ("fail", "fail")]
    return [pair for pair, count in zip(kinds, table, strict=True) for _ in range(count)]


def kappa_of(shares: list[float]) -> float:
    """Return kappa of the shares of a two by two table, written down plainly."""
    a, b, c, d = shares
    chance = (a + b) * (a + c) + (c + d) * (b + d)
    return (a + d - chance) / (1 - chance)


def error_by_numbers(table: Table) -> float:
    """Return the large-sample standard error by differentiating kappa numerically."""
    n = sum(table)
    shares, step = [count / n for count in table], 1e-6
    slopes = []
    for at in range(4):
        up, down = list(shares), list(shares)
        up[at] += step
        down[at] -= step
        # Shares that do not add up to 1 are scaled, so that only their proportions count.
        up, down = [s / sum(up) for s in up], [s / sum(down) for s in down]
        slopes.append((kappa_of(up) - kappa_of(down)) / (2 * step))
    mean = sum(p * g for p, g in zip(shares, slopes, strict=True))
    spread = sum(p * g * g for p, g in zip(shares, slopes, strict=True)) - mean**2
    return math.sqrt(max(spread, 0.0) / n)


def test_the_textbook_example() -> None:
    found = agreement(pairs((20, 5, 10, 15)))
    assert (found.n, found.agreed, found.kappa) == (50, 35, 0.4)


@given(st.tuples(*[st.integers(0, 60)] * 4))
def test_kappa_and_its_interval_follow_the_formulas(table: Table) -> None:
    assume(sum(table) >= 5)
    found = agreement(pairs(table))
    a, b, c, d = table
    if 0 in (a + b, c + d, a + c, b + d):  # a reviewer gave one verdict only
        assert found.kappa is None
        return
    assert found.kappa == pytest.approx(kappa_of([count / sum(table) for count in table]), abs=1e-6)
    assert found.low is not None
    assert found.high is not None
    half = 1.959964 * error_by_numbers(table)
    assert found.low == pytest.approx(max(-1.0, found.kappa - half), abs=2e-5)
    assert found.high == pytest.approx(min(1.0, found.kappa + half), abs=2e-5)


@pytest.mark.parametrize("table", [(0, 0, 0, 0), (9, 0, 0, 0), (0, 0, 0, 4)])
def test_equal_verdicts_give_no_kappa(table: Table) -> None:
    found = agreement(pairs(table))
    assert (found.n, found.agreed, found.kappa, found.low) == (sum(table), sum(table), None, None)
