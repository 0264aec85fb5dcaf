"""The pages of errors in a browser: nothing that axe minds, in light and dark, narrow and wide."""

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.finders import find
from django.db import OperationalError
from django.test import Client

from hegui.server.core.errors import ConflictError, ForbiddenError
from hegui.server.core.heavy import BusyError, OwnBusyError
from hegui.server.evidence.store.errors import FileTooLargeError
from tests.server.journeys.looking import overflow, violations

Clients = Callable[..., Client]
Open = Callable[..., Any]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
FAILURES: dict[str, tuple[int, Exception]] = {
    "403": (403, ForbiddenError(permission="evidence.change")),
    "409": (409, ConflictError(what_zh="这项任务已经关闭。", what_en="the task is closed.")),
    "413": (413, FileTooLargeError(limit=50)),
    "429": (429, OwnBusyError()),
    "500": (500, ZeroDivisionError()),
    "503": (503, BusyError()),
    "database": (503, OperationalError("server closed the connection")),
}
"""What a page may fail with; the search page fails in place of any other."""


@pytest.fixture(autouse=True)
def beside_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the database be used while Playwright's loop is open in this thread; it runs nothing of ours."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def answers(client: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[int, Any]]:
    """Return the real answer of the server to each failure, with the status that it should have."""
    client.raise_request_exception = False
    found = {"404": (404, client.get("/o/yunlu/nothing/here/"))}
    for name, (status, error) in FAILURES.items():

        def fail(*_: Any, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr("hegui.server.home.search.search", fail)
        found[name] = (status, client.get("/o/yunlu/search/", {"q": "x"}))
    return found


def shows(text: str) -> Callable[[Any], None]:
    """Return what answers a request with a page."""
    return lambda route: route.fulfill(body=text, content_type="text/html")


def files(route: Any) -> None:
    """Serve the static files of the pages; there is no server behind them."""
    path = find(urlsplit(route.request.url).path.removeprefix("/static/"))
    if not path:
        route.fulfill(status=404, body="")
        return
    kind = mimetypes.guess_type(str(path))[0] or "application/octet-stream"
    route.fulfill(body=Path(str(path)).read_bytes(), content_type=kind)


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("zh-CN", "light", 1280), ("en", "dark", 360)]
)
def test_error_pages(
    signed_in: Clients,
    monkeypatch: pytest.MonkeyPatch,
    open_page: Open,
    tmp_path: Path,
    language: str,
    theme: str,
    width: int,
) -> None:
    client = signed_in()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    shown = answers(client, monkeypatch)
    page = open_page(language, theme, width)
    told: dict[str, Any] = {}
    for name, (status, answer) in shown.items():
        url = f"http://pages.invalid/{name}"
        page.route("http://pages.invalid/static/**", files)
        page.route(url, shows(answer.text))
        page.goto(url)
        page.screenshot(path=tmp_path / f"{name}.png")
        heads = page.locator("h1").count()
        wrong = [answer.status_code != status, heads != 1, overflow(page), violations(page)]
        if any(wrong):
            told[name] = (answer.status_code, *wrong)
    assert told == {}
    assert len(shown) == 8
