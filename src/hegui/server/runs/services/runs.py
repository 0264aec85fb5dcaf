"""Starting, cancelling and resuming runs."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from hegui.server.core.errors import ConflictError, InvalidError
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.runs.checks import known_checks
from hegui.server.runs.errors import RunStateError
from hegui.server.runs.models import Project, Pulse, Run, Schedule
from hegui.server.runs.selectors.setup import target_list
from hegui.server.runs.words import STATES

START = "runs.start"


def run_start(
    *,
    acting_user: Viewer,
    project: Project,
    title: str = "",
    only: Sequence[str] = (),
    targets: Sequence[uuid.UUID] = (),
    seed: str = "",
    workers: int | None = None,
    schedule: Schedule | None = None,
    domain: Any = None,
) -> Run:
    """Queue an assessment of a project, or some checks of it (`only`, by id or family).

    `targets` narrow a project that is made from the records here. A worker takes it from there.
    """
    whole = not only
    run = Run(
        organisation=acting_user.organisation,
        domain=domain or (schedule.domain if schedule else None),
        type=Run.Type.ASSESSMENT if whole else Run.Type.CHECK,
        title=title.strip() or project.title,
        project=project,
        only=sorted(set(only)),
        targets=[str(target) for target in targets],
        seed=seed,
        workers=workers,
        started_by=acting_user.user,
        schedule=schedule,
        catalogue_version=catalogue().version,
        catalogue_digest=catalogue().digest,
    )
    acting_user.require(START, run)
    check_start(acting_user, run, targets)
    with writing(acting_user) as write:
        write.create(run, "runs.run.started")
        queue(run)
    return run


def check_start(viewer: Viewer, run: Run, targets: Sequence[uuid.UUID]) -> None:
    """Refuse unknown checks, targets and projects that are not in use."""
    assert run.project is not None
    if run.project.organisation_id != viewer.organisation.id or not run.project.active:
        raise InvalidError(
            field="project", what_zh="没有这个项目，或已停用。", what_en="there is no such project."
        )
    for name in run.only:
        if not any(check == name or check.startswith(f"{name}.") for check in known_checks()):
            raise InvalidError(
                field="only",
                what_zh=f"没有编号为“{name}”的检查。",
                what_en=f"there is no check “{name}”.",
            )
    found = target_list(viewer=viewer).filter(pk__in=targets, active=True).count()
    if found != len(set(targets)):
        raise InvalidError(
            field="targets",
            what_zh="有的目标不存在或已停用。",
            what_en="some targets are not there or not in use.",
        )


def queue(run: Run) -> None:
    """Queue the task of a run, in the transaction that writes the run."""
    from hegui.server.runs.tasks import run_perform

    result = run_perform.enqueue(str(run.pk), run.attempt)
    Pulse.objects.update_or_create(
        run=run,
        defaults={
            "task": str(result.id),
            "stop_asked_at": None,
            "lease_until": None,
            "heartbeat_at": None,
            "worker": "",
        },
    )


def run_cancel(*, acting_user: Viewer, run: Run, reason: str = "") -> Run:
    """Stop a run: at once while it waits, at its next step while it runs. What is done is kept."""
    acting_user.require(START, run)
    refuse_unless(run, run.active, "取消", "cancelled")
    with writing(acting_user) as write:
        waiting = run.state == Run.State.QUEUED or not held(run)
        if waiting:
            changes = {"state": Run.State.CANCELLED, "finished_at": timezone.now()}
            return write.change(run, "runs.run.cancelled", changes, reason=reason)
        ask_to_stop(write, run, reason)
    return run


def ask_to_stop(write: Writing, run: Run, reason: str) -> None:
    """Note the wish; the worker sees it within a second."""
    Pulse.objects.filter(run=run).update(stop_asked_at=timezone.now())
    write.note("runs.run.stop_asked", run, reason=reason)


def held(run: Run) -> bool:
    """Tell whether a worker has the run now."""
    pulse = Pulse.objects.filter(run=run).first()
    return bool(pulse and pulse.lease_until and pulse.lease_until > timezone.now())


def run_resume(*, acting_user: Viewer, run: Run) -> Run:
    """Go on with a run that was interrupted, cancelled or failed; nothing is asked twice."""
    acting_user.require(START, run)
    refuse_unless(run, run.resumable, "继续", "resumed")
    if held(run):
        raise ConflictError(
            what_zh="还有进程在收尾，请稍后再试。",
            what_en="a process is still finishing; try again in a moment.",
        )
    changes = {
        "state": Run.State.QUEUED,
        "attempt": run.attempt + 1,
        "problems": [],
        "finished_at": None,
    }
    with writing(acting_user) as write:
        write.change(run, "runs.run.resumed", changes)
        queue(run)
    return run


def refuse_unless(run: Run, allowed: bool, zh: str, en: str) -> None:
    """Raise `RunStateError` unless something can be done to the run in its state."""
    if not allowed:
        state = STATES[run.state]
        raise RunStateError(
            state_zh=state.zh, state_en=state.en, what_zh=zh, what_en=en, state=run.state
        )
