"""Runs over the API."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import File, Form, Query, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Line, Prose
from hegui.server.rest.paging import PageOf, PageQuery, paged
from hegui.server.runs.api.base import Ids, Names, router
from hegui.server.runs.models import Run
from hegui.server.runs.selectors import project_get, run_get, run_list
from hegui.server.runs.services import bundle_import, run_cancel, run_resume, run_start

Pem = Annotated[Prose, Field(max_length=5000)]
State = Literal["queued", "running", "done", "refused", "failed", "cancelled", "interrupted"]
Type = Literal["assessment", "check", "import"]


class RunIn(Schema):
    """A run to start. Without `only` it is a whole assessment."""

    model_config = ConfigDict(extra="forbid")

    project: uuid.UUID
    title: Line = ""
    only: Names = []
    targets: Ids = []
    seed: Line = ""


class UploadIn(Schema):
    """What is said of an uploaded bundle. `key`: the signer's public key as PEM, if it is known."""

    title: Line = ""
    key: Pem = ""


class ReasonIn(Schema):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: Prose = ""


class ProblemOut(Schema):
    """One reason why a run was refused or failed."""

    path: str
    code: str
    zh: str
    en: str


class BundleOut(Schema):
    """The sealed bundle of a run."""

    digest: str
    content_digest: str
    conclusion: str
    counts: dict[str, int]
    as_of: dt.date
    catalogue_version: str
    catalogue_digest: str
    level: str


class RunOut(Schema):
    """A run as it is shown."""

    id: uuid.UUID
    version: int
    type: Type
    title: str
    status: State
    project: uuid.UUID | None
    only: list[str]
    targets: list[str]
    seed: str
    attempt: int
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    progress: dict[str, Any]
    problems: list[ProblemOut]
    bundle: BundleOut | None
    url: str


class RunsQuery(PageQuery):
    """Which runs."""

    status: State | None = None
    type: Type | None = None


def show(run: Run, org: str) -> dict[str, Any]:
    """Return a run as the API shows it."""
    same = ("id", "version", "type", "title", "only", "targets", "seed", "attempt", "problems")
    times = ("created_at", "started_at", "finished_at")
    pulse = getattr(run, "pulse", None)
    return {
        **{name: getattr(run, name) for name in (*same, *times)},
        "status": run.state,
        "project": run.project_id,
        "progress": pulse.progress if pulse else {},
        "bundle": run.bundle,
        "url": reverse("runs:detail", kwargs={"org": org, "run": run.pk}),
    }


@router.get("", response={200: PageOf[RunOut], **ERRORS})
def list_runs(request: HttpRequest, org: Org, asked: Query[RunsQuery]) -> Any:
    """List the runs, the newest first."""
    rows = run_list(viewer=viewer_of(request, org, "runs.view"))
    if asked.status:
        rows = rows.filter(state=asked.status)
    if asked.type:
        rows = rows.filter(type=asked.type)
    return paged(rows.order_by("-id"), asked, lambda run: show(run, org))


@router.post("", response={202: RunOut, **ERRORS})
def start_run(request: HttpRequest, org: Org, body: RunIn) -> Any:
    """Queue a run."""
    viewer = viewer_of(request, org, "runs.start")
    fields = body.model_dump(exclude={"project"})
    project = project_get(viewer=viewer, project=body.project)
    run = run_start(acting_user=viewer, project=project, **fields)
    return Status(202, show(run_get(viewer=viewer, run=run.pk), org))


@router.post("/bundles", response={202: RunOut, **ERRORS})
def import_bundle(
    request: HttpRequest, org: Org, file: File[UploadedFile], body: Form[UploadIn]
) -> Any:
    """Upload a bundle as a zip; it is verified before it is taken in. Ask for the run's status.

    With `key` it must be signed by that key, and its `level` is `authentic`; else `integrity`.
    """
    viewer = viewer_of(request, org, "runs.start")
    name = file.name or ""
    run = bundle_import(acting_user=viewer, file_or_path=file, name=name, **body.model_dump())
    return Status(202, show(run_get(viewer=viewer, run=run.pk), org))


@router.get("/{run}", response={200: RunOut, **ERRORS})
def get_run(request: HttpRequest, org: Org, run: uuid.UUID) -> Any:
    """Show one run: its status, progress and problems."""
    return show(run_get(viewer=viewer_of(request, org, "runs.view"), run=run), org)


@router.post("/{run}/cancel", response={200: RunOut, **ERRORS})
def cancel(request: HttpRequest, org: Org, run: uuid.UUID, body: ReasonIn) -> Any:
    """Stop a run at its next step; what is done is kept."""
    viewer = viewer_of(request, org, "runs.start")
    run_cancel(acting_user=viewer, run=run_get(viewer=viewer, run=run), reason=body.reason)
    return show(run_get(viewer=viewer, run=run), org)


@router.post("/{run}/resume", response={202: RunOut, **ERRORS})
def resume(request: HttpRequest, org: Org, run: uuid.UUID) -> Any:
    """Go on with a run that was interrupted, cancelled or failed."""
    viewer = viewer_of(request, org, "runs.start")
    run_resume(acting_user=viewer, run=run_get(viewer=viewer, run=run))
    return Status(202, show(run_get(viewer=viewer, run=run), org))
