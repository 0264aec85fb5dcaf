"""Effort: somebody's number with its source, summed with how many are estimated."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from hegui.server.core.errors import InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.improvement.estimates import as_days, effort_of
from hegui.server.improvement.models import Task
from hegui.server.improvement.services import task_change, task_close, task_create
from hegui.server.ledger.models import Entry

Viewers = Callable[..., Viewer]
Clients = Callable[..., Client]


def test_an_estimate_says_whose_it_is_and_what_it_rests_on(viewer: Viewers) -> None:
    first, second = viewer(), viewer("compliance_officer")
    task = task_create(acting_user=first, title="补台账", effort=2.54, effort_basis=" 上次的工时 ")
    task.refresh_from_db()
    assert (task.effort, task.effort_by, task.effort_basis) == (
        Decimal("2.5"),
        first.user,
        "上次的工时",
    )
    entry = Entry.objects.filter(action="improvement.task.created").get()
    assert entry.after["effort"] == "2.5"
    task_change(acting_user=second, task=task, changes={"title": "补训练台账"})
    assert task.effort_by == first.user
    task_change(
        acting_user=second, task=task, changes={"effort": 2.5, "effort_basis": "上次的工时"}
    )
    assert task.effort_by == first.user
    task_change(acting_user=second, task=task, changes={"effort": 4})
    assert (task.effort, task.effort_by) == (Decimal(4), second.user)
    task_change(acting_user=second, task=task, changes={"effort": None, "effort_basis": "忘了"})
    assert (task.effort, task.effort_by, task.effort_basis) == (None, None, "")


def test_nobody_estimates_in_the_name_of_another(viewer: Viewers) -> None:
    somebody, other = viewer(), viewer("compliance_officer")
    task = task_create(acting_user=somebody, title="x", effort=1, effort_by=other.user)
    assert task.effort_by == somebody.user
    assert task_create(acting_user=somebody, title="y", effort_by=other.user).effort_by is None


@pytest.mark.parametrize("value", [0, -1, 0.04, 10_000, float("nan"), float("inf")])
def test_numbers_that_are_no_effort_are_refused(value: float) -> None:
    with pytest.raises(InvalidError):
        as_days(value)


@pytest.mark.parametrize(
    ("value", "kept"), [(0.05, "0.1"), (0.1, "0.1"), (9999, "9999.0"), (1.25, "1.2")]
)
def test_days_are_kept_to_one_decimal(value: float, kept: str) -> None:
    assert str(as_days(value)) == kept


def test_only_open_tasks_with_an_estimate_are_summed(viewer: Viewers) -> None:
    some = task_create(acting_user=viewer(), title="a", effort=2)
    half = task_create(acting_user=viewer(), title="b", effort=0.5)
    unknown = task_create(acting_user=viewer(), title="c")
    done = task_create(acting_user=viewer(), title="d", effort=8)
    task_close(acting_user=viewer(), task=done, reason="已完成")
    found = effort_of([some, half, unknown, done, None])
    assert found == (Decimal("2.5"), 2, 5)
    assert "2.5" in found.words
    assert effort_of([unknown, None]).words == "2 项都未估算"


def test_the_form_keeps_and_the_page_shows_it(viewer: Viewers, signed_in: Clients) -> None:
    client = signed_in()
    sent = {
        "title": "补台账",
        "effort": "3.5",
        "effort_basis": "供应商报价",
        "priority": 2,
        "state": "open",
    }
    assert client.post("/o/yunlu/improvement/new/", sent).status_code == 302
    task = Task.objects.get()
    page = client.get(f"/o/yunlu/improvement/{task.pk}/").text
    assert "3.5" in page
    assert "供应商报价" in page
    wrong = client.post("/o/yunlu/improvement/new/", sent | {"effort": "-3"})
    assert wrong.status_code == 200
    assert Task.objects.count() == 1
