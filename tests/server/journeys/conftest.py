"""A browser and real servers for the journeys."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.journeys.serving import Served, serve

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADMIN = {"name": "林管理", "email": "admin@example.com", "password": "a long enough test password"}


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Start Debian's Chromium, or skip with the reason.

    It ends with the last journey: Playwright leaves an event loop running in the thread, in which
    neither Django's database nor `asyncio.run` may be used.
    """
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start a server with the demonstration in it, for journeys that change little."""
    served = serve(tmp_path_factory.mktemp("demo"), "--demo")
    yield served
    served.stop()


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Served]:
    """Start a server on an empty folder."""
    served = serve(tmp_path)
    yield served
    served.stop()


Open = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any) -> Iterator[Open]:
    """Return a function that opens a page in a fresh profile; it fails on errors in the console."""
    contexts: list[Any] = []
    problems: list[str] = []

    def open_one(language: str = "zh-CN", theme: str = "light", width: int = 1280) -> Any:
        context = browser.new_context(
            locale=language,
            color_scheme=theme,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if blocked(said.text) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


def blocked(text: str) -> bool:
    """Tell whether the console reports something that the content security policy stopped."""
    return "Content Security Policy" in text or "Refused to" in text
