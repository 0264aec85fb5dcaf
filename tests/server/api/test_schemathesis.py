"""Schemathesis over the whole API: no 500, nothing that the schema does not say.

Short by default; HEGUI_FUZZ=long tries 300 calls of each operation, HEGUI_FUZZ=60 sixty.
HEGUI_FUZZ_PART=3/12 tries every twelfth operation, beginning with the third, so that a long run can
be split over several.
"""

import os
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    response_schema_conformance,
    status_code_conformance,
)

from hegui.server.controls.services import control_create
from hegui.server.core.viewer import Viewer
from hegui.server.rest import limits
from hegui.server.settings import Settings
from tests.support.routes import routes

FUZZ = os.environ.get("HEGUI_FUZZ", "6")
EXAMPLES = 300 if FUZZ == "long" else int(FUZZ)
PART, _, PARTS = os.environ.get("HEGUI_FUZZ_PART", "1/1").partition("/")
FEWEST = 100
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    response_schema_conformance,
]
TOKEN = "hegui_administrator_yunlu_0"
Viewers = Callable[..., Viewer]


def wide() -> Settings:
    return Settings(api_requests_per_minute=0)


@pytest.fixture
def ids(
    api: Callable[..., Client], viewer: Viewers, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Return an id for each list that has rows, after writing one row wherever that is easy."""
    monkeypatch.setattr(limits, "read_settings", wide)
    client = api()
    client.raise_request_exception = False
    control_create(acting_user=viewer(), title="台账")
    every = routes()
    for route in every:
        if route.method == "POST" and route.path.count("{") == 1:
            route.call(client, "yunlu")
    found = {}
    for route in every:
        listed = route.method == "GET" and route.path.count("{") == 1
        if listed and (first := first_id(route.call(client, "yunlu"))):
            found[route.path] = first
    return found


@pytest.fixture
def one_connection(ids: dict[str, str]) -> Iterator[None]:
    """Keep the connection of the test, which a real handler would close after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def first_id(answer: Any) -> str:
    """Return the id of the first row of a list."""
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code != 200 or not kind.startswith("application/json"):
        return ""
    body = answer.json()
    rows = body.get("items") if isinstance(body, dict) else None
    return str(rows[0].get("id", "")) if rows else ""


def test_the_api_keeps_to_its_schema(ids: dict[str, str], one_connection: None) -> None:
    """Try every operation; all that does not keep to the schema is told at once."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    told = []
    every: list[Any] = list(schema.get_all_operations())
    assert len(every) >= FEWEST
    for found in every[int(PART) - 1 :: int(PARTS)]:
        operation = found.ok()
        try:
            attempt(operation, ids)
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - all told below
            rows = getattr(error, "exceptions", [error])
            what = " ".join(str(row) for row in rows)[:1500]
            told.append(f"{operation.method.upper()} {operation.path}: {what}")
    assert told == [], "\n\n".join(told)


def attempt(operation: Any, ids: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def once(case: Any) -> None:
        place(case, ids)
        case.headers.pop("Idempotency-Key", None)
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"}, checks=CHECKS)
        if answer.status_code >= 400:
            assert set(answer.json()) == {"code", "message", "data"}, answer.text

    once()


def place(case: Any, ids: dict[str, str]) -> None:
    """Ask about what is there, more often than about what is not."""
    case.path_parameters["org"] = "yunlu"
    names = [name for name in case.path_parameters if name != "org"]
    collection = case.operation.path.partition("/{" + names[0] + "}")[0] if names else ""
    known = ids.get(collection)
    if known and zlib.crc32(f"{case.query}{case.body}".encode("utf-8", "replace")) % 4:
        case.path_parameters[names[0]] = known
