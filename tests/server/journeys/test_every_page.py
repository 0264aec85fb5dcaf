"""Every page that can be reached: no violation by axe, no overflow, one h1, in light and dark."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.server.journeys.conftest import ADMIN
from tests.server.journeys.looking import Found, covered, crawl, overflow, violations
from tests.server.journeys.serving import Served

Open = Callable[..., Any]
FEWEST_ROUTES = 60
WAIT_S = 240


@pytest.fixture(scope="package")
def signed_in_state(demo_server: Served, browser: Any) -> Any:
    """Sign in once through the printed link; return the state of the browser."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(demo_server.links["demo"])
    for name in ("password", "again"):
        page.fill(f"main [name={name}]", ADMIN["password"])
    page.locator("main form button.primary").first.click()
    page.wait_for_url("**/o/**")
    wait_for_the_assessment(page)
    state = {"cookies": context.storage_state(), "url": page.url}
    context.close()
    return state


def wait_for_the_assessment(page: Any) -> None:
    """Wait until the demonstration's bundle is assessed in the background and shown."""
    until = time.monotonic() + WAIT_S
    while page.locator(".verdict").count() == 0:
        assert time.monotonic() < until, page.locator("main").inner_text()
        time.sleep(2)
        page.reload()


@pytest.fixture(scope="package")
def pages(demo_server: Served, browser: Any, signed_in_state: Any) -> Found:
    """Find the pages that an administrator reaches by links."""
    context = browser.new_context(storage_state=signed_in_state["cookies"])
    found = crawl(context.new_page(), signed_in_state["url"])
    context.close()
    return found


def test_the_crawl_reaches_the_product(pages: Found) -> None:
    assert len(pages.by_route) >= FEWEST_ROUTES, sorted(pages.by_route)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("theme", "width", "language"),
    [("light", 1280, "zh-CN"), ("dark", 1280, "en"), ("light", 360, "en")],
)
def test_no_page_has_violations(
    browser: Any, signed_in_state: Any, pages: Found, theme: str, width: int, language: str
) -> None:
    context = browser.new_context(
        storage_state=signed_in_state["cookies"],
        color_scheme=theme,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
        locale=language,
    )
    code = "en" if language == "en" else "zh-hans"
    context.add_cookies([{"name": "hegui_language", "value": code, "url": signed_in_state["url"]}])
    page = context.new_page()
    problems: dict[str, list[str]] = {}
    for route, url in pages.by_route.items():
        page.goto(url)
        told = violations(page)
        heads = page.locator("h1").count()
        told += [f"{heads} h1"] if heads != 1 else []
        wide = overflow(page)
        told += [f"{wide} px too wide"] if wide else []
        told += covered(page)
        if told:
            problems[route] = told
    context.close()
    assert problems == {}


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pointer_reaches_all_that_is_seen(
    browser: Any, signed_in_state: Any, width: int
) -> None:
    context = browser.new_context(
        storage_state=signed_in_state["cookies"], viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(signed_in_state["url"])
    assert covered(page) == []
    choice = page.locator(".top-tools button[name=language]").first
    lang = choice.get_attribute("lang")
    choice.click(timeout=5_000)
    page.locator(f"html[lang='{lang}']").wait_for(state="attached")
    context.close()


@pytest.mark.slow
def test_the_keyboard_leads(browser: Any, signed_in_state: Any) -> None:
    context = browser.new_context(storage_state=signed_in_state["cookies"], reduced_motion="reduce")
    page = context.new_page()
    page.goto(signed_in_state["url"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) != "none", "what has the focus is seen"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("#shortcuts").is_visible()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("?")
    assert not page.locator("#shortcuts").is_visible(), "typing is typing"
    context.close()
