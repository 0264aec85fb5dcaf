"""Driving the process of a run: events in, beats and lines of the log out, a stop when asked."""

import contextlib
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from django.db import connection
from django.utils import timezone

from hegui.checks.model.targets.address import KEY_HOSTS
from hegui.server.core.database import AWAY, is_away
from hegui.server.runs.bindings import secrets_of
from hegui.server.runs.execution.beats import Beats
from hegui.server.runs.execution.environment import environment
from hegui.server.runs.models import Pulse, Run
from hegui.server.runs.services.lifecycle import LEASE
from hegui.server.runs.work.job import Answer, Trouble, read_answer

BEAT_S = 1.0
GRACE_S = 30.0
HARD_S = 15.0
END_S = 5.0
log = logging.getLogger(__name__)


class Driver:
    """One attempt of one run."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run = run
        self.folder = folder
        self.beats = Beats()
        self.asked_at: float | None = None
        self.lost = False

    def drive(self) -> Answer | None:
        """Start the process and stay with it; None when the run belongs to somebody else now."""
        events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        with (self.folder / "stderr.txt").open("ab") as errors:
            process = start(self.folder, errors, secrets_for(self.run))
            assert process.stdout is not None
            reader = threading.Thread(target=read, args=(process.stdout, events), daemon=True)
            reader.start()
            try:
                self._stay(process, events)
            finally:
                end(process)
                reader.join(timeout=END_S)
                process.stdout.close()
        self._beat(final=True)
        return None if self.lost else self._answer(process.returncode)

    def _stay(
        self, process: subprocess.Popen[bytes], events: "queue.Queue[dict[str, Any] | None]"
    ) -> None:
        """Beat once a second until the process has closed its events."""
        next_beat = time.monotonic() + BEAT_S
        while True:
            try:
                event = events.get(timeout=max(0.01, next_beat - time.monotonic()))
                if event is None:
                    process.wait(timeout=HARD_S)
                    return
                self.beats.take(event)
            except queue.Empty:
                pass
            if time.monotonic() >= next_beat:
                self._beat()
                self._stop_where_asked(process)
                next_beat = time.monotonic() + BEAT_S

    def _beat(self, final: bool = False) -> None:
        """Write progress, log and lease; a database that is away is waited for."""
        now = timezone.now()
        fields: dict[str, Any] = {"heartbeat_at": now, "progress": self.beats.progress()}
        if self.beats.fresh_lines():
            fields["log"] = self.beats.lines()
        if not final:
            fields["lease_until"] = now + LEASE
        try:
            Pulse.objects.filter(run_id=self.run.pk).update(**fields)
            self._look()
            self.beats.back()
        except AWAY as error:
            if connection.in_atomic_block or not is_away(error):
                raise
            log.warning("Run %s: the database does not answer (%s).", self.run.pk, error)
            self.beats.away()
            connection.close()

    def _look(self) -> None:
        """Look whether somebody wants the run stopped, or has taken it."""
        row = Run.objects.filter(pk=self.run.pk).values("state", "attempt", "pulse__stop_asked_at")[
            0
        ]
        if row["state"] != Run.State.RUNNING or row["attempt"] != self.run.attempt:
            self.lost = True
        if (self.lost or row["pulse__stop_asked_at"]) and self.asked_at is None:
            self.asked_at = time.monotonic()

    def _stop_where_asked(self, process: subprocess.Popen[bytes]) -> None:
        """Ask kindly first, then firmly, then end the whole group."""
        if self.asked_at is None:
            return
        spent = time.monotonic() - self.asked_at
        if spent < GRACE_S:
            if not self.beats.stopping:
                self.beats.stop()
                send(process, signal.SIGINT)
        elif spent < GRACE_S + HARD_S:
            send(process, signal.SIGTERM)
        else:
            send(process, signal.SIGKILL)

    def _answer(self, code: int) -> Answer:
        answer = read_answer(self.folder)
        if answer is not None:
            return answer
        if self.asked_at is not None:
            return Answer(state="cancelled")
        trouble = Trouble(
            zh=f"进程意外退出（{code}）。已做完的部分保留着，可以继续运行。",
            en=f"The process ended unexpectedly ({code}). What it did is kept: resume the run.",
            code="process_ended",
        )
        return Answer(state="failed", problems=(trouble,))


def secrets_for(run: Run) -> dict[str, list[str]]:
    """Return the secrets that the process of a run gets, with their hosts: none to read a bundle."""
    found: dict[str, list[str]] = {}
    for secret in () if run.type == Run.Type.IMPORT else secrets_of(run.organisation):
        found.setdefault(secret.name, []).extend(secret.hosts)
    return found


def start(
    folder: Path, errors: IO[bytes], secrets: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> subprocess.Popen[bytes]:
    """Start the process of a run in a group of its own; it ends when our end of its input closes.

    It may send its secrets to their hosts only, whatever the files that it reads name.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "hegui.server.runs.work", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        cwd=folder,
        env=environment(secrets) | {KEY_HOSTS: json.dumps(dict(secrets))},
        start_new_session=True,
    )


def read(stream: Any, events: "queue.Queue[dict[str, Any] | None]") -> None:
    """Pass on the events of the process, then the end."""
    for line in stream:
        with contextlib.suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict):
                events.put(found)
    events.put(None)


def send(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to the process, or to its whole group when it must end."""
    with contextlib.suppress(ProcessLookupError):
        if number == signal.SIGINT:
            process.send_signal(number)
        else:
            os.killpg(process.pid, number)


def end(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing behind: the process and all that it started are gone afterwards."""
    if process.stdin:
        with contextlib.suppress(OSError):
            process.stdin.close()
    if process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=END_S)
    send(process, signal.SIGKILL)
    process.wait()
