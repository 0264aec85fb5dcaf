"""Saved views: the filters of any list under a name, one's own or shared, at one query a list."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hegui.common.errors import HeguiError
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry
from hegui.server.pages.models import SavedView
from hegui.server.pages.saved import MOST, asked_of, view_save

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
LIST = "/o/yunlu/controls/"
SAVE = "/o/yunlu/views/save/"
LISTS = (
    "controls/",
    "evidence/",
    "evidence/requests/",
    "inventory/",
    "inventory/filings/",
    "obligations/",
    "improvement/",
    "runs/",
    "runs/projects/",
    "runs/targets/",
    "runs/schedules/",
    "assessments/",
    "assessments/sets/",
    "people/",
    "people/engagements/",
    "due/tasks/",
)


def saved(client: Client, **data: Any) -> Any:
    """Save a view by the form of a list."""
    given = {"path": LIST, "query": "status=active&page=3", "name": "运行中"}
    return client.post(SAVE, {**given, **data})


def test_a_view_is_saved_picked_and_removed(org: Organisation, signed_in: Clients) -> None:
    client = signed_in("control_owner")
    assert "保存这个视图" in client.get(f"{LIST}?status=active").text
    assert "保存这个视图" not in client.get(LIST).text
    answer = saved(client)
    assert answer.headers["Location"] == f"{LIST}?status=active"
    page = client.get(answer.headers["Location"]).text
    assert '<a href="?status=active" aria-current="page">运行中</a>' in page
    assert "运行中" in client.get(LIST).text
    assert '?status=active"' not in client.get("/o/yunlu/evidence/").text
    view = SavedView.objects.get()
    assert client.get(f"/o/yunlu/views/{view.pk}/remove/").status_code == 200
    assert client.post(f"/o/yunlu/views/{view.pk}/remove/").headers["Location"] == LIST
    assert not SavedView.objects.exists()
    actions = Entry.objects.filter(kind="pages.view").values_list("action", flat=True)
    assert sorted(actions) == ["pages.view.removed", "pages.view.saved"]


def test_the_same_name_replaces_ones_own_view(org: Organisation, signed_in: Clients) -> None:
    client = signed_in("control_owner")
    saved(client)
    saved(client, query="status=retired")
    assert SavedView.objects.get().query == "status=retired"
    saved(signed_in("engineer"))
    assert SavedView.objects.count() == 2


def test_own_views_stay_ones_own_and_shared_ones_reach_people_inside(
    org: Organisation, signed_in: Clients
) -> None:
    saved(signed_in("control_owner"), name="只给我")
    saved(signed_in("control_owner"), name="大家用", shared="on")
    other = signed_in("engineer")
    page = other.get(LIST).text
    assert "大家用" in page
    assert "只给我" not in page
    own, shared = (SavedView.objects.get(name=name) for name in ("只给我", "大家用"))
    assert other.get(f"/o/yunlu/views/{own.pk}/remove/").status_code == 404
    assert other.post(f"/o/yunlu/views/{shared.pk}/remove/").status_code == 403
    assert signed_in("administrator").post(f"/o/yunlu/views/{shared.pk}/remove/").status_code == 302


def test_outside_assessors_keep_their_own_and_see_no_shared_one(
    org: Organisation, signed_in: Clients
) -> None:
    path = "/o/yunlu/assessments/"
    saved(signed_in("control_owner"), name="内部的", path=path, query="q=内部", shared="on")
    outside = signed_in("outside_assessor")
    assert "内部的" not in outside.get(path).text
    saved(outside, name="我的", path=path, query="q=云", shared="on")
    mine = SavedView.objects.get(name="我的")
    assert not mine.shared
    assert "我的" in outside.get(path).text


def test_other_organisations_see_nothing(
    org: Organisation, other_org: Organisation, signed_in: Clients
) -> None:
    saved(signed_in("control_owner"), shared="on")
    view = SavedView.objects.get()
    stranger = signed_in("administrator", other_org)
    assert stranger.post(f"/o/other/views/{view.pk}/remove/").status_code == 404
    assert stranger.post(SAVE, {"path": LIST, "query": "q=x", "name": "x"}).status_code == 404
    assert "运行中</a>" not in stranger.get("/o/other/controls/").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "长" * 61},
        {"query": ""},
        {"query": "page=2"},
        {"query": "q=" + "长" * 900},
        {"path": "https://evil.example/"},
        {"path": "//evil.example/"},
        {"path": "/o/yunlu/../admin/"},
        {"path": "/o/yunlu/nowhere/"},
        {"path": "/o/yunlu/"},
        {"path": "javascript:alert(1)"},
        {"query": "q=%00"},
    ],
)
def test_bad_input_is_refused_and_kept(
    wrong: dict[str, str], org: Organisation, signed_in: Clients
) -> None:
    answer = saved(signed_in("control_owner"), **wrong)
    assert answer.status_code in (200, 400)
    assert not SavedView.objects.exists()


def test_a_hostile_name_is_text(org: Organisation, signed_in: Clients) -> None:
    client = signed_in("control_owner")
    saved(client, name="<script>alert(1)</script>", query='q="><img src=x>')
    page = client.get(LIST).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_nobody_keeps_more_than_a_bounded_number(viewer: Viewers) -> None:
    for n in range(MOST):
        view_save(acting_user=viewer(), path=LIST, query=f"q={n}", name=str(n))
    with pytest.raises(HeguiError):
        view_save(acting_user=viewer(), path=LIST, query="q=x", name="x")


@pytest.mark.parametrize("place", LISTS)
def test_every_list_offers_views_within_its_queries(
    place: str, org: Organisation, signed_in: Clients
) -> None:
    client = signed_in()
    path = f"/o/yunlu/{place}"
    saved(client, path=path, query="q=月", name="按月")
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        page = client.get(path)
    assert ">按月</a>" in page.text
    assert len(few) <= 12


def test_what_passes_is_left_out_of_a_view() -> None:
    assert asked_of("?page=3&sort=-name&q=&status=b&status=a") == "sort=-name&status=a&status=b"
