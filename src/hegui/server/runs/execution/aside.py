"""Small jobs that a page waits for, in a process of their own: the view of a bundle, a comparison."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hegui.server.core.heavy import heavy
from hegui.server.runs.errors import PlanRefusedError, ViewFailedError
from hegui.server.runs.execution.driving import secrets_for
from hegui.server.runs.execution.environment import environment
from hegui.server.runs.execution.preparing import write_assessment
from hegui.server.runs.folders import install, private
from hegui.server.runs.models import Bundle, Run
from hegui.server.runs.selectors.bundles import bundle_archive
from hegui.server.runs.work.job import VIEW, Job, read_answer, write_job
from hegui.server.settings import read_settings

PATIENCE_S = 120


def view_again(bundle: Bundle, folder: Path) -> None:
    """Take out again what pages show of a bundle."""
    _do(Job(type="view", archives=(str(bundle_archive(bundle)),)), bundle, folder)


def compare_again(before: Bundle, after: Bundle, folder: Path) -> None:
    """Work out what changed between two bundles."""
    archives = tuple(str(bundle_archive(bundle)) for bundle in (before, after))
    _do(Job(type="compare", archives=archives), after, folder)


def plan_of(run: Run) -> dict[str, Any]:
    """Return what a run would do: its jobs, and the checks that have nothing to look at.

    Raises `PlanRefusedError` with what is wrong with its declaration.
    """
    with heavy(run.organisation_id), working() as work:
        write_assessment(run, work, "plan")
        _run(work, secrets_for(run))
        answer = read_answer(work)
        if answer is None or answer.state != "done":
            problems = answer.problems if answer else ()
            raise PlanRefusedError(
                what_zh="\n".join(f"{p.path} {p.zh}".strip() for p in problems),
                what_en="\n".join(f"{p.path} {p.en}".strip() for p in problems),
            )
        found: dict[str, Any] = json.loads((work / VIEW / "plan.json").read_bytes())
        return found


def _do(job: Job, bundle: Bundle, folder: Path) -> None:
    with heavy(bundle.organisation_id), working() as work:
        write_job(work, job)
        why = _run(work)
        if why:
            raise ViewFailedError(digest=bundle.short, why=why)
        install(work / VIEW, folder)


@contextmanager
def working() -> Iterator[Path]:
    """Give a private folder that is gone afterwards."""
    place = private(read_settings().data / "cache" / "work")
    with tempfile.TemporaryDirectory(dir=place) as name:
        yield Path(name)


def _run(work: Path, secrets: Iterable[str] = ()) -> str:
    """Run the job; return why it failed, or nothing."""
    command = [sys.executable, "-m", "hegui.server.runs.work", str(work)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=work,
        env=environment(secrets),
        start_new_session=True,
    ) as process:
        try:
            process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return "time"
    answer = read_answer(work)
    if answer is None:
        return f"exit {process.returncode}"
    return "" if answer.state == "done" else "; ".join(p.en for p in answer.problems)
