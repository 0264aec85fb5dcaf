"""The way in, in a browser: first start, sign-in, passkeys, second factor, invitations, refusals.

Every page on the way, also those of errors, is judged by axe and drawn; a passkey is a real one,
of Chromium's virtual authenticator.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server.journeys.conftest import ADMIN
from tests.server.journeys.looking import overflow, violations
from tests.server.journeys.serving import Served

Open = Callable[..., Any]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Looker:
    """Judges and draws the open page, under a name."""

    def __init__(self, page: Any, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.told: dict[str, list[str]] = {}
        self.seen: list[str] = []

    def look(self, name: str, answer: Any = None, status: int = 200) -> None:
        """Keep what is wrong with the page."""
        found = violations(self.page)
        heads, wide = self.page.locator("h1").count(), overflow(self.page)
        found += [f"{heads} h1"] if heads != 1 else []
        found += [f"{wide} px too wide"] if wide else []
        found += (
            [f"status {answer.status}"] if answer is not None and answer.status != status else []
        )
        shot = self.folder / f"{name}.png"
        self.page.screenshot(path=shot)
        assert shot.stat().st_size > 3000, f"{name}: nothing was drawn"
        self.seen.append(name)
        if found:
            self.told[name] = found


def submit(page: Any) -> None:
    """Send the form of the page."""
    page.locator("main form button.primary").first.click()


def begin(page: Any, server: Served, looker: Looker) -> None:
    """Make the first administrator by the printed link."""
    looker.look("first", page.goto(server.links["first"]))
    for name in ("name", "email", "password"):
        page.fill(f"main [name={name}]", ADMIN[name])
    page.fill("main [name=again]", ADMIN["password"])
    page.fill("main [name=organisation]", "云鹿科技")
    page.fill("main [name=slug]", "yunlu")
    submit(page)
    page.wait_for_url("**/o/yunlu/")


def sign_out(page: Any, server: Served) -> None:
    """End the session."""
    page.goto(f"{server.url}/accounts/logout/")
    submit(page)
    page.wait_for_load_state()


@pytest.mark.parametrize(("theme", "width", "language"), [("dark", 360, "en")])
def test_the_way_in(
    empty_server: Served, open_page: Open, tmp_path: Path, theme: str, width: int, language: str
) -> None:
    server, page = empty_server, open_page(language, theme, width)
    looker = Looker(page, tmp_path)
    begin(page, server, looker)
    looker.look("404", page.goto(f"{server.url}/o/nowhere/"), 404)
    looker.look("400", page.goto(f"{server.url}/o/yunlu/controls/?q=%00"), 400)
    page.goto(f"{server.url}/me/")
    page.evaluate(
        "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(e => e.value='x')"
    )
    submit(page)
    page.wait_for_load_state()
    looker.look("403")
    for name in (
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/add/",
        "sessions/",
        "password/change/",
    ):
        page.goto(f"{server.url}/accounts/{name}")
        looker.look(name.replace("/", "-"))
    looker.look("invite", page.goto(f"{server.url}/o/yunlu/people/invite/"))
    sign_out(page, server)
    looker.look("gone", page.goto(server.links["first"]), 410)
    looker.look("sign-in", page.goto(f"{server.url}/accounts/login/"))
    reset = server.admin("users", "reset-link", ADMIN["email"])["link"]
    looker.look("password", page.goto(server.url + "/" + reset.split("/", 3)[3]))
    for _ in range(12):
        page.goto(f"{server.url}/accounts/login/")
        page.fill("main [name=login]", ADMIN["email"])
        page.fill("main [name=password]", "wrong password, surely")
        submit(page)
        page.wait_for_load_state()
    assert "5 minutes" in page.locator("main").inner_text()
    looker.look("lockout")
    assert looker.told == {}
    assert len(looker.seen) == 14, looker.seen


def test_a_passkey_lets_in(empty_server: Served, open_page: Open, tmp_path: Path) -> None:
    server, page = empty_server, open_page()
    looker = Looker(page, tmp_path)
    begin(page, server, looker)
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    key = wire.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    named = {"authenticatorId": key["authenticatorId"]}
    page.goto(f"{server.url}/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("main [name=password]", ADMIN["password"])
        submit(page)
        page.wait_for_url("**/webauthn/add/**")
    page.fill("main [name=name]", "我的钥匙")
    page.locator("main [name=passwordless]").check()
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/add/" not in url)
    assert len(wire.send("WebAuthn.getCredentials", named)["credentials"]) == 1
    page.goto(f"{server.url}/accounts/2fa/webauthn/")
    looker.look("passkeys")
    assert "我的钥匙" in page.locator("main").inner_text()
    sign_out(page, server)
    page.goto(f"{server.url}/o/yunlu/")
    assert "/accounts/login/" in page.url
    page.click("#passkey_login")
    page.wait_for_url("**/o/yunlu/")
    assert page.goto(f"{server.url}/o/yunlu/people/").status == 200
    sign_out(page, server)
    page.goto(f"{server.url}/accounts/login/")
    page.fill("main [name=login]", ADMIN["email"])
    page.fill("main [name=password]", ADMIN["password"])
    submit(page)
    page.wait_for_url("**/2fa/authenticate/**")
    looker.look("second-factor")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    sign_out(page, server)
    wire.send("WebAuthn.clearCredentials", named)
    page.goto(f"{server.url}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_timeout(1500)
    assert "/accounts/login/" in page.url, "without the key nobody comes in"
    assert looker.told == {}
