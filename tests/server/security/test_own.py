"""A right over a person's own records ends at the records of others."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.server.controls.models import Control
from hegui.server.controls.services import control_change, control_create, control_link
from hegui.server.core.errors import ForbiddenError, NotYoursError
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.services import (
    item_change,
    item_withdraw,
    keep,
    request_cancel,
    request_create,
    request_fulfil,
    request_remind,
    version_add,
)
from hegui.server.improvement.services import (
    task_cancel,
    task_change,
    task_close,
    task_create,
    task_reopen,
)
from tests.support.evidence import make_item, upload

Viewers = Callable[..., Viewer]


@pytest.fixture
def owner(viewer: Viewers) -> Viewer:
    """Return a control owner."""
    return viewer("control_owner")


def test_the_controls_of_others_stay_as_they_are(viewer: Viewers, owner: Viewer) -> None:
    officer = viewer("compliance_officer")
    theirs = control_create(acting_user=officer, title="甲", owner=officer.user)
    with pytest.raises(NotYoursError):
        control_change(acting_user=owner, control=theirs, changes={"owner": owner.user})
    control_link(acting_user=owner, what="obligation", row="GAI-04-1", controls=[theirs])
    assert list(Control.objects.get().obligations) == []
    with pytest.raises(NotYoursError):
        control_create(acting_user=owner, title="乙", owner=officer.user)
    own = control_create(acting_user=owner, title="丙")
    assert own.owner == owner.user
    control_change(acting_user=owner, control=own, changes={"title": "丁", "owner": officer.user})
    with pytest.raises(NotYoursError):
        control_change(acting_user=owner, control=own, changes={"title": "戊"})


def test_the_evidence_of_others_stays_as_it_is(viewer: Viewers, owner: Viewer) -> None:
    theirs = make_item(viewer("compliance_officer"), "甲")
    own = make_item(owner, "乙")
    calls: list[Callable[[Any], Any]] = [
        lambda item: item_change(acting_user=owner, item=item, changes={"title": "改"}),
        lambda item: version_add(acting_user=owner, item=item, kept=keep(upload("新"), "a.txt")),
        lambda item: item_withdraw(acting_user=owner, items=[item], reason="错"),
    ]
    for call in calls:
        with pytest.raises(NotYoursError):
            call(theirs)
        call(own)
    theirs.refresh_from_db()
    assert (theirs.title != "改", theirs.version, theirs.state) == (True, 1, "current")


def test_requests_of_others_are_not_cancelled(viewer: Viewers, owner: Viewer) -> None:
    officer = viewer("compliance_officer")
    theirs = request_create(acting_user=officer, title="甲", asked_of=owner.user)
    with pytest.raises(NotYoursError):
        request_cancel(acting_user=owner, request=theirs, reason="不交")
    own = request_create(acting_user=owner, title="乙", asked_of=officer.user)
    request_cancel(acting_user=owner, request=own, reason="不用了")


def test_the_tasks_of_others_stay_as_they_are(viewer: Viewers, owner: Viewer) -> None:
    officer = viewer("compliance_officer")
    theirs = task_create(acting_user=officer, title="甲", owner=officer.user)
    nobodys = task_create(acting_user=officer, title="无人")
    calls: list[Callable[[Any], Any]] = [
        lambda task: task_change(acting_user=owner, task=task, changes={"title": "改"}),
        lambda task: task_close(acting_user=owner, task=task, reason="做完了"),
        lambda task: task_cancel(acting_user=owner, task=task, reason="不做"),
    ]
    for call in calls:
        for task in (theirs, nobodys):
            with pytest.raises(NotYoursError):
                call(task)
    with pytest.raises(NotYoursError):
        task_create(acting_user=owner, title="给别人", owner=officer.user)
    own = task_create(acting_user=owner, title="乙")
    assert own.owner == owner.user
    calls[0](own)
    task_close(acting_user=owner, task=own, reason="做完了")
    task_reopen(acting_user=owner, task=own, reason="没做完")
    task_change(acting_user=owner, task=own, changes={"owner": officer.user})
    with pytest.raises(NotYoursError):
        task_close(acting_user=owner, task=own, reason="做完了")


def test_pages_and_api_refuse_the_tasks_of_others(
    viewer: Viewers, signed_in: Callable[..., Client], api: Callable[..., Client]
) -> None:
    officer = viewer("compliance_officer")
    theirs = task_create(acting_user=officer, title="甲", owner=officer.user)
    path = f"/o/yunlu/improvement/{theirs.pk}/"
    client = signed_in("control_owner")
    assert "edit/" not in client.get(path).text.partition("<main")[2]
    assert client.post(path + "close/", {"reason": "好了"}).status_code == 403
    sent = api("control_owner").patch(
        f"/api/v1/orgs/yunlu/tasks/{theirs.pk}", {"title": "乙"}, "application/json"
    )
    assert (sent.status_code, sent.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("role", ["engineer", "control_owner"])
def test_requests_to_others_are_answered_by_those(viewer: Viewers, role: str) -> None:
    officer, somebody = viewer("compliance_officer"), viewer(role)
    other = viewer("administrator")
    theirs = request_create(acting_user=officer, title="甲", asked_of=other.user)
    with pytest.raises(NotYoursError):
        request_fulfil(acting_user=somebody, request=theirs, item=make_item(somebody, "丙"))
    with pytest.raises(NotYoursError):
        request_remind(acting_user=somebody, request=theirs)
    theirs.refresh_from_db()
    assert theirs.state == "open"
    mine = request_create(acting_user=officer, title="乙", asked_of=somebody.user)
    request_fulfil(acting_user=somebody, request=mine, item=make_item(somebody, "丁"))
    asked = request_create(acting_user=somebody, title="戊", asked_of=other.user)
    request_fulfil(acting_user=somebody, request=asked, item=make_item(somebody, "己"))
    request_fulfil(acting_user=officer, request=theirs, item=make_item(officer, "庚"))


def test_whoever_is_asked_renews_the_item_of_another(
    viewer: Viewers, owner: Viewer, signed_in: Callable[..., Client]
) -> None:
    officer = viewer("compliance_officer")
    theirs = make_item(officer, "甲")
    pairs = [("clause", "4.1")]
    asked = request_create(
        acting_user=officer, title="甲", asked_of=owner.user, item=theirs, targets=pairs
    )
    path = f"/o/yunlu/evidence/{theirs.pk}/version/?request={asked.pk}"
    file = {"upload": [upload("更新的")], "period_from": "2026-04-01", "period_to": "2026-06-30"}
    assert signed_in("control_owner").post(path, file).status_code == 302
    asked.refresh_from_db()
    theirs.refresh_from_db()
    assert (asked.state, asked.fulfilled_by, theirs.current.number) == ("fulfilled", theirs, 2)
    assert theirs.links.filter(ref="4.1").exists()
    with pytest.raises(NotYoursError):
        version_add(acting_user=owner, item=theirs, kept=keep(upload("再"), "b.txt"))


def test_a_role_without_the_right_is_told_so(viewer: Viewers) -> None:
    made = control_create(acting_user=viewer("compliance_officer"), title="甲")
    with pytest.raises(ForbiddenError) as caught:
        control_change(
            acting_user=viewer("management_reader"), control=made, changes={"title": "乙"}
        )
    assert not isinstance(caught.value, NotYoursError)


def test_pages_offer_no_change_of_what_is_others(
    viewer: Viewers, signed_in: Callable[..., Client]
) -> None:
    officer = viewer("compliance_officer")
    theirs = control_create(acting_user=officer, title="甲", owner=officer.user)
    client = signed_in("control_owner")
    path = f"/o/yunlu/controls/{theirs.pk}/"
    assert "edit/" not in client.get(path).text.partition("<main")[2]
    answer = client.post(path + "edit/", {"title": "乙", "status": "active"})
    assert "这条由他人负责" in answer.text
