"""The client against the real server, and against servers that misbehave."""

import http.server
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from hegui.client import Client, ServerError, UnreachableError
from hegui.client.errors import ServerAddressError
from tests.server.operations.serving import Server, own_database, serving

TOKEN = "hegui_client_test"
PREPARE = """
import datetime as dt, hashlib, sys
import django; django.setup()
from django.utils import timezone
from hegui.server.core.models import ApiToken
from hegui.server.core.roles import all_permissions
from hegui.server.core.services import assignment_add, organisation_create, user_create
from hegui.server.core.viewer import system_viewer
from hegui.server.core.writing import writing
org = organisation_create(acting_user=None, slug="yunlu", name="云鹿")
user = user_create(acting_user=None, email="a@example.com", name="a")
viewer = system_viewer(org)
assignment_add(acting_user=viewer, user=user, role="administrator")
digest = hashlib.sha256(sys.argv[1].encode()).hexdigest()
until = timezone.now() + dt.timedelta(days=1)
with writing(viewer) as write:
    token = ApiToken(organisation=org, user=user, name="t", digest=digest,
                     scopes=sorted(all_permissions()), expires_at=until)
    write.create(token, "core.token.created")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a real server in processes of its own, with an organisation and a token."""
    data = tmp_path_factory.mktemp("client") / "data"
    with own_database() as database, serving(data, **database) as made:
        env = {**made.env, "DJANGO_SETTINGS_MODULE": "hegui.server.settings.django"}
        subprocess.run([sys.executable, "-c", PREPARE, TOKEN], env=env, check=True)
        yield made


@pytest.fixture
def client(server: Server) -> Client:
    return Client(server.url, TOKEN, org="yunlu", timeout=30)


def test_the_life_of_a_record(client: Client) -> None:
    made = client.post("controls", {"title": "台账"}, key="k1")
    again = client.post("controls", {"title": "台账"}, key="k1")
    assert made == again
    changed = client.patch(f"controls/{made['id']}", {"title": "甲", "version": 1})
    assert changed["version"] == 2
    with pytest.raises(ServerError) as refused:
        client.patch(f"controls/{made['id']}", {"title": "乙", "version": 1})
    assert (refused.value.status, refused.value.server_code) == (409, "stale_version")
    assert client.get("controls")["total"] == 1


def test_a_gate_is_told_with_its_reasons(client: Client) -> None:
    key = f"m{secrets.token_hex(4)}"
    client.post("inventory/subjects", {"type": "model", "key": key, "name": "云鹿"})
    gate = client.gate(key, "evaluation")
    assert (gate.subject, gate.stage, gate.state, gate.passed) == (key, "evaluation", "open", False)
    assert {row.id for row in gate.conditions} == {"M-03", "M-04", "M-18"}
    assert all(row.zh and row.en for row in gate.conditions)
    with pytest.raises(ServerError) as missing:
        client.gate("nobody")
    assert missing.value.status == 404


def test_lists_are_read_to_the_end(client: Client) -> None:
    for number in range(5):
        client.post("controls", {"title": f"c{number}"})
    titles = [row["title"] for row in client.each("controls", page_size=2)]
    assert titles[:5] == ["c0", "c1", "c2", "c3", "c4"]
    assert len(titles) == len(set(titles)) == client.get("controls")["total"]


def test_refusals_keep_the_code_of_the_server(client: Client, server: Server) -> None:
    with pytest.raises(ServerError) as wrong:
        client.post("controls", {"title": ""})
    assert (wrong.value.status, wrong.value.server_code) == (422, "invalid")
    assert wrong.value.details["problems"]
    with pytest.raises(ServerError) as missing:
        client.get("nonsense/..")
    assert missing.value.status == 404
    stranger = Client(server.url, "hegui_wrong", org="yunlu")
    with pytest.raises(ServerError) as unknown:
        stranger.get("controls")
    assert unknown.value.server_code == "not_signed_in"


@pytest.mark.parametrize("server", ["", "example.com", "ftp://x", "http://", "file:///etc"])
def test_wrong_addresses(server: str) -> None:
    with pytest.raises(ServerAddressError):
        Client(server, "t", org="o")


class Odd(http.server.BaseHTTPRequestHandler):
    """Answers as told."""

    answer: tuple[int, bytes] = (200, b"")
    seen: list[str] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        status, body = Odd.answer
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def odd() -> Iterator[Client]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Odd.seen.clear()
    yield Client(f"http://127.0.0.1:{server.server_port}/", "secret", org="a/b", timeout=5)
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "answer", [(302, b""), (200, b"<html>"), (500, b"<html>"), (502, b""), (404, b"[1]")]
)
def test_what_is_no_hegui_server_is_told(odd: Client, answer: tuple[int, bytes]) -> None:
    Odd.answer = answer
    with pytest.raises(UnreachableError):
        odd.get("controls")
    assert Odd.seen == ["/api/v1/orgs/a%2Fb/controls"]


def test_nobody_there() -> None:
    with pytest.raises(UnreachableError):
        Client("http://127.0.0.1:9", "t", org="o", timeout=2).get("controls")
