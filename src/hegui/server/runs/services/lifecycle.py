"""What workers write about a run: begun, finished, interrupted."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Q
from django.utils import timezone

from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.runs.models import Bundle, BundleSubject, Pulse, Run
from hegui.server.runs.work.job import Answer

LEASE = dt.timedelta(seconds=30)
PATIENCE = dt.timedelta(minutes=2)
"""How long a queued run may be without a task that waits for it."""

DUPLICATE = {
    "code": "duplicate",
    "path": "",
    "zh": "同一个结果包已在这里，没有重复保存。",
    "en": "The same bundle is here already; it was not kept twice.",
}


def run_begin(run_id: uuid.UUID, attempt: int, worker: str) -> Run | None:
    """Take a queued run for a worker; None when it is not waiting for this attempt any more."""
    rows = Run.objects.select_related("organisation", "project", "started_by")
    run: Run | None = rows.filter(pk=run_id).first()
    if run is None or run.state != Run.State.QUEUED or run.attempt != attempt:
        return None
    now = timezone.now()
    with writing(system_viewer(run.organisation)) as write:
        changes = {"state": Run.State.RUNNING, "started_at": run.started_at or now}
        write.change(run, "runs.run.begun", changes)
        Pulse.objects.filter(run=run).update(
            worker=worker, heartbeat_at=now, lease_until=now + LEASE, progress={}
        )
    return run


def run_finish(run: Run, answer: Answer, *, archive: tuple[str, int] | None = None) -> Run:
    """Write down how a run ended, with its bundle where there is one (its zip is in the store)."""
    viewer = system_viewer(run.organisation)
    problems = [{"code": p.code, "path": p.path, "zh": p.zh, "en": p.en} for p in answer.problems]
    changes: dict[str, Any] = {
        "state": answer.state,
        "problems": problems,
        "finished_at": timezone.now(),
    }
    with writing(viewer) as write:
        if archive and answer.bundle:
            changes["bundle"], fresh = bundle_keep(viewer, write, run, answer.bundle, archive)
            changes["catalogue_version"] = answer.bundle["catalogue_version"]
            changes["catalogue_digest"] = answer.bundle["catalogue_digest"]
            if not fresh and run.type == Run.Type.IMPORT:
                changes["problems"] = [DUPLICATE, *problems]
        write.change(run, f"runs.run.{ENDED[answer.state]}", changes)
        Pulse.objects.filter(run=run).update(lease_until=None, stop_asked_at=None)
    return run


ENDED = {
    "done": "finished",
    "refused": "refused",
    "failed": "failed",
    "cancelled": "cancelled",
}


def bundle_keep(
    viewer: Viewer, write: Writing, run: Run, facts: dict[str, Any], archive: tuple[str, int]
) -> tuple[Bundle, bool]:
    """Return the row of a verified bundle, made unless the same bundle is here; whether it is new."""
    own = {"organisation": viewer.organisation}
    known = Bundle.objects.filter(**own, digest=facts["digest"]).first()
    if known is not None:
        if (known.level, facts["level"]) == ("integrity", "authentic"):
            shown = {name: facts[name] for name in ("level", "signers", "signed_at", "notes")}
            own_file = {"sha256": archive[0], "size": archive[1]}  # it carries that signature
            known = write.change(known, "runs.bundle.authenticated", shown | own_file)
        return known, False
    fields = {name: value for name, value in facts.items() if name != "subjects"}
    fields["as_of"] = dt.date.fromisoformat(facts["as_of"])
    bundle = Bundle(**own, **fields, sha256=archive[0], size=archive[1])
    write.create(bundle, "runs.bundle.kept")
    subjects = [BundleSubject(**own, bundle=bundle, **row) for row in facts["subjects"]]
    write.create_many(subjects, "runs.bundle.subjects_noted", bundle)
    return bundle, True


def run_interrupt(run: Run) -> Run:
    """Mark a run whose worker is gone; what it did is kept and it can go on."""
    with writing(system_viewer(run.organisation)) as write:
        changes = {"state": Run.State.INTERRUPTED, "finished_at": timezone.now()}
        Pulse.objects.filter(run=run).update(lease_until=None)
        return write.change(run, "runs.run.interrupted", changes)


def runs_interrupt_stale(now: dt.datetime | None = None) -> int:
    """Mark the runs whose lease ran out and those whose task was lost; return how many."""
    now = now or timezone.now()
    expired = Q(state=Run.State.RUNNING) & (
        Q(pulse__lease_until__lt=now) | Q(pulse__lease_until=None)
    )
    lost = Q(state=Run.State.QUEUED, updated_at__lt=now - PATIENCE)
    rows = Run.objects.select_related("organisation", "pulse").filter(expired | lost)
    found = [run for run in rows if run.state == Run.State.RUNNING or not waits(run)]
    for run in found:
        run_interrupt(run)
    return len(found)


def waits(run: Run) -> bool:
    """Tell whether the task of a queued run still waits for a worker."""
    from django_tasks_db.models import DBTaskResult

    pulse: Pulse | None = getattr(run, "pulse", None)
    if pulse is None or not pulse.task:
        return False
    return bool(DBTaskResult.objects.filter(pk=pulse.task, status="READY").exists())
