"""Runs from beginning to end, in a process of their own."""

import datetime as dt
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry
from hegui.server.runs.errors import RunStateError
from hegui.server.runs.execution import driving, perform
from hegui.server.runs.folders import run_folder, view_folder
from hegui.server.runs.models import Project, Pulse, Run
from hegui.server.runs.selectors import bundle_assessment, bundle_open, bundle_view
from hegui.server.runs.services import (
    run_cancel,
    run_resume,
    run_start,
    runs_interrupt_stale,
)
from tests.checks.model.server import ChatServer

Start = Callable[..., Run]
Viewers = Callable[..., Viewer]


def actions(run: Run) -> list[str]:
    found = Entry.objects.filter(object_id=str(run.pk)).order_by("number")
    return [name.removeprefix("runs.run.") for name in found.values_list("action", flat=True)]


def test_a_run_leaves_a_bundle_its_view_and_entries(started: Start) -> None:
    run = started()
    assert perform(run.pk) == "done"
    run = Run.objects.get(pk=run.pk)
    bundle = run.bundle
    assert bundle is not None
    assert bundle.conclusion == "undetermined"
    assert sum(bundle.counts.values()) == len(bundle.verdicts) > 100
    assert [s.key for s in bundle.subjects.all()] == ["chat"]
    opened = bundle_open(bundle)
    assert opened.digest == bundle.digest
    assert bundle_assessment(bundle) == opened.assessment
    checks = {row["check"]: row for row in bundle_view(bundle)["checks"]}
    assert checks["terms.library"]["status"] == "done"
    assert actions(run) == ["started", "begun", "finished"]
    assert not run_folder(run.pk).exists()
    assert Pulse.objects.get(run=run).lease_until is None
    assert Pulse.objects.get(run=run).log[0]["zh"].startswith("共 ")


def test_a_view_that_was_lost_is_made_again(started: Start) -> None:
    import shutil

    run = started(only=["terms"])
    perform(run.pk)
    bundle = Run.objects.get(pk=run.pk).bundle
    assert bundle is not None
    before = bundle_view(bundle)
    shutil.rmtree(view_folder(bundle.digest))
    assert bundle_view(bundle) == before
    assert {row["check"].partition(".")[0] for row in before["checks"]} == {"terms"}


def test_the_same_run_is_done_once(started: Start) -> None:
    run = started(only=["terms"])
    assert perform(run.pk, 1) == "done"
    assert perform(run.pk, 1) == "skipped"


def test_a_declaration_that_misses_a_file_says_so(started: Start, project: Project) -> None:

    (Path(project.folder) / "terms.csv").unlink()
    run = started()
    assert perform(run.pk) == "failed"
    problem = Run.objects.get(pk=run.pk).problems[0]
    assert "terms.csv" in problem["zh"]
    assert "terms.csv" in problem["en"]


def when(condition: Callable[[], bool], action: Callable[[], object]) -> threading.Thread:
    """Do something in another thread as soon as a condition holds."""

    def wait() -> None:
        until = time.monotonic() + 60
        while not condition() and time.monotonic() < until:
            time.sleep(0.02)
        action()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_a_killed_run_goes_on_and_asks_nothing_twice(
    viewer: Viewers,
    asking: Project,
    chat_server: ChatServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = run_start(acting_user=viewer(), project=asking, only=["model.refusal.should"])
    begun: list[int] = []
    real = driving.start

    def start(*args: object) -> object:
        process = real(*args)  # type: ignore[arg-type]
        begun.append(process.pid)
        return process

    monkeypatch.setattr(driving, "start", start)
    thread = when(lambda: len(chat_server.seen) >= 12, lambda: os.killpg(begun[0], signal.SIGKILL))
    assert perform(run.pk) == "failed"
    thread.join()
    run = Run.objects.get(pk=run.pk)
    assert run.problems[0]["code"] == "process_ended"
    asked = len(chat_server.seen)
    assert 12 <= asked < 40
    chat_server.delay = 0.0
    run_resume(acting_user=viewer(), run=run)
    assert perform(run.pk) == "done"
    prompts = [p for p in chat_server.prompts() if "坏事" in p]
    assert len(set(prompts)) == 40
    assert len(prompts) <= 40 + 2, "only what was under way at the kill may be asked again"
    run = Run.objects.get(pk=run.pk)
    assert (run.attempt, run.state) == (2, "done")
    assert actions(run) == ["started", "begun", "failed", "resumed", "begun", "finished"]


def test_a_run_is_cancelled_at_its_next_step(
    viewer: Viewers, asking: Project, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driving, "BEAT_S", 0.2)
    run = run_start(acting_user=viewer(), project=asking, only=["model.refusal.should"])
    real = driving.Driver._beat

    def beat(self: driving.Driver, final: bool = False) -> None:
        if len(chat_server.seen) >= 8 and self.asked_at is None:
            fresh = Run.objects.get(pk=run.pk)
            run_cancel(acting_user=viewer(), run=fresh, reason="不需要了")
        real(self, final)

    monkeypatch.setattr(driving.Driver, "_beat", beat)
    assert perform(run.pk) == "cancelled"
    assert len(chat_server.seen) < 40
    assert "stop_asked" in actions(run)
    assert Entry.objects.get(action="runs.run.stop_asked").reason == "不需要了"


def test_waiting_runs_are_cancelled_at_once_and_ended_ones_not(
    viewer: Viewers, started: Start
) -> None:
    run = started()
    run_cancel(acting_user=viewer(), run=run)
    assert Run.objects.get(pk=run.pk).state == "cancelled"
    assert perform(run.pk, 1) == "skipped"
    with pytest.raises(RunStateError):
        run_cancel(acting_user=viewer(), run=Run.objects.get(pk=run.pk))


def test_a_run_whose_worker_is_gone_is_marked(started: Start) -> None:
    from hegui.server.runs.services import run_begin

    run = started()
    assert run_begin(run.pk, 1, "gone") is not None
    assert runs_interrupt_stale() == 0
    later = timezone.now() + dt.timedelta(minutes=1)
    assert runs_interrupt_stale(later) == 1
    assert Run.objects.get(pk=run.pk).state == "interrupted"


def test_a_run_whose_task_was_lost_is_marked(started: Start) -> None:
    from django_tasks_db.models import DBTaskResult

    started()
    later = timezone.now() + dt.timedelta(minutes=5)
    assert runs_interrupt_stale(later) == 0
    DBTaskResult.objects.all().delete()
    assert runs_interrupt_stale(later) == 1
