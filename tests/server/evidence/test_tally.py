"""How much evidence a page counts, and the list that each count leads to."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from hegui.common.dates import today
from hegui.server.controls.services import control_create
from hegui.server.core.guard import open_for_writing
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item
from hegui.server.evidence.services import links_add
from tests.support.evidence import make_item

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
PART = re.compile(r'<a href="([^"]*/evidence/\?[^"]*)"><span class="badge[^"]*">(.*?) (\d+)</span>')


def items(viewer: Viewer) -> list[Item]:
    """Return a valid item, one that expires soon, two stale ones, and one that is not counted."""
    day = today()
    made = [
        make_item(viewer, title="久", valid_until=day + dt.timedelta(days=300)),
        make_item(viewer, title="近", valid_until=day + dt.timedelta(days=3)),
        make_item(viewer, title="过期", valid_until=day - dt.timedelta(days=1)),
        make_item(viewer, title="旧版", valid_until=day + dt.timedelta(days=300)),
        make_item(viewer, title="撤回", valid_until=day + dt.timedelta(days=300)),
    ]
    with open_for_writing():
        Item.objects.filter(pk=made[3].pk).update(stale_since=timezone.now())
        Item.objects.filter(pk=made[4].pk).update(state="withdrawn")
    return made


@pytest.mark.parametrize("kind", ["obligation", "control"])
def test_counts_are_those_of_the_list_they_lead_to(
    signed_in: Clients, viewer: Viewers, kind: str
) -> None:
    acting = viewer()
    control = control_create(acting_user=acting, title="签到", obligations=["GAI-04-1"])
    ref = str(control.pk) if kind == "control" else "GAI-04-1"
    links_add(acting_user=acting, items=items(acting), pairs=[(kind, ref)])
    make_item(acting, title="无关")
    page = f"controls/{ref}/" if kind == "control" else f"obligations/{ref}/"
    client = signed_in()
    found = PART.findall(client.get(f"/o/yunlu/{page}").text)
    assert [(words, int(n)) for _, words, n in found] == [
        ("有效", 2),
        ("30 天内到期", 1),
        ("失效", 2),
    ]
    for href, _, count in found:
        rows = client.get(unescape(href)).text
        assert f"共 {count} 条" in rows
        assert "无关" not in rows


def test_a_filter_by_a_link_that_is_not_there_shows_the_whole_list(
    signed_in: Clients, viewer: Viewers
) -> None:
    make_item(viewer(), title="唯一")
    for asked in ("obligation:NO-SUCH", "control:no-id", "obligation", "x:y", ":"):
        assert "唯一" in signed_in().get(f"/o/yunlu/evidence/?link={asked}").text
