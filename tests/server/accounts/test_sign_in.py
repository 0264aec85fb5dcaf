"""Signing in: sessions, lockout, enumeration, second factor, passwords."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from hegui.server.core.models import User
from hegui.server.ledger.models import Entry
from tests.server.conftest import PASSWORD

People = Callable[..., User]
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def no_counts(db: None) -> None:
    cache.clear()


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> int:
    return client.post(LOGIN, {"login": user.email, "password": password, **more}).status_code


def test_the_session_is_new_after_sign_in(person: People) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    before = client.session.session_key
    assert sign_in(client, person("engineer")) == 302
    assert client.session.session_key != before
    assert Client(headers={"cookie": f"hegui_session={before}"}).get("/me/").status_code == 302


def test_too_many_failures_lock_in_every_process(person: People) -> None:
    user = person("engineer")
    for _ in range(5):
        assert sign_in(Client(), user, "wrong") == 200
    answer = Client().post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert "失败次数太多" in answer.text
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hegui_cache")
        assert cursor.fetchone()[0] > 0


def test_nobody_learns_who_has_an_account(person: People) -> None:
    known = Client().post(LOGIN, {"login": person("engineer").email, "password": "wrong"})
    unknown = Client().post(LOGIN, {"login": "niemand@example.com", "password": "wrong"})
    assert known.status_code == unknown.status_code == 200
    for answer in (known, unknown):
        assert "邮箱或密码不正确" in answer.text
    assert Client().get("/accounts/signup/").status_code == 404
    assert Client().get("/accounts/password/reset/").status_code == 404


def test_changing_the_password_ends_the_other_sessions(person: People) -> None:
    user, here, there = person("engineer"), Client(), Client()
    assert sign_in(here, user) == sign_in(there, user) == 302
    new = "Regen auf dem Dach 7"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", fields).status_code == 302
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert Entry.objects.filter(action="core.user.password_changed", actor=str(user.pk)).exists()
    assert sign_in(Client(), user, new) == 302


def test_a_second_factor_is_asked_for_and_kept_encrypted(
    person: People, django_capture_on_commit_callbacks: Any
) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
    from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters

    user, client = person("engineer"), Client()
    sign_in(client, user)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302
    again = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert again.status_code == 302
    page = client.get("/accounts/2fa/totp/activate/")
    assert "data:image/svg" in page.text
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(iter(counters()))))
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert done.status_code == 302
    assert secret not in str(list(Authenticator.objects.values()))
    assert Entry.objects.filter(action="core.user.factor_added").exists()
    other = Client()
    assert sign_in(other, user) == 302
    assert other.get("/me/").status_code == 302
    assert other.post("/accounts/2fa/authenticate/", {"code": "123456"}).status_code == 200
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert other.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert other.get("/me/").status_code == 200


def test_other_sessions_can_be_ended(person: People) -> None:
    user, here, there = person("engineer"), Client(), Client()
    sign_in(here, user)
    sign_in(there, user)
    here.get("/me/")
    there.get("/me/")
    assert here.get("/accounts/sessions/").text.count("<tr>") == 3
    here.post("/accounts/sessions/")
    assert there.get("/me/").status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\\\\evil",
    ],
)
def test_sign_in_leads_nowhere_else(person: People, target: str) -> None:
    client = Client()
    answer = client.post(
        LOGIN, {"login": person("engineer").email, "password": PASSWORD, "next": target}
    )
    assert answer.headers["Location"] == "/"
    for path, fields in (
        ("/me/language/", {"language": "en"}),
        ("/me/theme/", {"theme": "dark"}),
        ("/accounts/logout/", {}),
    ):
        moved = client.post(path, {**fields, "next": target}).headers["Location"]
        assert moved.startswith("/")
        assert "evil" not in moved


def test_a_form_of_an_ended_session_leads_back_to_its_page(person: People) -> None:
    page = "http://testserver/o/yunlu/controls/new/"
    headers = {"referer": page}
    answer = Client().post("/o/yunlu/controls/new/", {"title": "x"}, headers=headers)
    assert answer.headers["Location"] == "/accounts/login/?next=%2Fo%2Fyunlu%2Fcontrols%2Fnew%2F"
    quick = Client().post("/o/yunlu/controls/new/", headers={**headers, "HX-Request": "true"})
    assert quick.headers["HX-Redirect"] == answer.headers["Location"]
    foreign = Client().post("/o/yunlu/controls/new/", headers={"referer": "https://evil.example/a"})
    assert foreign.headers["Location"] == "/accounts/login/?next=%2F"
