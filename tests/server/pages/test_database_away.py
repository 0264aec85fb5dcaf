"""While the database is away: a clear page, 503 over the API, defects stay defects."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

Clients = Callable[..., Client]


def fails(code: int) -> Callable[..., Any]:
    """Return a function that fails as SQLite does."""

    def raising(*_: object, **__: object) -> None:
        cause = sqlite3.OperationalError("no such luck")
        cause.sqlite_errorcode = code
        raise OperationalError("no such luck") from cause

    return raising


AWAY = fails(sqlite3.SQLITE_BUSY)


@pytest.fixture
def client(signed_in: Clients) -> Client:
    found = signed_in()
    found.raise_request_exception = False
    return found


def test_a_page_says_so_and_offers_to_ask_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hegui.server.controls.views.control_list", AWAY)
    answer = client.get("/o/yunlu/controls/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "数据库暂时没有应答" in answer.text
    assert '<a class="button primary" href="">再试一次</a>' in answer.text
    assert "http-equiv" not in answer.text


def test_a_form_is_not_sent_again_by_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hegui.server.controls.views.control_create", AWAY)
    client.cookies["hegui_language"] = "en"
    answer = client.post("/o/yunlu/controls/new/", {"title": "a", "status": "active"})
    assert answer.status_code == 503
    assert "Try again</a>" not in answer.text
    assert "what you typed is still there" in answer.text


def test_a_session_that_cannot_be_read_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", AWAY)
    assert client.get("/o/yunlu/controls/").status_code == 503


@pytest.mark.parametrize(
    "part",
    ["hegui.server.controls.api.control_list", "hegui.server.rest.access._token"],
)
def test_the_api_answers_503_in_its_shape(
    api: Clients, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    client = api()
    client.raise_request_exception = False
    monkeypatch.setattr(part, AWAY)
    answer = client.get("/api/v1/orgs/yunlu/controls")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["code"] == "database_away"


def test_a_wrong_query_stays_a_defect(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hegui.server.controls.views.control_list", fails(sqlite3.SQLITE_ERROR))
    assert client.get("/o/yunlu/controls/").status_code == 500
