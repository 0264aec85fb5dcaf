"""One run from beginning to end."""

import logging
import os
import socket
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.db import connection

from hegui.common.errors import HeguiError
from hegui.server.core.database import AWAY, is_away
from hegui.server.evidence.store import remove_unused, store
from hegui.server.runs.execution.driving import Driver
from hegui.server.runs.execution.preparing import prepare
from hegui.server.runs.folders import drop_run_folder, install, run_folder, view_folder
from hegui.server.runs.models import Run
from hegui.server.runs.services.lifecycle import run_begin, run_finish, run_interrupt
from hegui.server.runs.work.job import ARCHIVE, VIEW, Answer, Trouble

R = TypeVar("R")
log = logging.getLogger(__name__)
DATABASE_PATIENCE_S = 600


def perform(run_id: uuid.UUID, attempt: int | None = None) -> str:
    """Do a queued run to its end and return its state; do nothing if it is no longer waiting."""
    number = attempt or Run.objects.values_list("attempt", flat=True).get(pk=run_id)
    run = run_begin(run_id, number, f"{socket.gethostname()}:{os.getpid()}")
    if run is None:
        return "skipped"
    folder = run_folder(run.pk)
    try:
        prepare(run, folder)
        answer = Driver(run, folder).drive()
    except HeguiError as error:
        trouble = Trouble(zh=error.message("zh"), en=error.message("en"), code=error.code)
        answer = Answer(state="failed", problems=(trouble,))
    except (SystemExit, KeyboardInterrupt):  # the worker was told to end now
        run_interrupt(run)
        raise
    if answer is None:  # another process has the run
        return "skipped"
    return patiently(lambda: ended(run, folder, answer))


def ended(run: Run, folder: Path, answer: Answer) -> str:
    """Keep the bundle, write down how the run ended, and remove what it needs no longer."""
    fresh = Run.objects.select_related("organisation", "project").get(pk=run.pk)
    if fresh.state != Run.State.RUNNING or fresh.attempt != run.attempt:
        return str(fresh.state)
    archive = kept(fresh, folder, answer)
    run_finish(fresh, answer, archive=archive)
    if answer.state == "done":
        install(folder / VIEW, view_folder(answer.bundle["digest"]))
    if answer.state in ("done", "refused"):
        drop_run_folder(run.pk)
    if answer.state == "refused":
        remove_unused(run.source["sha256"])
    return answer.state


def kept(run: Run, folder: Path, answer: Answer) -> tuple[str, int] | None:
    """Return digest and size of the bundle's zip, put into the store where it was made here."""
    if answer.state != "done":
        return None
    if run.type == Run.Type.IMPORT:
        return run.source["sha256"], run.source["size"]
    with (folder / ARCHIVE).open("rb") as file:
        stored = store().put(file, limit=(folder / ARCHIVE).stat().st_size)
    return stored.sha256, stored.size


def patiently(action: Callable[[], R]) -> R:
    """Do something with the database, and again while it is away: a run of hours is not thrown away."""
    until = time.monotonic() + DATABASE_PATIENCE_S
    while True:
        try:
            return action()
        except AWAY as error:
            if connection.in_atomic_block or not is_away(error) or time.monotonic() > until:
                raise
            log.warning("The database does not answer (%s); trying again.", error)
            connection.close()
            time.sleep(1)
