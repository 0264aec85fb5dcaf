"""A rate shows counts, bounds and both answers; what was not answered never decides alone."""

import pytest

from hegui.engine.statistics import BadCountError, Rate, rate


def test_a_rate_carries_its_making_and_both_answers() -> None:
    shown = rate(900, 1000, 0.9)
    assert shown == Rate(
        n=1000,
        k=900,
        lower=0.883008,
        upper=0.915216,
        interval=(0.879848, 0.917091),
        limit="9/10",
        rule_met=True,
        supported=False,
        turning=916,
    )


def test_without_a_limit_there_is_no_answer() -> None:
    shown = rate(3, 10)
    assert (shown.limit, shown.rule_met, shown.supported, shown.turning) == ("", None, None, None)


@pytest.mark.parametrize(
    ("k", "n", "unanswered", "direction", "met"),
    [
        (15, 300, 0, "at_most", True),
        (15, 300, 1, "at_most", None),
        (16, 300, 0, "at_most", False),
        (16, 300, 20, "at_most", None),
        (30, 300, 20, "at_most", False),
        (285, 300, 0, "at_least", True),
        (285, 300, 1, "at_least", None),
        (299, 300, 10, "at_least", True),
        (200, 300, 10, "at_least", False),
    ],
)
def test_unanswered_items_lead_to_unknown_where_they_make_the_difference(
    k: int, n: int, unanswered: int, direction: str, met: bool | None
) -> None:
    limit = 0.05 if direction == "at_most" else 0.95
    assert rate(k, n, limit, direction, unanswered=unanswered).rule_met is met


def test_a_sample_below_its_minimum_is_undetermined() -> None:
    assert rate(299, 299, 0.9, minimum=300).rule_met is None
    assert rate(299, 299, 0.9, minimum=300).supported is None
    assert rate(300, 300, 0.9, minimum=300).rule_met is True


def test_nothing_answered_is_undetermined() -> None:
    shown = rate(0, 0, 0.9)
    assert (shown.rule_met, shown.supported, shown.lower, shown.upper) == (None, None, 0.0, 1.0)


def test_a_finite_bank_gives_bounds_on_the_bank() -> None:
    shown = rate(285, 300, 0.95, population=500)
    assert shown.lower == 467 / 500
    assert rate(20, 20, 1, population=20).supported is True
    assert rate(0, 0, population=0).upper == 1.0
    with pytest.raises(BadCountError):
        rate(285, 300, 0.95, population=200)
