"""Looking at every page: finding them by following links, judging them by axe."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

SKIP = {"account_logout", "assessments:report", "ledger:export"}
"""Pages that sign out, or answers that are files."""


@dataclass
class Found:
    """Pages found by following links: one address for each route."""

    by_route: dict[str, str] = field(default_factory=dict)


def route_of(path: str) -> str:
    """Return the name of the route of a path, or nothing for files and other sites."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return match.view_name or ""


def crawl(page: Any, start: str, limit: int = 400) -> Found:
    """Follow links from a page, one address for each route, in order of discovery."""
    found = Found()
    waiting = [start]
    host = urlsplit(start).netloc
    while waiting and len(found.by_route) < limit:
        url = waiting.pop(0)
        route = route_of(urlsplit(url).path)
        if not route or route in found.by_route or route in SKIP:
            continue
        answer = page.request.get(url)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status == 200, f"{url} answers {answer.status}"
        page.goto(url)
        found.by_route[route] = url
        links = page.eval_on_selector_all(
            "a[href]", "links => links.map(l => l.getAttribute('href'))"
        )
        joined = (urljoin(page.url, link).partition("#")[0] for link in links)
        waiting += [link for link in joined if urlsplit(link).netloc == host]
    return found


def violations(page: Any) -> list[str]:
    """Return what axe finds on the open page, one line for each rule and place."""
    results = Axe().run(page)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['target']}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]


def overflow(page: Any) -> int:
    """Return by how many pixels the page is wider than the window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, wide)


COVERED = """() => {
  const found = [];
  for (const it of document.querySelectorAll("a[href], button, input, select, summary")) {
    const box = it.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const seen = it.checkVisibility() && box.width && box.height;
    const top = seen ? document.elementFromPoint(x, y) : null;
    const hidden = top && (top.closest("[aria-hidden=true]") || top.closest("[hidden]"));
    if (hidden && !it.contains(top)) found.push(it.outerHTML.slice(0, 160));
  }
  return found;
}"""
"""Links, buttons and fields in the window that something unseen lies over."""


def covered(page: Any) -> list[str]:
    """Return what a pointer cannot reach although it is seen."""
    found: list[str] = page.evaluate(COVERED)
    return [f"covered: {row}" for row in found]
