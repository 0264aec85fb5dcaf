"""What is due: true counts of every kind, filings in force only, each kind with a list of its own."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.common.dates import today
from hegui.server.controls.models import Control
from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Organisation, User
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, Request
from hegui.server.home.due import due_board
from hegui.server.home.sources import SOURCES
from hegui.server.improvement.models import Task
from hegui.server.inventory.models import Filing
from hegui.server.obligations.models import ObligationEntry

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
LATE = dt.timedelta(days=-3)
SOON = dt.timedelta(days=5)


def rows_of_every_kind(org: Organisation, number: int, owner: User | None = None) -> None:
    """Make so many late rows of every kind, and one of each that is not yet due."""
    days = [today() + LATE] * number + [today() + SOON]
    with open_for_writing():
        for n, day in enumerate(days):
            for row in rows_at(org, n, day, owner):
                row.save()


def rows_at(org: Organisation, n: int, day: dt.date, owner: User | None) -> list[Any]:
    """Return one row of each kind."""
    own: dict[str, Any] = {"organisation": org, "owner": owner}
    return [
        Task(title=f"整改 {n}", due_on=day, **own),
        Request(organisation=org, title=f"索要 {n}", due_on=day, asked_of=owner),
        Item(title=f"记录 {n}", valid_until=day, state="current", **own),
        Filing(organisation=org, procedure="other", number=f"备 {n}", renewal_on=day),
        Control(title=f"措施 {n}", review_on=day, **own),
        ObligationEntry(obligation=f"GAI-{n}", review_on=day, **own),
    ]


def test_counts_are_true_where_lists_are_cut(
    org: Organisation, viewer: Viewers, signed_in: Clients
) -> None:
    rows_of_every_kind(org, 13)
    board = due_board(viewer())
    assert {
        group.source.key: (group.total, group.overdue) for group in board.groups
    } == dict.fromkeys(SOURCES, (14, 13))
    assert (board.total, board.overdue) == (84, 78)
    page = signed_in().get("/o/yunlu/").text
    assert "逾期 78" in page
    assert "全部 84 项" in page
    assert "/o/yunlu/due/filings/" in page


def test_filings_count_by_the_earlier_day_and_only_in_force(
    org: Organisation, viewer: Viewers
) -> None:
    late, later = today() + LATE, today() + dt.timedelta(days=400)
    with open_for_writing():
        for number, status, renewal, expiry in (
            ("renew", "granted", late, later),
            ("expire", "granted", later, late),
            ("renew only", "granted", late, None),
            ("refused", "refused", late, late),
            ("cancelled", "cancelled", late, late),
            ("open", "granted", None, None),
            ("far", "granted", later, later),
        ):
            Filing(
                organisation=org,
                procedure="other",
                number=number,
                status=status,
                renewal_on=renewal,
                expires_on=expiry,
            ).save()
    board = due_board(viewer())
    assert board.overdue == board.total == 3
    whats = {due.title.split(" ", 1)[1]: due.what.en for due in board.rows}
    assert whats["renew"] == whats["renew only"] == "filing to be renewed"
    assert whats["expire"] == "filing expires"


@pytest.mark.parametrize("kind", SOURCES)
def test_each_kind_has_a_whole_list(
    kind: str,
    org: Organisation,
    person: Callable[..., User],
    signed_in: Clients,
    django_assert_max_num_queries: Any,
) -> None:
    rows_of_every_kind(org, 30, person("administrator"))
    client = signed_in()
    with django_assert_max_num_queries(12):
        page = client.get(f"/o/yunlu/due/{kind}/").text
    assert "共 31 条" in page
    second = client.get(f"/o/yunlu/due/{kind}/?page=2&state=late").text
    assert "共 30 条" in second
    assert client.get(f"/o/yunlu/due/{kind}/?whose=nobody").status_code == 200
    assert client.get(f"/o/yunlu/due/{kind}/?whose=mine&sort=title&q=1").status_code == 200
    assert client.get("/o/yunlu/due/").status_code == 200


def test_foreign_rows_and_kinds_that_one_may_not_see_stay_out(
    org: Organisation, other_org: Organisation, viewer: Viewers, signed_in: Clients
) -> None:
    rows_of_every_kind(other_org, 2)
    assert due_board(viewer()).total == 0
    outside = signed_in("outside_assessor")
    assert outside.get("/o/yunlu/due/").status_code == 200
    assert outside.get("/o/yunlu/due/tasks/").status_code == 403
    assert outside.get("/o/yunlu/due/nonsense/").status_code == 404
    assert signed_in("engineer").get("/o/other/due/").status_code == 404
