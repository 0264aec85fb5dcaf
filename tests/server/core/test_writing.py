"""Writing: no record without an entry, no lost update, no way round."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from hegui.server.controls.models import Control
from hegui.server.controls.services import control_change, control_create
from hegui.server.core.errors import ForbiddenError, StaleVersionError
from hegui.server.core.guard import UnrecordedWriteError
from hegui.server.core.models import Organisation
from hegui.server.core.roles import all_permissions, permission_words
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.ledger.models import Entry

Viewers = Callable[..., Viewer]


def test_a_change_leaves_before_and_after(viewer: Viewers, org: Organisation) -> None:
    control = control_create(acting_user=viewer(), title="台账")
    control_change(acting_user=viewer(), control=control, changes={"title": "来源台账"}, expected=1)
    entry = Entry.objects.filter(chain=str(org.id)).order_by("-number")[0]
    assert (entry.action, entry.before, entry.after) == (
        "controls.control.changed",
        {"title": "台账"},
        {"title": "来源台账"},
    )
    assert entry.actor == viewer().actor


def test_the_second_of_two_editors_is_told(viewer: Viewers) -> None:
    control = control_create(acting_user=viewer(), title="台账")
    again = Control.objects.get(pk=control.pk)
    control_change(acting_user=viewer(), control=control, changes={"title": "甲"}, expected=1)
    with pytest.raises(StaleVersionError):
        control_change(acting_user=viewer(), control=again, changes={"title": "乙"}, expected=1)
    assert Control.objects.get(pk=control.pk).title == "甲"


def test_nothing_is_written_outside_services(viewer: Viewers) -> None:
    control = control_create(acting_user=viewer(), title="台账")
    for attempt in (
        control.save,
        control.delete,
        lambda: Control.objects.update(status="retired"),
        lambda: Control.objects.bulk_create([Control(organisation=control.organisation)]),
        lambda: Control.objects.bulk_update([control], ["title"]),
    ):
        with pytest.raises(UnrecordedWriteError):
            attempt()


def test_a_service_that_records_nothing_is_rolled_back(viewer: Viewers) -> None:
    control = control_create(acting_user=viewer(), title="台账")

    def quietly() -> None:
        with writing(viewer()) as write:
            write.wrote = True
            Control.objects.filter(pk=control.pk).update(status="retired")

    with pytest.raises(UnrecordedWriteError):
        quietly()
    assert Control.objects.get(pk=control.pk).status != "retired"


def test_entries_cannot_be_changed_or_deleted(viewer: Viewers) -> None:
    control_create(acting_user=viewer(), title="台账")
    for attempt in (Entry.objects.all().delete, lambda: Entry.objects.update(reason="x")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


def test_a_reader_may_not_write(viewer: Viewers) -> None:
    with pytest.raises(ForbiddenError):
        control_create(acting_user=viewer("management_reader"), title="台账")


def test_a_refusal_names_the_right_in_words() -> None:
    error = ForbiddenError(permission="evidence.add")
    assert "“证据：新增”权限" in error.message("zh")
    assert "“Evidence: add”" in error.message("en")
    assert error.as_dict("zh")["data"] == {"permission": "evidence.add"}
    assert "“没有.这样”" in ForbiddenError(permission="没有.这样").message("zh")


def test_every_permission_has_words() -> None:
    for name in all_permissions():
        words = permission_words(name)
        assert name not in (words.zh, words.en)
