"""Every route, every role, own and foreign organisation, no token, narrowed token: no leak."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.server.core.models import Organisation
from hegui.server.core.roles import all_permissions, permissions_of, roles
from hegui.server.rest import limits
from tests.support.routes import Route, routes

Clients = Callable[..., Client]


@pytest.fixture(autouse=True)
def no_limit() -> None:
    limits.buckets.clear()


def of_organisations() -> list[Route]:
    """Return the routes inside an organisation (others are about the caller alone)."""
    return [row for row in routes() if "{org}" in row.path]


def told(route: Route, answer: Any, what: str) -> str:
    return f"{route.method} {route.path} ({sorted(route.needs)}) {what}: {answer.status_code}"


def invalid(answer: Any) -> bool:
    """Tell whether the smallest body did not fit: the route was not reached."""
    return answer.status_code == 422 and "problems" in answer.json().get("data", {})


def test_every_route_names_the_permission_it_needs() -> None:
    assert [f"{row.method} {row.path}" for row in of_organisations() if not row.needs] == []


@pytest.mark.parametrize("role", list(roles()))
def test_a_role_does_what_its_permissions_allow(api: Clients, role: str) -> None:
    client = api(role)
    client.raise_request_exception = False
    wrong, unreached = [], []
    for route in of_organisations():
        answer = route.call(client, "yunlu")
        held = route.needs & permissions_of(role)
        may = held == route.needs
        refused = answer.status_code in (401, 403)
        if invalid(answer):
            unreached.append(route)
        elif (
            answer.status_code >= 500
            or (may and refused)
            or (not may and answer.status_code not in (403, 404))
        ):
            wrong.append(told(route, answer, role))
    assert wrong == []
    assert len(unreached) <= len(of_organisations()) // 5, [row.path for row in unreached]


def test_nothing_of_another_organisation_is_there(api: Clients, other_org: Organisation) -> None:
    client = api()
    answers = [(route, route.call(client, "other")) for route in of_organisations()]
    assert [
        told(route, answer, "foreign")
        for route, answer in answers
        if answer.status_code != 404 and not invalid(answer)
    ] == []


def test_nobody_gets_anything(org: Organisation) -> None:
    answers = [(route, route.call(Client(), "yunlu")) for route in routes()]
    assert [told(r, a, "no token") for r, a in answers if a.status_code != 401] == []


def test_a_narrowed_token_does_no_more_than_its_scopes(api: Clients) -> None:
    wrong = []
    for area in sorted(
        {need.partition(".")[0] for row in of_organisations() for need in row.needs}
    ):
        own = {name for name in all_permissions() if name.partition(".")[0] == area}
        client = api(scopes=sorted(all_permissions() - own))
        for route in of_organisations():
            if not route.needs <= own:
                continue
            answer = route.call(client, "yunlu")
            if answer.status_code not in (403, 404) and not invalid(answer):
                wrong.append(told(route, answer, f"without {area}"))
        client_digest_cleanup()
    assert wrong == []


def client_digest_cleanup() -> None:
    """Let the next token take the same secret."""
    from django.db.models import QuerySet

    from hegui.server.core.models import ApiToken

    QuerySet(ApiToken).all().delete()
