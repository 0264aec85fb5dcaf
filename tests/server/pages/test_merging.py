"""Two people edit the same record on any page: the second is told, and nobody's work is lost."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.test import Client
from django.urls import resolve

from hegui.server.accounts.duties import duty_titles
from hegui.server.controls.models import Control
from hegui.server.controls.services import control_create
from hegui.server.core.models.base import Guarded
from hegui.server.core.viewer import Viewer
from hegui.server.webhooks.services import webhook_create, webhook_remove
from tests.server.security.routes import page_routes
from tests.server.security.samples import samples
from tests.server.security.test_xss import addresses
from tests.support.html_forms import Form, forms_of

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
EDITED = {
    "accounts:domain": "name",
    "accounts:engagement-edit": "purpose",
    "accounts:organisation": "name",
    "accounts:retention": "people",
    "assessments:edit": "title",
    "controls:edit": "title",
    "evidence:edit": "description",
    "improvement:edit": "description",
    "inventory:edit": "origin",
    "inventory:filing-edit": "notes",
    "obligations:edit": "how_met",
    "runs:project-edit": "title",
    "runs:schedule-edit": "title",
    "runs:target-edit": "name",
    "webhooks:edit": "title",
}
"""A field of text of each form that edits a record."""


def edit_form(client: Client, path: str) -> Form | None:
    """Return the form of a page that edits a record, if the page has one."""
    answer = client.get(path)
    if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
        return None
    found = [form for form in forms_of(answer.text) if "seen_values" in form.values]
    return found[0] if len(found) == 1 else None


def every_edit_form(client: Client) -> Iterator[tuple[str, str, Form]]:
    paths = {f"/{row.path}" for row in page_routes()}
    guarded = [model for model in apps.get_models() if issubclass(model, Guarded)]
    for model in guarded:
        for record in model._default_manager.all()[:3]:
            paths |= {f"/{path}" for path in addresses(record)}
    for path in sorted(paths):
        form = edit_form(client, path)
        if form is not None:
            yield resolve(path).view_name, path, form


def test_every_form_that_edits_a_record_tells_the_second_person(
    signed_in: Clients, viewer: Viewers
) -> None:
    samples(viewer())
    client, left = signed_in(), dict(EDITED)
    for route, path, form in every_edit_form(client):
        name = left.pop(route, "")
        if name:
            conflict(client, client, path, form, name)
    assert left == {}, "forms that were not found"


def conflict(first: Client, second: Client, path: str, form: Form, name: str) -> None:
    """Let two people change one field: the second sees both, and may save after all."""
    theirs, mine = ("241", "242") if form.values[name][0].isdecimal() else ("甲写的", "乙写的")
    saved = first.post(path, form.filled(**{name: theirs}))
    assert saved.status_code == 302, (path, errors(saved))
    told = second.post(path, form.filled(**{name: mine, "submission": uuid.uuid4().hex}))
    assert told.status_code == 200, path
    assert "已被他人修改" in told.text, path
    again = next(form for form in forms_of(told.text) if "seen_values" in form.values)
    assert again.values[name] == [mine], path
    assert f"对方保存的现值：<span>{theirs}</span>" in told.text, path
    assert second.post(path, again.values).status_code == 302, path


def errors(answer: Any) -> str:
    """Return what a page says is wrong."""
    return str(answer.text.partition("error-summary")[2][:600])


def test_what_only_the_other_person_changed_is_taken_over(
    signed_in: Clients, viewer: Viewers
) -> None:
    control = control_create(acting_user=viewer(), title="台账", obligations=["GAI-04-1"])
    path = f"/o/yunlu/controls/{control.pk}/edit/"
    first, second = signed_in(), signed_in("compliance_officer")
    form, late = edit_form(first, path), edit_form(second, path)
    assert form
    assert late
    changed: dict[str, str | list[str]] = {
        "description": "甲\r\n两行",
        "status": "retired",
        "obligations": ["GAI-04-2"],
    }
    first.post(path, form.filled(**changed))
    told = second.post(path, late.filled(title="乙改的名", frequency="每月"))
    assert told.text.count("已填入对方的值") == len(changed)
    assert "对方保存的现值" not in told.text
    (again,) = [form for form in forms_of(told.text) if "seen_values" in form.values]
    second.post(path, again.values)
    control.refresh_from_db()
    assert (control.title, control.frequency) == ("乙改的名", "每月")
    assert control.description.split() == ["甲", "两行"]
    assert (control.status, control.obligations) == ("retired", ["GAI-04-2"])


def test_choices_of_both_stand_side_by_side_in_words(signed_in: Clients, viewer: Viewers) -> None:
    control = control_create(acting_user=viewer(), title="台账")
    path = f"/o/yunlu/controls/{control.pk}/edit/"
    client = signed_in()
    form = edit_form(client, path)
    assert form
    client.post(path, form.filled(status="retired"))
    told = client.post(path, form.filled(status="planned", submission=uuid.uuid4().hex))
    assert "对方保存的现值：<span>已停用</span>" in told.text
    assert told.text.count("对方也改了这一项") == 2, "in the summary and at the field"


def test_a_record_that_is_gone_is_said_to_be_gone(signed_in: Clients, viewer: Viewers) -> None:
    webhook, _ = webhook_create(acting_user=viewer(), url="https://93.184.216.34/", events=["*"])
    path = f"/o/yunlu/webhooks/{webhook.pk}/edit/"
    client = signed_in()
    form = edit_form(client, path)
    assert form
    webhook_remove(acting_user=viewer(), webhook=webhook, reason="不用")
    assert client.post(path, form.filled(title="乙")).status_code == 404


def test_a_fact_answered_twice_shows_the_first_answer(signed_in: Clients) -> None:
    path = "/o/yunlu/obligations/facts/serves_public_in_china/"
    first, second = signed_in(), signed_in("compliance_officer")
    form, late = edit_form(first, path), edit_form(second, path)
    assert form
    assert late
    first.post(path, form.filled(value="true"))
    told = second.post(path, late.filled(value="false", reason="乙的依据"))
    assert "对方保存的现值：<span>是</span>" in told.text
    again = next(form for form in forms_of(told.text) if "seen_values" in form.values)
    assert (again.values["value"], again.values["reason"]) == (["false"], ["乙的依据"])
    assert second.post(path, again.values).status_code == 302


def test_the_first_entry_of_two_people_shows_the_other_one(signed_in: Clients, org: object) -> None:
    path = "/o/yunlu/obligations/GAI-04-1/edit/"
    first, second = signed_in(), signed_in("compliance_officer")
    form, late = edit_form(first, path), edit_form(second, path)
    assert form
    assert late
    conflict(first, second, path, form, "how_met")


def test_duties_given_twice_show_the_names(signed_in: Clients, person: Callable[..., Any]) -> None:
    path = "/o/yunlu/settings/duties/"
    ours, theirs = person("engineer"), person("control_owner")
    client = signed_in()
    form = edit_form(client, path)
    assert form
    role = next(iter(duty_titles()))
    client.post(path, form.filled(**{role: str(ours.pk)}))
    told = client.post(path, form.filled(**{role: str(theirs.pk), "submission": uuid.uuid4().hex}))
    assert f"对方保存的现值：<span>{ours.name}</span>" in told.text


def test_a_form_without_digests_shows_every_difference(signed_in: Clients, viewer: Viewers) -> None:
    control = control_create(acting_user=viewer(), title="台账")
    path = f"/o/yunlu/controls/{control.pk}/edit/"
    client = signed_in()
    for seen in ("", "[]", "no json", "{"):
        sent = {"status": "active", "seen_version": "0", "seen_values": seen, "title": "乙写的"}
        told = client.post(path, sent)
        assert "对方保存的现值：<span>台账</span>" in told.text
    assert Control.objects.get().title == "台账"
