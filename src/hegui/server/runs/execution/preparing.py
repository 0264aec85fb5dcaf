"""Preparing the folder of a run: its declaration and its job."""

import datetime as dt
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from django.utils import timezone

from hegui.common.files import write_atomic
from hegui.server.evidence.models import Item
from hegui.server.evidence.store import store
from hegui.server.runs.declarations import check_endpoints, made, written
from hegui.server.runs.documents import items_of, write_documents
from hegui.server.runs.endpoints import project_of
from hegui.server.runs.folders import check_folder, private
from hegui.server.runs.judges import check_judges
from hegui.server.runs.models import Project, Run, Target
from hegui.server.runs.services.targets import check_target
from hegui.server.runs.work.job import ANSWER, PROJECT, Job, read_answer, write_job
from hegui.server.settings import read_settings

IMPORTED = "import.zip"
SIGNER = "signer.pub"
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
    """Fetch the uploaded archive, and the key that must have signed it where one was given."""
    key = run.source.get("key", "")
    if key:
        write_atomic(folder / SIGNER, key.encode())
    with store().open(run.source["sha256"]) as source, (folder / IMPORTED).open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    write_job(
        folder,
        Job(
            type="import",
            archives=(str(folder / IMPORTED),),
            key=str(folder / SIGNER) if key else "",
            catalogue_dirs=read_settings().catalogue_dirs,
        ),
    )


def write_assessment(run: Run, folder: Path, kind: Literal["assess", "plan"]) -> None:
    """Write declaration and job; addresses and folders are checked again now."""
    private((folder / PROJECT).parent)
    if not (folder / PROJECT).exists():
        items = evidence_of(run)
        text, root = declaration(run, items)
        if kind == "assess" and items:
            write_documents(items, (folder / PROJECT).parent)
        write_atomic(folder / ROOT, root.encode())
        write_atomic(folder / PROJECT, text.encode())
    root = (folder / ROOT).read_text("utf-8")
    if root:
        check_folder(root, run.organisation)
    check_again(run, folder, root)
    settings = read_settings()
    job = Job(
        type=kind,
        root=root,
        documents=str((folder / PROJECT).parent) if is_made(run) else "",
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


def is_made(run: Run) -> bool:
    """Tell whether the declaration of a run is made from the records here."""
    return run.project is not None and run.project.source == Project.Source.MADE


def day_of(run: Run) -> dt.date:
    """Return the calendar day on which the run was asked for."""
    return timezone.localtime(run.created_at or timezone.now()).date()


def language_of(run: Run) -> Literal["zh", "en"]:
    """Return the language of the reports: that of the person who started the run."""
    return "en" if run.started_by and run.started_by.language == "en" else "zh"


def evidence_of(run: Run) -> list[Item]:
    """Return the evidence that a run sees: read once, so that files fit what is said of them."""
    return items_of(run.organisation, run.domain) if is_made(run) else []


def declaration(run: Run, items: Sequence[Item]) -> tuple[str, str]:
    """Return the declaration of a run as text, and the folder of its files."""
    project = run.project
    assert project is not None
    if project.source == Project.Source.WRITTEN:
        return project.declaration, project.folder
    targets = targets_of(run)
    for target in targets:
        check_target(target)
    value, root = made(run.organisation, targets, items)
    return written(value, day_of(run)), root


def check_again(run: Run, folder: Path, root: str) -> None:
    """Check addresses and secrets of a declaration and its judges: names may lead elsewhere by now."""
    from hegui.project import ProjectFileError
    from hegui.project.model import Project as Declaration

    try:
        found: Declaration = project_of((folder / PROJECT).read_text("utf-8"))
    except ProjectFileError:
        if is_made(run):  # the process of the run refuses it too, with every problem by name
            return
        raise
    check_endpoints(run.organisation, found.targets.endpoints)
    if root:
        check_judges(run.organisation, found, Path(root).resolve())


def targets_of(run: Run) -> list[Target]:
    """Return the chosen targets in use, or all of the organisation."""
    rows = Target.objects.filter(organisation=run.organisation, active=True)
    if run.targets:
        rows = rows.filter(pk__in=[uuid.UUID(str(name)) for name in run.targets])
    return list(rows.select_related("subject", "domain").order_by("type", "key"))
