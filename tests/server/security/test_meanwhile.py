"""What somebody else changes between the page and the transaction is seen by the service."""

import datetime as dt
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.utils import timezone

from hegui.server.accounts.services import access, hold_set, person_erase
from hegui.server.core.errors import ConflictError, ForbiddenError
from hegui.server.core.models import Organisation
from hegui.server.core.services import assignment_add, domain_create, organisation_create
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for
from hegui.server.core.writing import writing
from hegui.server.evidence.models import Item, ItemVersion
from hegui.server.evidence.services import (
    content_remove,
    item_change,
    item_hold,
    item_reinstate,
    item_withdraw,
    life,
)
from tests.support.evidence import make_item

Viewers = Callable[..., Viewer]
Meanwhile = Callable[[ModuleType, str, Callable[[], object]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Return a function that lets something happen just before a service's transaction opens."""

    def arrange(module: ModuleType, name: str, act: Callable[[], object]) -> None:
        opened = getattr(module, name)

        def after(*args: Any) -> Any:
            monkeypatch.setattr(module, name, opened)
            act()
            return opened(*args)

        monkeypatch.setattr(module, name, after)

    return arrange


@pytest.fixture
def old(viewer: Viewers) -> ItemVersion:
    """Return a version whose content may be deleted: withdrawn, its term over."""
    who = viewer()
    item = make_item(who)
    item_withdraw(acting_user=who, items=[item], reason="旧")
    with writing(who) as write:
        ItemVersion.objects.update(created_at=timezone.now() - dt.timedelta(days=4000))
        Item.objects.update(period_to=dt.date(2015, 1, 1), period_from=None)
        write.note("test.aged", item)
    return ItemVersion.objects.select_related("item__organisation").get()


def refused(who: Viewer, version: ItemVersion, error: type[Exception] = ConflictError) -> None:
    """Try to delete the content, and see that it stays."""
    with pytest.raises(error):
        content_remove(acting_user=who, version=version, reason="满期")
    assert ItemVersion.objects.get().removed_at is None


def test_content_that_was_put_on_hold_meanwhile_stays(
    viewer: Viewers, old: ItemVersion, meanwhile: Meanwhile
) -> None:
    def hold() -> None:
        item_hold(acting_user=viewer(), item=Item.objects.get(), held=True, reason="诉讼")

    meanwhile(life, "writing", hold)
    refused(viewer(), old)


def test_content_of_an_organisation_on_hold_meanwhile_stays(
    viewer: Viewers, old: ItemVersion, meanwhile: Meanwhile
) -> None:
    meanwhile(life, "writing", lambda: hold_set(acting_user=viewer(), reason="(2026) 1"))
    refused(viewer(), old)


def test_content_that_counts_again_meanwhile_stays(
    viewer: Viewers, old: ItemVersion, meanwhile: Meanwhile
) -> None:
    def back() -> None:
        item_reinstate(acting_user=viewer(), item=Item.objects.get(), reason="误撤")

    meanwhile(life, "writing", back)
    refused(viewer(), old)


def test_content_that_moved_to_another_domain_meanwhile_stays(
    org: Organisation,
    viewer: Viewers,
    person: Callable[..., Any],
    old: ItemVersion,
    meanwhile: Meanwhile,
) -> None:
    mine, other = (domain_create(acting_user=viewer(), name=name) for name in "甲乙")
    item_change(acting_user=viewer(), item=Item.objects.get(), changes={"domain": mine})
    old = ItemVersion.objects.select_related("item__domain", "item__organisation").get()
    user = person("nobody")
    assignment_add(acting_user=viewer(), user=user, role="compliance_officer", domain=mine)

    def move() -> None:
        item_change(acting_user=viewer(), item=Item.objects.get(), changes={"domain": other})

    meanwhile(life, "writing", move)
    refused(viewer_for(user, org), old, ForbiddenError)


def test_a_person_whose_organisation_is_on_hold_meanwhile_is_not_erased(
    viewer: Viewers, person: Callable[..., Any], meanwhile: Meanwhile
) -> None:
    user = person("engineer")
    meanwhile(access, "writing_system", lambda: hold_set(acting_user=viewer(), reason="(2026) 1"))
    with pytest.raises(ConflictError):
        person_erase(acting_user=viewer(), user=user, reason="本人请求")
    user.refresh_from_db()
    assert (user.erased_at, bool(user.name)) == (None, True)


def test_a_person_who_joined_another_organisation_meanwhile_is_not_erased(
    viewer: Viewers, person: Callable[..., Any], meanwhile: Meanwhile
) -> None:
    user = person("engineer")
    other = organisation_create(acting_user=None, slug="third", name="第三家")

    def join() -> None:
        assignment_add(acting_user=system_viewer(other), user=user, role="engineer")

    meanwhile(access, "writing_system", join)
    with pytest.raises(ConflictError):
        person_erase(acting_user=viewer(), user=user, reason="本人请求")
    user.refresh_from_db()
    assert user.erased_at is None
