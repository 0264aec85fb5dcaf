"""What holds on every page: CSRF, policy, no inline code, rights, foreign organisations."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponseBase
from django.test import Client

from hegui.server.core.models import Organisation
from hegui.server.core.roles import permissions_of
from tests.server.conftest import ROLES
from tests.server.security.routes import page_routes

Clients = Callable[..., Client]
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style|\sstyle=|\son\w+=|javascript:",
    re.IGNORECASE,
)


def body_of(answer: HttpResponseBase) -> str:
    kind = answer.headers.get("Content-Type", "")
    return answer.content.decode() if "html" in kind and not answer.streaming else ""  # type: ignore[attr-defined]


def test_there_are_routes(db: None) -> None:
    found = page_routes()
    assert len(found) > 60
    assert not [row.path for row in found if "<" in row.path or "(" in row.path]


def test_every_unsafe_request_needs_a_token(signed_in: Clients) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in().cookies
    wrong = []
    for row in page_routes():
        for method in (client.post, client.put, client.patch, client.delete):
            status = method(f"/{row.path}").status_code
            if status not in (403, 404, 405):
                wrong.append((row.path, status))
    assert not wrong


def test_every_page_has_the_policy_and_no_inline_code(signed_in: Clients) -> None:
    client = signed_in()
    for row in page_routes():
        answer = client.get(f"/{row.path}")
        assert answer.status_code < 500, row.path
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, row.path
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy or "'self'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "X-Frame-Options" in answer.headers, row.path
        assert not INLINE.search(body_of(answer)), (row.path, INLINE.search(body_of(answer)))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_it_may_and_no_more(signed_in: Clients, role: str) -> None:
    """Whoever lacks the permission of a page is refused, whatever its address names."""
    client = signed_in(role)
    for row in page_routes():
        if not row.organisational:
            continue
        needs = getattr(row.view, "permission", "")
        assert needs, f"{row.path} has no @page(permission)"
        status = client.get(f"/{row.path}").status_code
        if needs in permissions_of(role):
            assert status in (200, 302, 404, 405, 400, 409, 403), (row.path, status)
        else:
            assert status in (403, 405), (row.path, needs, status)


@pytest.mark.parametrize("role", ["administrator", "outside_assessor"])
def test_a_foreign_organisation_is_not_there(
    signed_in: Clients, other_org: Organisation, role: str
) -> None:
    client = signed_in(role)
    for row in page_routes("other"):
        if row.organisational:
            for answer in (client.get(f"/{row.path}"), client.post(f"/{row.path}")):
                assert answer.status_code in (404, 405), (row.path, answer.status_code)


def test_nobody_signed_in_sees_nothing(org: Organisation) -> None:
    for row in page_routes():
        if row.organisational:
            for answer in (Client().get(f"/{row.path}"), Client().post(f"/{row.path}")):
                assert answer.status_code in (302, 405), row.path
                if answer.status_code == 302:
                    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a@b"])
def test_another_host_is_refused(db: None, host: str) -> None:
    assert Client().get("/accounts/login/", headers={"host": host}).status_code == 400


def test_an_expired_engagement_sees_nothing(signed_in: Clients, engagement: object) -> None:
    import datetime as dt

    from hegui.server.core.models import Engagement
    from hegui.server.core.viewer import system_viewer
    from hegui.server.core.writing import writing

    client = signed_in("outside_assessor")
    assert client.get("/o/yunlu/").status_code == 200
    row = Engagement.objects.get()
    past = {"starts": dt.date(2020, 1, 1), "ends": dt.date(2020, 1, 31)}
    with writing(system_viewer(row.organisation)) as write:
        write.change(row, "core.engagement.changed", past)
    for route in page_routes():
        if route.organisational:
            assert client.get(f"/{route.path}").status_code in (404, 405), route.path
