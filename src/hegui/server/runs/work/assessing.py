"""Assessing a project: the same use case as `hegui assess`."""

import dataclasses
import datetime as dt
from pathlib import Path

import msgspec

from hegui.bundle.layout import MANIFEST
from hegui.catalogue.model import Catalogue
from hegui.common.errors import HeguiError
from hegui.common.files import write_atomic
from hegui.engine.planning import Planned
from hegui.project import Declared
from hegui.server.runs.work.events import EventListener, emit, say
from hegui.server.runs.work.facts import facts_of
from hegui.server.runs.work.job import ARCHIVE, BUNDLE, PROJECT, VIEW, Answer, Job, Trouble
from hegui.server.runs.work.packing import pack
from hegui.server.runs.work.troubles import troubles_in, troubles_of
from hegui.server.runs.work.viewing import write_view


def assess_project(job: Job, folder: Path) -> Answer:
    """Run the checks, judge, seal; then verify, pack and take out what pages show.

    A second attempt finds the finished bundle, or goes on from the journals of the first.
    """
    from hegui.assess import Options, assess
    from hegui.assess.rendering import renderer
    from hegui.bundle.keys import signing_key
    from hegui.catalogue import load

    out = folder / BUNDLE
    again = job.attempt > 1
    key = signing_key(job.key)
    catalogue = load([Path(name) for name in job.catalogue_dirs])
    declared = declaration(job, folder, catalogue)
    options = Options(
        only=job.only, workers=job.workers, seed=job.seed, key=key, resume=again, force=again
    )
    if not (again and (out / MANIFEST).exists()):
        assess(
            declared,
            catalogue,
            out,
            options=options,
            render=renderer(job.formats, job.langs, say),
            listener=EventListener(),
            notice=say,
        )
    return sealed(folder)


def plan_project(job: Job, folder: Path) -> Answer:
    """Write `plan.json`: the jobs that would run, and the checks that have nothing to look at."""
    from hegui.catalogue import load
    from hegui.engine.planning import chosen, plan_jobs
    from hegui.engine.registry import load_checks

    catalogue = load([Path(name) for name in job.catalogue_dirs])
    declared = declaration(job, folder, catalogue)
    registry = load_checks()
    jobs = plan_jobs(declared, catalogue.at(declared.as_of), registry, job.only)
    used = {planned.check.id for planned in jobs}
    idle = [c for c in chosen(registry, job.only) if not c.pending and c.id not in used]
    found = {
        "jobs": [
            {
                "check": p.check.id,
                "zh": p.check.title.zh,
                "en": p.check.title.en,
                "subject": p.job.subject,
                "target": p.job.target,
                "problem": [{"zh": t.zh, "en": t.en} for t in told(p)],
            }
            for p in jobs
        ],
        "idle": [{"check": c.id, "zh": c.title.zh, "en": c.title.en} for c in idle],
    }
    write_atomic(folder / VIEW / "plan.json", msgspec.json.encode(found))
    return Answer(state="done")


def told(planned: Planned) -> tuple[Trouble, ...]:
    """Return why a job could not even be planned."""
    error = planned.problem
    if error is None:
        return ()
    if isinstance(error, HeguiError):
        return troubles_of(error)
    text = f"{type(error).__name__}: {error}"
    return (Trouble(zh=text, en=text),)


def declaration(job: Job, folder: Path, catalogue: Catalogue) -> Declared:
    """Load the declaration; without a day of its own it speaks of the day the run was started."""
    from hegui.project import load_project

    root = Path(job.root) if job.root else None
    documents = Path(job.documents) if job.documents else None
    declared = load_project(folder / PROJECT, catalogue, root=root, documents=documents)
    if declared.project.as_of is None and job.day:
        declared = dataclasses.replace(declared, as_of=dt.date.fromisoformat(job.day))
    return declared


def sealed(folder: Path) -> Answer:
    """Verify the finished bundle, pack it and take out what pages show."""
    from hegui.bundle import open_bundle, verify

    out = folder / BUNDLE
    emit("sealing")
    found = verify(out)
    if not found.ok:
        return Answer(state="failed", problems=troubles_in(found.problems))
    bundle = open_bundle(out)
    pack(out, folder / ARCHIVE)
    write_view(bundle, folder / VIEW)
    return Answer(state="done", bundle=facts_of(bundle, found))
