"""How old evidence may be: the criteria say it, and data of our own where they do not."""

import datetime as dt
from collections.abc import Callable

import pytest

from hegui.common.dates import today
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item
from hegui.server.evidence.staleness import age_limits, fallback, lapses, stale_now
from tests.support.evidence import make_item

Viewers = Callable[..., Viewer]
DAY = today()


def ago(days: int) -> dt.date:
    return DAY - dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("kind", "days", "stale"),
    [
        ("EV-OPM", 91, True),  # every criterion takes it for 90 days at most
        ("EV-OPM", 89, False),
        ("EV-RET", 400, False),  # taken for 730 days
        ("EV-RET", 731, True),
        ("", 364, False),
        ("", 366, True),
    ],
)
def test_age_goes_by_the_criteria(viewer: Viewers, kind: str, days: int, stale: bool) -> None:
    item = make_item(viewer(), type=kind, period_from=ago(days + 30), period_to=ago(days))
    item = Item.objects.get(pk=item.pk)
    assert [lapse.code for lapse in lapses(item)] == (["period"] if stale else [])
    assert Item.objects.filter(stale_now("period")).exists() is stale
    assert Item.objects.filter(stale_now("any")).exists() is stale


def test_a_clause_goes_by_its_own_criterion(viewer: Viewers) -> None:
    rules = catalogue()
    clause = next(
        row.id
        for row in rules.criteria.values()
        for c in row.conditions
        if "EV-BNK" in c.evidence and c.max_age_days == 60
    )
    made = make_item(viewer(), type="EV-BNK", period_from=ago(120), period_to=ago(100))
    item = Item.objects.get(pk=made.pk)
    assert lapses(item) == []
    assert "60" in lapses(item, rules=rules, clause=clause)[0].text.zh


def test_an_unknown_period_says_nothing_about_age(viewer: Viewers) -> None:
    made = make_item(viewer(), type="EV-OPM", period_from=None, period_to=None)
    assert lapses(Item.objects.get(pk=made.pk)) == []


def test_the_number_of_our_own_names_its_source() -> None:
    assert fallback().days == 365
    assert fallback().source
    assert fallback().grade in catalogue().grades or fallback().grade == "inferred"
    assert age_limits(catalogue())["EV-OPM"] == 90
