"""Webhooks: queued with the entry, signed, tried again, given up, never with content."""

import datetime as dt
import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hegui.server.controls.services import control_create
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry
from hegui.server.rest import outside
from hegui.server.rest.outside import AddressRefusedError
from hegui.server.settings import Settings
from hegui.server.webhooks.listening import wants
from hegui.server.webhooks.models import Delivery, Webhook
from hegui.server.webhooks.sending import MOST_ATTEMPTS, deliver, due_ids
from hegui.server.webhooks.services import webhook_change, webhook_create

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
Allow = Callable[..., None]


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it gets; answers as told."""

    got: list[tuple[dict[str, str], bytes]] = []
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((dict(self.headers), body))
        self.send_response(Receiver.status)
        self.send_header("Location", "http://169.254.169.254/")
        self.end_headers()
        self.wfile.write(b"thanks \x00 \xff")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Receiver.got.clear()
    Receiver.status = 200
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


@pytest.fixture
def allow(monkeypatch: pytest.MonkeyPatch) -> Allow:
    def set_(*places: str) -> None:
        made = Settings(allow_private_targets=places)
        monkeypatch.setattr(outside, "read_settings", lambda: made)

    set_("127.0.0.1")
    return set_


@pytest.fixture
def hook(viewer: Viewers, receiver: str, allow: Allow) -> tuple[Webhook, str]:
    return webhook_create(acting_user=viewer(), url=receiver, events=["controls.*"])


def later(seconds: float) -> None:
    """Let all pauses pass."""
    Delivery.objects.filter(status="waiting").update(
        next_at=timezone.now() - dt.timedelta(seconds=seconds)
    )


def test_a_delivery_is_signed_and_holds_ids_only(
    hook: tuple[Webhook, str], viewer: Viewers
) -> None:
    control = control_create(acting_user=viewer(), title="秘密的名称")
    (number,) = due_ids()
    assert deliver(number)
    ((headers, body),) = Receiver.got
    said = dict(part.split("=", 1) for part in headers["X-Hegui-Signature"].split(","))
    mac = hmac.new(hook[1].encode(), f"{said['t']}.".encode() + body, hashlib.sha256)
    assert mac.hexdigest() == said["v1"]
    row = json.loads(body)
    assert (row["action"], row["object_id"], row["organisation"]) == (
        "controls.control.created",
        str(control.pk),
        "yunlu",
    )
    assert "秘密" not in body.decode()
    kept = Delivery.objects.get()
    assert (kept.status, kept.answer_status, kept.attempts) == ("delivered", 200, 1)
    assert not deliver(number)
    assert due_ids() == []


def test_nothing_is_queued_when_the_write_is_rolled_back(
    hook: tuple[Webhook, str], viewer: Viewers
) -> None:
    def fails() -> None:
        with transaction.atomic():
            control_create(acting_user=viewer(), title="x")
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_failure_is_tried_six_times_with_growing_pauses(
    hook: tuple[Webhook, str], viewer: Viewers, status: int
) -> None:
    Receiver.status = status
    control_create(acting_user=viewer(), title="x")
    pauses = []
    for _ in range(MOST_ATTEMPTS):
        (number,) = due_ids()
        assert not deliver(number)
        row = Delivery.objects.get()
        if row.next_at and row.answered_at:
            pauses.append((row.next_at - row.answered_at).total_seconds())
        later(1)
    assert pauses == [30, 120, 480, 1920, 7680]
    assert (row.status, row.attempts, row.answer_status) == ("dead", 6, status)
    assert due_ids() == []
    assert len(Receiver.got) == MOST_ATTEMPTS


def test_an_address_that_has_become_private_is_not_called(
    hook: tuple[Webhook, str], viewer: Viewers, allow: Allow
) -> None:
    control_create(acting_user=viewer(), title="x")
    allow()
    deliver(due_ids()[0])
    assert Receiver.got == []
    assert "HEGUI_ALLOW_PRIVATE_TARGETS" in Delivery.objects.get().answer


def test_private_addresses_are_refused_when_saved(viewer: Viewers, hook: Any, allow: Allow) -> None:
    allow()
    with pytest.raises(AddressRefusedError):
        webhook_create(acting_user=viewer(), url="http://10.0.0.1/", events=["*"])
    with pytest.raises(AddressRefusedError):
        webhook_change(acting_user=viewer(), webhook=hook[0], changes={"url": "http://[::1]/"})


def test_a_webhook_that_is_off_or_elsewhere_hears_nothing(
    hook: tuple[Webhook, str], viewer: Viewers, other_org: Organisation
) -> None:
    control_create(acting_user=viewer("administrator", other_org), title="x")
    webhook_change(acting_user=viewer(), webhook=hook[0], changes={"active": False})
    control_create(acting_user=viewer(), title="x")
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("pattern", "action", "fits"),
    [
        ("*", "a.b", True),
        ("evidence.*", "evidence.item.sealed", True),
        ("evidence.*", "evidences.item", False),
        ("evidence.item.sealed", "evidence.item.sealed", True),
        ("evidence.item", "evidence.item.sealed", False),
        ("evidence.item.*", "evidence.item.sealed", True),
    ],
)
def test_patterns(pattern: str, action: str, fits: bool) -> None:
    assert wants([pattern], action) is fits


def test_the_secret_is_nowhere_in_clear(hook: tuple[Webhook, str]) -> None:
    row, secret = hook
    assert secret not in row.sealed_secret
    for entry in Entry.objects.all():
        assert secret not in json.dumps([entry.before, entry.after])
        assert "sealed_secret" not in json.dumps([entry.before, entry.after])


def test_the_pages(signed_in: Clients, receiver: str, allow: Allow) -> None:
    client = signed_in()
    url = "/o/yunlu/webhooks/"
    assert "还没有回调" in client.get(url).text
    fields = {"url": receiver, "events": "controls.*\n<b>", "active": "on"}
    wrong = client.post(f"{url}new/", fields)
    assert "evidence.*" in wrong.text
    assert "&lt;b&gt;" in wrong.text
    made = client.post(f"{url}new/", {**fields, "events": "controls.*\nruns.*"})
    hook = Webhook.objects.get()
    assert "hwh_" in made.text
    page = f"{url}{hook.pk}/"
    assert "hwh_" not in client.get(page).text
    assert "测试已送达" in client.post(f"{page}test/", follow=True).text
    Receiver.status = 500
    assert "测试未送达" in client.post(f"{page}test/", follow=True).text
    assert due_ids() == []
    client.post(f"{page}edit/", {"url": receiver, "events": "*", "seen_version": 1})
    hook.refresh_from_db()
    assert (hook.events, hook.active) == (["*"], False)
    assert "请写明" in client.post(f"{page}remove/", follow=True).text
    assert "还没有回调" in client.post(f"{page}remove/", {"reason": "不用了"}, follow=True).text


def test_who_may(signed_in: Clients, hook: tuple[Webhook, str], other_org: Organisation) -> None:
    for role in ("compliance_officer", "engineer", "internal_auditor", "outside_assessor"):
        assert signed_in(role).get("/o/yunlu/webhooks/").status_code == 403
    stranger = signed_in("administrator", other_org)
    assert stranger.get(f"/o/yunlu/webhooks/{hook[0].pk}/").status_code == 404
    assert stranger.get(f"/o/other/webhooks/{hook[0].pk}/").status_code == 404


def test_the_page_costs_a_fixed_number_of_queries(
    signed_in: Clients,
    viewer: Viewers,
    hook: tuple[Webhook, str],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(60):
        control_create(acting_user=viewer(), title=f"c{number}")
    client = signed_in()
    with django_assert_max_num_queries(12):
        client.get(f"/o/yunlu/webhooks/{hook[0].pk}/")


def test_the_api(api: Clients, receiver: str, allow: Allow) -> None:
    client = api()
    url = "/api/v1/orgs/yunlu/webhooks"
    body = {"url": receiver, "events": ["controls.*"]}
    made = client.post(url, body, "application/json").json()
    assert made["secret"].startswith("hwh_")
    one = f"{url}/{made['id']}"
    assert "secret" not in client.get(one).json()
    assert client.post(f"{one}/tests").json()["status"] == "delivered"
    assert client.get(f"{one}/deliveries").json()["total"] == 1
    assert client.patch(one, {"active": False}, "application/json").json()["active"] is False
    for bad in ({"events": []}, {"events": ["A B"]}, {"url": "http://10.0.0.1"}, {"x": 1}):
        assert client.post(url, {**body, **bad}, "application/json").status_code == 422
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404
