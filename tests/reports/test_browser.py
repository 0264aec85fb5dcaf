"""The HTML page in a real browser: filters, keyboard, narrow screens, contrast."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hegui.reports.html import HtmlReport
from tests.reports.factory import make_context

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            timeout=120_000,
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    path = tmp_path / "report.html"
    path.write_bytes(HtmlReport().render(make_context(size=20)))
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.goto(path.as_uri())
    yield page
    assert page.errors == []
    page.close()


def test_only_one_view_is_shown_and_links_switch(page: Any) -> None:
    assert page.locator("#overview").is_visible()
    page.click("nav.side a[href='#clauses']")
    assert page.locator("#clauses").is_visible()
    assert not page.locator("#overview").is_visible()


def test_filter_keeps_only_matching_clauses(page: Any) -> None:
    page.click("nav.side a[href='#clauses']")
    page.select_option("#clauses select[name=verdict]", "does_not_conform")
    rows = page.locator("#clause-table tbody tr:visible")
    assert rows.count() == 4
    assert page.locator("#clauses output").inner_text() == "4"


def test_keyboard_walks_clauses(page: Any) -> None:
    page.keyboard.press("j")
    assert page.evaluate("location.hash") == "#c-4-0a"
    page.keyboard.press("j")
    assert page.evaluate("location.hash") == "#c-4-1a"
    page.keyboard.press("k")
    assert page.evaluate("location.hash") == "#c-4-0a"
    page.keyboard.press("/")
    page.locator("[name=text]:focus").wait_for()


@pytest.mark.parametrize(
    "view", ["overview", "clauses", "c-4-1a", "obligations", "runs", "evidence"]
)
def test_narrow_screen_needs_no_sideways_scrolling(page: Any, view: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate(f"location.hash = '{view}'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_script_everything_is_there(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(HtmlReport().render(make_context()))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("article.clause").first.is_visible()
    assert page.locator("#limits").is_visible()
    context.close()
