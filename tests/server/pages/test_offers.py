"""No page offers its reader a link that leads nowhere, or to something the reader may not do."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

Clients = Callable[..., Client]
ROLES = (
    "administrator",
    "compliance_officer",
    "engineer",
    "control_owner",
    "internal_auditor",
    "management_reader",
    "outside_assessor",
)
SKIP = {"account_logout"}
FEWEST = 15


class Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def route_of(path: str) -> str:
    """Return the name of the route of a path; nothing for what no route answers."""
    try:
        return resolve(path).view_name or ""
    except Resolver404:
        return ""


def walk(client: Client, start: str) -> tuple[set[str], list[str]]:
    """Follow every link, one address for each route; return the routes and what is wrong."""
    waiting, seen, wrong = [(start, "")], set[str](), list[str]()
    while waiting:
        url, shown_on = waiting.pop(0)
        path = url.partition("?")[0]
        route = route_of(path)
        if not path.startswith("/") or route in seen or route in SKIP:
            continue
        seen.add(route)
        answer: Any = client.get(url, follow=True)
        if answer.status_code != 200:
            wrong.append(f"{shown_on} links to {url}: {answer.status_code}")
        elif "text/html" in answer["Content-Type"]:
            links = Links()
            links.feed(answer.text)
            here = answer.request["PATH_INFO"]
            waiting += [(urljoin(here, link).partition("#")[0], here) for link in links.found]
    return seen, wrong


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_an_empty_organisation_leads_somewhere(signed_in: Clients, role: str) -> None:
    seen, wrong = walk(signed_in(role), "/o/yunlu/")
    assert wrong == []
    assert len(seen) >= FEWEST
