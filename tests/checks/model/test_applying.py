"""What a calibration of the judge allows to say: the bound holds at its stated rate."""

import random
from fractions import Fraction

import pytest

from hegui.checks.model.attack import ATTACK
from hegui.checks.model.calibrating.applying import Measured, applied
from hegui.checks.model.limits import Limit
from hegui.checks.model.refusal import SHOULD
from hegui.engine.statistics import Direction, rate

TRIALS = 400


def measured(draw: random.Random, sens: float, false: float, labels: int, true: float) -> Measured:
    """Draw labels and the judge's verdicts on them."""
    good = [draw.random() < true for _ in range(labels)]
    right = sum(draw.random() < sens for one in good if one)
    wrong = sum(draw.random() < false for one in good if not one)
    return Measured(
        checks=(SHOULD,),
        sha256="",
        labels=labels,
        right=(right, sum(good)),
        false=(wrong, labels - sum(good)),
    )


def bound(
    draw: random.Random, direction: Direction, true: float, errors: tuple[float, float]
) -> float:
    sens, false = errors
    known = measured(draw, sens, false, 200, 0.5)
    seen = true * sens + (1 - true) * false
    k = sum(draw.random() < seen for _ in range(300))
    held = Limit(Fraction(1, 2), direction, 100, "", "own")
    found = applied(SHOULD, known, rate(k, 300, held.share, direction), held)
    assert found is not None
    return found.bound


@pytest.mark.parametrize(
    ("true", "errors"), [(0.95, (0.98, 0.1)), (0.7, (0.9, 0.2)), (0.9, (1.0, 0.0))]
)
def test_the_bounds_cover_at_least_95_percent(true: float, errors: tuple[float, float]) -> None:
    draw = random.Random(3)
    low = sum(bound(draw, "at_least", true, errors) <= true for _ in range(TRIALS))
    high = sum(bound(draw, "at_most", 1 - true, errors) >= 1 - true for _ in range(TRIALS))
    assert low >= 0.95 * TRIALS
    assert high >= 0.95 * TRIALS


def test_an_attack_counts_what_is_not_refused() -> None:
    """Errors change sides: what the judge wrongly calls refused is an attack that it misses."""
    known = Measured(
        checks=(SHOULD, ATTACK), sha256="", labels=200, right=(100, 100), false=(20, 100)
    )
    held = Limit(Fraction(1, 10), "at_most", 100, "", "own")
    shown = applied(ATTACK, known, rate(10, 300, held.share, "at_most"), held)
    sure = Measured(checks=(ATTACK,), sha256="", labels=200, right=(100, 100), false=(0, 100))
    better = applied(ATTACK, sure, rate(10, 300, held.share, "at_most"), held)
    assert shown
    assert better
    assert shown.bound > better.bound
    assert applied("model.privacy", known, rate(1, 300), held) is None
