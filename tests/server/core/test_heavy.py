"""Heavy work is bounded, for one organisation and in all, over processes; it is said when to come back."""

import json
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from hegui.server.assessments.services.frozen import clause_set_import
from hegui.server.assessments.services.starting import start_from_set
from hegui.server.core import heavy as module
from hegui.server.core.heavy import BusyError, OwnBusyError, heavy
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import system_viewer
from hegui.server.settings import Settings

Clients = Callable[..., Client]
ONE, TWO, THREE = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


@pytest.fixture(autouse=True)
def slots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = Settings(data=tmp_path, heavy_at_once=3, heavy_per_organisation=2)
    monkeypatch.setattr(module, "read_settings", lambda: made)
    return made


def take(stack: ExitStack, place: uuid.UUID) -> None:
    """Take a slot as another request would."""
    stack.enter_context(heavy(place))
    module._mine.held = False


def test_so_much_for_one_and_so_much_in_all() -> None:
    with ExitStack() as stack:
        take(stack, ONE)
        take(stack, ONE)
        with pytest.raises(OwnBusyError) as here, heavy(ONE):
            pass
        take(stack, TWO)
        with pytest.raises(BusyError) as all_, heavy(THREE):
            pass
    assert (here.value.http_status, all_.value.http_status) == (429, 503)
    with heavy(THREE), heavy(THREE), heavy(THREE):
        pass
    with ExitStack() as stack:
        take(stack, THREE)
        take(stack, THREE)
        take(stack, ONE)


def test_a_slot_is_free_again_after_an_error_and_after_a_kill(slots: Settings) -> None:
    for _ in range(5):
        with pytest.raises(KeyError), heavy(ONE):
            raise KeyError
    code = (
        "import sys, uuid\n"
        "from hegui.server.core.heavy import heavy\n"
        "with heavy(uuid.UUID(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(ONE)],
        env={"HEGUI_DATA": str(slots.data), "PATH": "", "HEGUI_HEAVY_PER_ORGANISATION": "2"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with ExitStack() as stack, other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        take(stack, ONE)
        with pytest.raises(OwnBusyError), heavy(ONE):
            pass
        other.kill()
        other.wait()
        take(stack, ONE)


def test_verifying_the_ledger_waits_its_turn(
    org: Organisation, signed_in: Clients, api: Clients
) -> None:
    page, machine = signed_in(), api()
    with ExitStack() as stack:
        take(stack, org.id)
        take(stack, org.id)
        shown = page.post("/o/yunlu/ledger/verify/")
        told = machine.get("/api/v1/orgs/yunlu/ledger/verification")
        assert (shown.status_code, shown.headers["Retry-After"]) == (429, "10")
        assert "已有 2 份" in shown.text
        assert (told.status_code, told.headers["Retry-After"]) == (429, "10")
        assert told.json()["code"] == "busy_here"
    assert page.post("/o/yunlu/ledger/verify/").status_code == 200
    assert machine.get("/api/v1/orgs/yunlu/ledger/verification").json()["ok"] is True


def test_a_long_verification_is_not_begun_twice(
    org: Organisation, signed_in: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hegui.server.journal import views

    begun: list[Any] = []
    monkeypatch.setattr(views, "AT_ONCE", 0)
    monkeypatch.setattr(views, "verify_in_background", SimpleNamespace(enqueue=begun.append))
    client = signed_in()
    for _ in range(3):
        assert client.post("/o/yunlu/ledger/verify/").status_code == 200
    assert begun == [str(org.id)]


def test_reports_and_the_statement_wait_their_turn(
    org: Organisation, signed_in: Clients, api: Clients
) -> None:
    frozen = json.dumps({"title": "集", "clauses": [{"id": "1", "title_zh": "第一条"}]}).encode()
    viewer = system_viewer(org)
    made = clause_set_import(acting_user=viewer, data=frozen, name="set.json")
    assessment = start_from_set(acting_user=viewer, clause_set=made, title="评估")
    report = f"assessments/{assessment.pk}/report"
    page, machine = signed_in(), api()
    with ExitStack() as stack:
        take(stack, org.id)
        take(stack, org.id)
        for answer in (
            page.get(f"/o/yunlu/{report}/", {"format": "json"}),
            page.get("/o/yunlu/obligations/statement/file.pdf"),
            machine.get(f"/api/v1/orgs/yunlu/{report}", {"format": "json"}),
        ):
            assert (answer.status_code, answer.headers["Retry-After"]) == (429, "10"), answer.text
    assert page.get(f"/o/yunlu/{report}/", {"format": "json"}).status_code == 200
