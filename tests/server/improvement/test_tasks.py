"""Tasks: one per source, closed with proof, accepted by somebody else."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hegui.common.dates import today
from hegui.server.core.errors import ConflictError, ForbiddenError, InvalidError, StaleVersionError
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer
from hegui.server.improvement import hooks
from hegui.server.improvement.hooks import Proof, Source, register_proof, register_source
from hegui.server.improvement.models import Notice, Task
from hegui.server.improvement.selectors import (
    tasks_due_soon,
    tasks_mine,
    tasks_of_source,
    tasks_overdue,
    unread,
)
from hegui.server.improvement.services import (
    TaskItem,
    task_accept,
    task_cancel,
    task_change,
    task_close,
    task_create,
    task_reopen,
    tasks_create_for,
)
from hegui.server.ledger.models import Entry

Viewers = Callable[..., Viewer]
Clients = Callable[..., Client]
Person = Callable[..., User]
BASE = "/o/yunlu/improvement/"
KNOWN = uuid.UUID(int=7)


@pytest.fixture
def proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one item of evidence be known."""
    monkeypatch.setattr(hooks, "_proof", {})

    def find(viewer: Viewer, ids: Sequence[uuid.UUID]) -> list[Proof]:
        return [Proof(one, "培训记录", "/x/") for one in ids if one == KNOWN]

    register_proof(find, lambda viewer: [Proof(KNOWN, "培训记录", "/x/")])


def test_a_source_has_one_open_task(viewer: Viewers) -> None:
    source = {"source_kind": "clause", "source_ref": "C-01"}
    first = task_create(acting_user=viewer(), title="补记录", **source)
    assert task_create(acting_user=viewer(), title="又一次", **source) == first
    task_cancel(acting_user=viewer(), task=first, reason="重复")
    second = task_create(acting_user=viewer(), title="再来", **source)
    assert second != first
    with pytest.raises(ConflictError):
        task_reopen(acting_user=viewer(), task=first, reason="还要做")
    assert tasks_of_source(viewer=viewer(), kind="clause", refs=["C-01"]).count() == 2
    task_create(acting_user=viewer(), title="无来源")
    task_create(acting_user=viewer(), title="无来源")


def test_closing_needs_proof_or_a_reason(viewer: Viewers, proof: None) -> None:
    task = task_create(acting_user=viewer(), title="培训")
    with pytest.raises(InvalidError):
        task_close(acting_user=viewer(), task=task)
    with pytest.raises(InvalidError):
        task_close(acting_user=viewer(), task=task, proof=[uuid.uuid4()])
    task_close(acting_user=viewer(), task=task, proof=[KNOWN, KNOWN], expected=1)
    assert (task.state, task.proof) == ("done", [str(KNOWN)])
    with pytest.raises(ConflictError):
        task_change(acting_user=viewer(), task=task, changes={"title": "x"})
    with pytest.raises(ConflictError, match="somebody other"):
        task_accept(acting_user=viewer(), task=task)
    task_accept(acting_user=viewer("internal_auditor"), task=task)
    task_reopen(acting_user=viewer(), task=task, reason="复查发现漏项")
    assert (task.state, task.proof, task.closed_at) == ("open", [], None)


def test_many_tasks_at_once_have_one_entry_and_one_notice(viewer: Viewers, person: Person) -> None:
    owner = person("control_owner")
    task_create(acting_user=viewer(), title="早有", source_kind="clause", source_ref="C-1")
    items = [
        TaskItem(title="题" * 300, source_kind="clause", source_ref=f"C-{n % 500}", owner=owner)
        for n in range(1000)
    ]
    made = tasks_create_for(viewer(), items)
    assert len(made) == 499
    assert tasks_create_for(viewer(), items) == []
    entry = Entry.objects.get(action="improvement.tasks.created")
    assert entry.after
    assert entry.after["count"] == 499
    assert unread(owner) == 1


def test_who_gets_told_and_what_is_due(viewer: Viewers, person: Person) -> None:
    owner = person("engineer")
    late = task_create(
        acting_user=viewer(),
        title="甲",
        owner=owner,
        due_on=today() - dt.timedelta(days=1),
        backdated=True,
    )
    soon = task_create(acting_user=viewer(), title="乙", owner=owner, due_on=today())
    task_create(acting_user=viewer("engineer"), title="自己的", owner=owner)
    assert unread(owner) == 2
    assert Notice.objects.filter(user=owner).earliest("id").href.endswith(f"/{late.pk}/")
    assert list(tasks_overdue(viewer=viewer())) == [late]
    assert list(tasks_due_soon(viewer=viewer())) == [soon]
    assert tasks_mine(viewer=viewer("engineer")).count() == 3


def test_a_due_day_that_has_passed_is_refused_unless_it_is_history(
    viewer: Viewers, api: Callable[..., Client]
) -> None:
    past = today() - dt.timedelta(days=1)
    with pytest.raises(InvalidError, match="has passed"):
        task_create(acting_user=viewer(), title="甲", due_on=past)
    with pytest.raises(InvalidError, match="has passed"):
        tasks_create_for(
            viewer(), [TaskItem(title="甲", source_kind="c", source_ref="1", due_on=past)]
        )
    client = api()
    url, sent = "/api/v1/orgs/yunlu/tasks", {"title": "旧", "due_on": str(past)}
    refused = client.post(url, sent, "application/json")
    assert (refused.status_code, refused.json()["data"]["field"]) == (422, "due_on")
    made = client.post(url, sent | {"backdated": True}, "application/json")
    assert (made.status_code, made.json()["due_on"]) == (201, str(past))
    at = f"{url}/{made.json()['id']}"
    assert (
        client.patch(at, {"title": "改", "due_on": str(past)}, "application/json").status_code
        == 200
    )
    earlier = {"due_on": str(past - dt.timedelta(days=1))}
    assert client.patch(at, earlier, "application/json").status_code == 422
    assert client.patch(at, earlier | {"backdated": True}, "application/json").status_code == 200


def test_rights_and_stale_versions(viewer: Viewers) -> None:
    task = task_create(acting_user=viewer(), title="甲")
    for service in (task_change, task_cancel, task_reopen):
        with pytest.raises(ForbiddenError):
            service(acting_user=viewer("management_reader"), task=task, changes={}, reason="x") if (
                service is task_change
            ) else service(acting_user=viewer("management_reader"), task=task, reason="x")
    task_change(acting_user=viewer(), task=task, changes={"title": "乙"}, expected=1)
    again = Task.objects.get(pk=task.pk)
    with pytest.raises(StaleVersionError):
        task_close(acting_user=viewer(), task=again, reason="好了", expected=1)
    with pytest.raises(InvalidError):
        task_change(acting_user=viewer(), task=task, changes={"state": "done"})


def test_pages_from_making_to_accepting(
    signed_in: Clients, proof: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "_sources", {})
    told = Source("clause", "C-01", "违法内容防控", "/o/yunlu/", "", "补齐矩阵")
    register_source("clause", lambda viewer, ref: told if ref == "C-01" else None)
    client = signed_in("engineer")
    form = client.get(f"{BASE}new/?source=clause:C-01").text
    assert "补齐矩阵" in form
    typed = {"title": "<i>补</i>", "priority": "1", "state": "open", "due_on": "2020-01-01"}
    page = client.post(f"{BASE}new/?source=clause:C-01", typed, follow=True)
    assert "2020-01-01 已经过去" in page.text
    assert not Task.objects.exists()
    typed["due_on"] = str(today())
    page = client.post(f"{BASE}new/?source=clause:C-01", typed, follow=True)
    assert "&lt;i&gt;补" in page.text
    assert "逾期" not in page.text
    task = Task.objects.get()
    assert (task.source_ref, task.source_title) == ("C-01", "违法内容防控")
    at = f"{BASE}{task.pk}/"
    assert "请选择能证明" in client.post(f"{at}close/", {"seen_version": "1"}).text
    client.post(f"{at}close/", {"proof": str(KNOWN), "seen_version": "1"})
    assert "培训记录" in client.get(at).text
    signed_in("internal_auditor").post(f"{at}accept/", {"reason": "看过了", "seen_version": "2"})
    assert Task.objects.get().state == "accepted"
    client.post(f"{at}reopen/", {"reason": "又坏了", "seen_version": "3"})
    client.post(f"{at}cancel/", {"reason": "不用了", "seen_version": "4"})
    assert Task.objects.get().state == "cancelled"
    assert "不用了" in client.get(at).text


def test_overdue_tasks_stand_first_and_the_list_stays_cheap(
    signed_in: Clients, viewer: Viewers, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(30):
        due = today() + dt.timedelta(days=n - 2) if n % 2 else None
        task_create(acting_user=viewer(), title=f"任务 {n}", due_on=due, backdated=True)
    past = today() - dt.timedelta(days=9)
    done = task_create(acting_user=viewer(), title="早", due_on=past, backdated=True)
    task_close(acting_user=viewer(), task=done, reason="好了")
    client = signed_in()
    with django_assert_max_num_queries(12):
        page = client.get(BASE)
    titles = [row.title for row in page.context["list"].rows]
    assert titles[:3] == ["任务 1", "任务 3", "任务 5"]
    assert "早" not in titles
    assert "任务 1<" in client.get(f"{BASE}?due=overdue").text
    assert client.get(f"{BASE}?who=mine").context["list"].rows == []
    assert client.get(f"{BASE}?sort=title").status_code == 200


def test_notices_are_read(signed_in: Clients, viewer: Viewers, person: Person) -> None:
    task_create(acting_user=viewer(), title="给你", owner=person("engineer"))
    client = signed_in("engineer")
    assert "给你" in client.get(f"{BASE}notices/").text
    client.post(f"{BASE}notices/")
    assert unread(person("engineer")) == 0


@pytest.mark.parametrize("path", ["", "new/", "notices/"])
def test_strangers_see_nothing(signed_in: Clients, other_org: object, path: str) -> None:
    assert signed_in().get(f"/o/other/improvement/{path}").status_code == 404
    assert Client().get(f"{BASE}{path}").status_code == 302


def test_the_api(api: Clients, viewer: Viewers, other_org: object) -> None:
    client, url = api("engineer"), "/api/v1/orgs/yunlu/tasks"
    made = client.post(
        url, {"title": "甲", "source_kind": "run", "source_ref": "r1"}, "application/json"
    )
    assert made.status_code == 201, made.text
    at = f"{url}/{made.json()['id']}"
    changed = client.patch(at, {"state": "in_progress", "version": 1}, "application/json")
    assert changed.json()["state"] == "in_progress"
    assert client.patch(at, {"state": "done"}, "application/json").status_code == 422
    assert client.post(f"{at}/close", {}, "application/json").status_code == 422
    closed = client.post(f"{at}/close", {"reason": "好了"}, "application/json")
    assert closed.json()["state"] == "done"
    assert client.post(f"{at}/accept", {}, "application/json").status_code == 409
    assert client.get(f"{url}?state=done&source_ref=r1").json()["total"] == 1
    foreign = task_create(acting_user=viewer("administrator", other_org), title="别家")
    assert client.get(f"{url}/{foreign.pk}").status_code == 404
    assert client.post(f"{url}/{foreign.pk}/close", {}, "application/json").status_code == 404
    reader = api("management_reader")
    assert reader.get(at).status_code == 200
    assert reader.post(url, {"title": "x"}, "application/json").status_code == 403
    assert Client().get(url).status_code == 401
