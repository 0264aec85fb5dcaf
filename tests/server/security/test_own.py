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
    version_add,
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
