"""Run as a program: tests of a webhook and a target at hosts that answer slowly, and a write meanwhile.

Prints for each how long the write took, and what the test answered.
"""

import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from hegui.server.accounts.services import token_create  # noqa: E402
from hegui.server.controls.services import control_create  # noqa: E402
from hegui.server.core.services import (  # noqa: E402
    assignment_add,
    organisation_create,
    user_create,
)
from hegui.server.core.viewer import system_viewer, viewer_for  # noqa: E402
from hegui.server.inventory.services import subject_create  # noqa: E402
from hegui.server.runs.services import target_create  # noqa: E402
from hegui.server.webhooks.services import webhook_create  # noqa: E402

SLOW_S = 4.0
CALLED = threading.Event()
KEYS: tuple[dict[str, str], ...] = ({}, {"idempotency-key": "k-1"})


def meanwhile(post: Callable[[], Any], write: Callable[[], Any], name: str) -> dict[str, Any]:
    """Ask in a thread, write beside it, and say how long that took."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(post())
        finally:
            connection.close()

    CALLED.clear()
    thread = threading.Thread(target=run)
    thread.start()
    CALLED.wait(SLOW_S / 3)
    begun = time.monotonic()
    write()
    spent = time.monotonic() - begun
    under_way = thread.is_alive()
    thread.join()
    answer = found[0]
    return {
        "name": name,
        "spent": spent,
        "under_way": under_way,
        "status": answer.status_code,
        "answer": answer.json(),
        "replayed": answer.headers.get("Idempotency-Replayed", ""),
    }


def answering(listening: socket.socket) -> None:
    """Answer everybody, slowly."""
    while True:
        try:
            peer, _ = listening.accept()
        except OSError:
            return
        with peer:
            peer.recv(65536)
            CALLED.set()
            time.sleep(SLOW_S)
            peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def full() -> tuple[socket.socket, list[socket.socket]]:
    """Return a host that lets nobody in any more: a connection to it hangs."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(0)
    waiting = []
    for _ in range(4):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(listening.getsockname())
        waiting.append(one)
    return listening, waiting


def main() -> None:
    """Do it and print what came of it."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    place = organisation_create(acting_user=None, slug="o", name="o")
    user = user_create(acting_user=None, email="a@o.example.com", name="a")
    assignment_add(acting_user=system_viewer(place), user=user, role="administrator")
    viewer = viewer_for(user, place)
    scopes = ["webhooks.view", "webhooks.change", "runs.view", "runs.configure"]
    _, secret = token_create(acting_user=viewer, name="t", scopes=scopes, days=1)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    told = []

    def write() -> None:
        control_create(acting_user=viewer, title="x")

    write()
    client.get("/api/v1/orgs/o/webhooks")  # what is loaded once is loaded now
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=answering, args=(listening,), daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/hook"
        hook, _ = webhook_create(acting_user=viewer, url=url, events=["runs.*"])
        address = f"/api/v1/orgs/o/webhooks/{hook.pk}/tests"
        for key in (*KEYS, KEYS[1]):
            told.append(
                meanwhile(lambda key=key: client.post(address, headers=key), write, "webhook")
            )
    sent = hook.deliveries.count()
    closed, waiting = full()
    subject = subject_create(acting_user=viewer, type="service", key="chat", name="对话服务")
    target = target_create(
        acting_user=viewer,
        type="endpoint",
        key="e",
        name="e",
        subject=subject,
        settings={"base_url": f"http://127.0.0.1:{closed.getsockname()[1]}/v1"},
    )
    address = f"/api/v1/orgs/o/runs/targets/{target.pk}/test"
    for key in ({}, {"idempotency-key": "k-2"}):
        told.append(meanwhile(lambda key=key: client.post(address, headers=key), write, "target"))
    for one in (*waiting, closed):
        one.close()
    print(json.dumps({"told": told, "sent": sent}))


main()
