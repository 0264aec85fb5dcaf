"""Preparing the folder of a run: its declaration and its job."""

import datetime as dt
import shutil
import uuid
from pathlib import Path
from typing import Literal

from django.utils import timezone

from hegui.common.files import write_atomic
from hegui.server.evidence.store import store
from hegui.server.runs.declarations import check_endpoints, made, written
from hegui.server.runs.folders import check_folder, private
from hegui.server.runs.models import Project, Run, Target
from hegui.server.runs.services.targets import check_target
from hegui.server.runs.work.job import ANSWER, PROJECT, Job, read_answer, write_job
from hegui.server.settings import read_settings

IMPORTED = "import.zip"
ROOT = "root.txt"
FORMATS = ("html", "pdf", "json")
"""Reports that travel in the bundle."""


def prepare(run: Run, folder: Path) -> None:
    """Write what the process of a run needs; a later attempt keeps the declaration of the first."""
    private(folder)
    earlier = read_answer(folder)
    if run.type == Run.Type.IMPORT or (earlier and earlier.state != "done"):
        (folder / ANSWER).unlink(missing_ok=True)
    if run.type == Run.Type.IMPORT:
        prepare_import(run, folder)
    else:
        write_assessment(run, folder, "assess")


def prepare_import(run: Run, folder: Path) -> None:
    """Fetch the uploaded archive."""
    with store().open(run.source["sha256"]) as source, (folder / IMPORTED).open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    write_job(
        folder,
        Job(
            type="import",
            archives=(str(folder / IMPORTED),),
            catalogue_dirs=read_settings().catalogue_dirs,
        ),
    )


def write_assessment(run: Run, folder: Path, kind: Literal["assess", "plan"]) -> None:
    """Write declaration and job; addresses and folders are checked again now."""
    private((folder / PROJECT).parent)
    if not (folder / PROJECT).exists():
        text, root = declaration(run)
        write_atomic(folder / ROOT, root.encode())
        write_atomic(folder / PROJECT, text.encode())
    root = (folder / ROOT).read_text("utf-8")
    if root:
        check_folder(root)
    settings = read_settings()
    job = Job(
        type=kind,
        root=root,
        day=day_of(run).isoformat(),
        catalogue_dirs=settings.catalogue_dirs,
        only=tuple(run.only),
        seed=run.seed,
        workers=run.workers,
        formats=FORMATS,
        langs=(language_of(run),),
        allow=settings.allow_private_targets,
        attempt=run.attempt,
    )
    write_job(folder, job)


def day_of(run: Run) -> dt.date:
    """Return the calendar day on which the run was asked for."""
    return timezone.localtime(run.created_at or timezone.now()).date()


def language_of(run: Run) -> Literal["zh", "en"]:
    """Return the language of the reports: that of the person who started the run."""
    return "en" if run.started_by and run.started_by.language == "en" else "zh"


def declaration(run: Run) -> tuple[str, str]:
    """Return the declaration of a run as text, and the folder of its files."""
    project = run.project
    assert project is not None
    if project.source == Project.Source.WRITTEN:
        check_written(project)
        return project.declaration, project.folder
    targets = targets_of(run)
    for target in targets:
        check_target(target)
    value, root = made(run.organisation, targets)
    return written(value, day_of(run)), root


def check_written(project: Project) -> None:
    """Check the addresses of a written declaration again: names may lead elsewhere by now."""
    from hegui.project.model import Endpoint
    from hegui.server.runs.endpoints import endpoints_of

    found: list[Endpoint] = endpoints_of(project.declaration)
    check_endpoints(found)


def targets_of(run: Run) -> list[Target]:
    """Return the chosen targets in use, or all of the organisation."""
    rows = Target.objects.filter(organisation=run.organisation, active=True)
    if run.targets:
        rows = rows.filter(pk__in=[uuid.UUID(str(name)) for name in run.targets])
    return list(rows.select_related("subject", "domain").order_by("type", "key"))
