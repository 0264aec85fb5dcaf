"""A request that is sent again is answered to those who still have the rights it needed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.server.controls.models import Control
from hegui.server.controls.services import control_create
from hegui.server.core.models import ApiToken, Assignment, Organisation
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import system_viewer
from hegui.server.core.writing import writing

Clients = Callable[..., Client]
URL = "/api/v1/orgs/yunlu/controls"
BODY = {"title": "双人复核"}


def send(client: Client, body: dict[str, Any] = BODY) -> Any:
    """Send the one request, always with the same key."""
    return client.post(URL, body, "application/json", headers={"idempotency-key": "k1"})


def given(org: Organisation, user: Any, role: str = "", **place: Any) -> None:
    """Take all roles of a person and give one."""
    with writing(system_viewer(org)) as write:
        for row in Assignment.objects.filter(user=user, organisation=org):
            write.remove(row, "core.assignment.removed")
    if role:
        assignment_add(acting_user=system_viewer(org), user=user, role=role, **place)


def test_the_same_answer_to_the_same_rights(api: Clients) -> None:
    client = api("compliance_officer")
    first, again = send(client), send(client)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    assert Control.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "status"), [("", 404), ("management_reader", 403), ("control_owner", 201)]
)
def test_roles_are_asked_again(
    org: Organisation, person: Callable[..., Any], api: Clients, role: str, status: int
) -> None:
    client = api("compliance_officer")
    made = send(client)
    assert made.status_code == 201
    given(org, person("compliance_officer"), role)
    again = send(client)
    assert again.status_code == status
    assert (made.json()["id"] in again.text) == (status == 201)


def test_the_domain_is_asked_again(
    org: Organisation, person: Callable[..., Any], api: Clients
) -> None:
    mine, other = (domain_create(acting_user=system_viewer(org), name=name) for name in "甲乙")
    control = control_create(acting_user=system_viewer(org), title="双人复核", domain=mine)
    client, user = api("compliance_officer"), person("compliance_officer")

    def change() -> int:
        key = {"idempotency-key": "k2"}
        to = f"{URL}/{control.pk}"
        sent = client.patch(to, {"title": "三人复核"}, "application/json", headers=key)
        return int(sent.status_code)

    given(org, user, "compliance_officer", domain=mine)
    assert (change(), change()) == (200, 200)
    given(org, user, "compliance_officer", domain=other)
    assert change() == 403


def test_scopes_are_asked_again(org: Organisation, api: Clients) -> None:
    client = api("compliance_officer")
    assert send(client).status_code == 201
    token = ApiToken.objects.get()
    with writing(system_viewer(org)) as write:
        write.change(token, "core.token.changed", {"scopes": ["controls.view"]})
    assert send(client).status_code == 403


def test_another_request_with_the_key_is_refused_as_before(api: Clients) -> None:
    client = api("compliance_officer")
    assert send(client).status_code == 201
    assert send(client, {**BODY, "title": "另一个"}).status_code == 409
