"""Single sign-on against a real provider on loopback."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.cache import cache
from django.test import Client

from hegui.server.core.models import Assignment, Organisation, User
from hegui.server.ledger.models import Entry
from hegui.server.settings import Settings, read_settings
from hegui.server.settings.sign_on import sign_on_origin, sign_on_providers
from tests.support.oidc import CLIENT, SECRET, Provider, running_provider

People = Callable[..., User]
KNOWN = {"sub": "u-1", "email": "li@example.com", "email_verified": True, "name": "李工"}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(
    running: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch, org: Organisation
) -> Provider:
    """Return the provider, configured with a mapping of two groups."""
    cache.clear()
    ours: Settings = read_settings().model_copy(
        update={
            "oidc_server": running.url,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": type(read_settings().oidc_client_secret)(SECRET),
            "oidc_roles": ("ml=yunlu:engineer", "law=yunlu:compliance_officer", "x=other:engineer"),
        }
    )
    monkeypatch.setattr("hegui.server.accounts.oidc.read_settings", lambda: ours)
    settings.SOCIALACCOUNT_PROVIDERS = sign_on_providers(ours)
    running.claims = dict(KNOWN)
    return running


def sign_on(client: Client | None = None, query: str = "") -> tuple[Client, Any]:
    """Walk through the sign-on as a browser does; return the client and the last answer."""
    client = client or Client()
    away = client.post(f"/accounts/oidc/sso/login/{query}")
    assert away.status_code == 302, away.text
    back = requests.get(away.headers["Location"], allow_redirects=False, timeout=10)
    parts = urlsplit(back.headers["Location"])
    return client, client.get(f"{parts.path}?{parts.query}")


def test_a_stranger_gets_no_rights(provider: Provider) -> None:
    client, answer = sign_on()
    assert answer.status_code == 302
    user = User.objects.get(email="li@example.com")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not user.has_usable_password()
    assert not Assignment.objects.filter(user=user).exists()
    assert client.get("/o/yunlu/").status_code == 404


def test_the_mapping_is_applied_at_each_sign_in(provider: Provider) -> None:
    provider.claims["groups"] = ["ml", "unknown"]
    sign_on()
    provider.claims["groups"] = ["law"]
    client, _ = sign_on()
    held = Assignment.objects.filter(user__email="li@example.com")
    assert [(row.role, row.source) for row in held] == [("compliance_officer", "oidc")]
    actions = list(Entry.objects.filter(kind="core.assignment").values_list("action", flat=True))
    assert actions == [
        "core.assignment.added",
        "core.assignment.withdrawn",
        "core.assignment.added",
    ] or sorted(actions) == sorted(
        ["core.assignment.added", "core.assignment.added", "core.assignment.withdrawn"]
    )
    assert client.get("/o/yunlu/people/").status_code == 200
    del provider.claims["groups"]
    assert sign_on()[1].status_code == 302
    assert not held.all().exists()


def test_the_last_administrator_stays_whatever_the_provider_says(
    provider: Provider, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hegui.server.accounts import oidc

    ours = oidc.read_settings().model_copy(update={"oidc_roles": ("boss=yunlu:administrator",)})
    monkeypatch.setattr(oidc, "read_settings", lambda: ours)
    provider.claims["groups"] = ["boss"]
    sign_on()
    held = Assignment.objects.filter(user__email="li@example.com")
    assert [row.role for row in held] == ["administrator"]
    provider.claims["groups"] = []
    client, answer = sign_on()
    assert answer.status_code == 302
    assert [row.role for row in held.all()] == ["administrator"]
    assert client.get("/o/yunlu/people/").status_code == 200
    person("administrator")
    sign_on()
    assert not held.all().exists(), "with another administrator there, the mapping rules again"


def test_roles_given_by_a_person_stay(provider: Provider) -> None:
    from hegui.server.core.services import assignment_add
    from hegui.server.core.viewer import system_viewer

    sign_on()
    user = User.objects.get(email="li@example.com")
    place = Organisation.objects.get(slug="yunlu")
    assignment_add(acting_user=system_viewer(place), user=user, role="management_reader")
    sign_on()
    assert [row.role for row in user.assignments.all()] == ["management_reader"]


@pytest.mark.parametrize("verified", [False, "false", None, 1])
def test_an_unverified_address_takes_over_nobody(
    provider: Provider, person: People, verified: Any
) -> None:
    victim = person("compliance_officer")
    provider.claims |= {"sub": "thief", "email": victim.email.upper(), "email_verified": verified}
    client, answer = sign_on()
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session
    assert User.objects.get(pk=victim.pk).has_usable_password()


def test_a_verified_address_links_and_ends_the_password(provider: Provider, person: People) -> None:
    user = person("engineer")
    old = Client()
    old.force_login(user)
    provider.claims["email"] = user.email
    client, _ = sign_on()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not User.objects.get(pk=user.pk).has_usable_password()
    assert old.get("/me/").status_code == 302
    assert [row.role for row in user.assignments.all()] == ["engineer"]


def test_a_deactivated_person_stays_out(provider: Provider) -> None:
    from hegui.server.core.writing import writing_system

    sign_on()
    user = User.objects.get(email="li@example.com")
    with writing_system() as write:
        write.change(user, "core.user.deactivated", {"is_active": False})
    provider.claims["groups"] = ["ml"]
    client, _ = sign_on()
    assert "_auth_user_id" not in client.session
    assert not Assignment.objects.filter(user=user).exists()


def test_a_signed_in_person_links_their_own_account(provider: Provider, person: People) -> None:
    client = Client()
    client.force_login(person("engineer"))
    _, answer = sign_on(client, "?process=connect")
    assert answer.headers["Location"] == "/me/security/"
    fresh, _ = sign_on()
    assert fresh.session["_auth_user_id"] == str(person("engineer").pk)
    assert User.objects.filter(email="li@example.com").count() == 0


def test_a_forged_state_or_code_lets_nobody_in(provider: Provider) -> None:
    client = Client()
    away = client.post("/accounts/oidc/sso/login/")
    state = parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]
    for query in ("code=x&state=forged", f"code=forged&state={state}", "error=server_error"):
        answer = client.get(f"/accounts/oidc/sso/login/callback/?{query}")
        assert answer.status_code == 401
        assert "_auth_user_id" not in client.session


def test_without_an_address_nobody_is_made(provider: Provider) -> None:
    del provider.claims["email"]
    assert sign_on()[1].status_code == 403
    assert not User.objects.filter(name="李工").exists()


def test_the_policy_lets_the_form_lead_to_the_provider(provider: Provider) -> None:
    ours = read_settings().model_copy(update={"oidc_server": "https://id.example.com/realms/a"})
    assert sign_on_origin(ours) == ["https://id.example.com"]
    assert sign_on_origin(read_settings()) == []
