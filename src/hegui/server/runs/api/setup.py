"""Projects, targets and schedules over the API."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Schema, Status
from pydantic import AfterValidator, ConfigDict, Field

from hegui.server.core.viewer import Viewer
from hegui.server.inventory.selectors import subject_get
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Line, Short, Title, clean
from hegui.server.rest.idempotency import ahead
from hegui.server.rest.paging import PageOf, PageQuery, paged
from hegui.server.runs.api.base import Ids, Names, router
from hegui.server.runs.models import Project, Schedule, Target
from hegui.server.runs.selectors import (
    project_get,
    project_list,
    schedule_get,
    schedule_list,
    target_get,
    target_list,
)
from hegui.server.runs.services import (
    project_change,
    project_create,
    schedule_change,
    schedule_create,
    target_change,
    target_create,
    target_test,
)

Kind = Literal[
    "endpoint",
    "corpus",
    "media",
    "bank",
    "terms",
    "classifier",
    "protected",
    "sample",
    "annotation",
    "logs",
    "tickets",
]
Folder = Annotated[str, Field(max_length=500), AfterValidator(clean)]
Declaration = Annotated[str, Field(max_length=2_000_000), AfterValidator(clean)]
MOST_SETTINGS = 40


def plain(value: Any) -> Any:
    """Refuse settings with control characters or of unreasonable size."""
    if isinstance(value, str):
        if len(value) > 20_000:
            raise ValueError("a text is too long")
        clean(value)
    elif isinstance(value, list):
        if len(value) > 1000:
            raise ValueError("a list is too long")
        for part in value:
            plain(part)
    elif isinstance(value, dict):
        if len(value) > MOST_SETTINGS:
            raise ValueError("there are too many settings")
        for key, part in value.items():
            plain(key)
            plain(part)
    elif isinstance(value, float) and value != value:
        raise ValueError("NaN is not a number")
    return value


SettingsIn = Annotated[dict[str, Any], AfterValidator(plain)]


class ProjectIn(Schema):
    """A project. `declaration` is the text of a hegui.yaml where `source` is written."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    source: Literal["made", "written"] = "made"
    declaration: Declaration = ""
    folder: Folder = ""
    active: bool = True


class ProjectChange(ProjectIn):
    """Changes to a project; `version` is the version that was seen."""

    title: Title = "-"
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class ProjectOut(Schema):
    """A project as it is shown."""

    id: uuid.UUID
    version: int
    title: str
    source: str
    declaration_sha256: str
    folder: str
    active: bool


class TargetIn(Schema):
    """A target. `settings` are the fields of its record in the project file."""

    model_config = ConfigDict(extra="forbid")

    type: Kind
    key: Short
    name: Title
    subject: uuid.UUID
    settings: SettingsIn
    folder: Folder = ""
    active: bool = True


class TargetChange(Schema):
    """Changes to a target; its kind and id stay."""

    model_config = ConfigDict(extra="forbid")

    name: Title = "-"
    subject: uuid.UUID | None = None
    settings: SettingsIn = {}
    folder: Folder = ""
    active: bool = True
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class TargetOut(Schema):
    """A target as it is shown."""

    id: uuid.UUID
    version: int
    type: Kind
    key: str
    name: str
    subject: uuid.UUID
    settings: dict[str, Any]
    folder: str
    active: bool


class TriedOut(Schema):
    """How trying a target went."""

    ok: bool
    zh: str
    en: str
    ms: int


class ScheduleIn(Schema):
    """A schedule. `cron`: daily, weekly, monthly or the five fields of crontab, in `zone`."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    project: uuid.UUID
    cron: Short
    zone: Short = "Asia/Shanghai"
    only: Names = []
    targets: Ids = []
    seed: Line = ""
    active: bool = True


class ScheduleChange(ScheduleIn):
    """Changes to a schedule."""

    title: Title = "-"
    project: uuid.UUID | None = None  # type: ignore[assignment]
    cron: Short = "daily"
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class ScheduleOut(Schema):
    """A schedule as it is shown."""

    id: uuid.UUID
    version: int
    title: str
    project: uuid.UUID
    cron: str
    zone: str
    only: list[str]
    targets: list[str]
    seed: str
    active: bool
    next_at: dt.datetime | None
    last_at: dt.datetime | None


def shown(record: Project | Target | Schedule, schema: type[Schema]) -> dict[str, Any]:
    """Return a record as the API shows it: related rows by id."""
    names = schema.model_fields
    related = ("project", "subject")
    return {n: getattr(record, f"{n}_id" if n in related else n) for n in names}


def fields_of(body: Schema, viewer: Viewer) -> dict[str, Any]:
    """Return what was sent, related rows found, ids as texts."""
    found = body.model_dump(exclude_unset=True, exclude={"version"})
    if found.get("subject"):
        found["subject"] = subject_get(viewer=viewer, subject=found["subject"])
    if found.get("project"):
        found["project"] = project_get(viewer=viewer, project=found["project"])
    if "targets" in found:
        found["targets"] = [str(name) for name in found["targets"]]
    return {name: value for name, value in found.items() if value is not None}


@router.get("/projects", response={200: PageOf[ProjectOut], **ERRORS})
def list_projects(request: HttpRequest, org: Org, asked: Query[PageQuery]) -> Any:
    """List the projects."""
    rows = project_list(viewer=viewer_of(request, org, "runs.view")).order_by("title", "id")
    return paged(rows, asked, lambda row: shown(row, ProjectOut))


@router.post("/projects", response={201: ProjectOut, **ERRORS})
def create_project(request: HttpRequest, org: Org, body: ProjectIn) -> Any:
    """Create a project."""
    viewer = viewer_of(request, org, "runs.configure")
    made = project_create(acting_user=viewer, **fields_of(body, viewer))
    return Status(201, shown(made, ProjectOut))


@router.patch("/projects/{project}", response={200: ProjectOut, **ERRORS})
def change_project(request: HttpRequest, org: Org, project: uuid.UUID, body: ProjectChange) -> Any:
    """Change some fields of a project."""
    viewer = viewer_of(request, org, "runs.configure")
    changed = project_change(
        acting_user=viewer,
        project=project_get(viewer=viewer, project=project),
        changes=fields_of(body, viewer),
        expected=body.version,
    )
    return shown(changed, ProjectOut)


@router.get("/targets", response={200: PageOf[TargetOut], **ERRORS})
def list_targets(request: HttpRequest, org: Org, asked: Query[PageQuery]) -> Any:
    """List the targets."""
    rows = target_list(viewer=viewer_of(request, org, "runs.view")).order_by("name", "id")
    return paged(rows, asked, lambda row: shown(row, TargetOut))


@router.post("/targets", response={201: TargetOut, **ERRORS})
def create_target(request: HttpRequest, org: Org, body: TargetIn) -> Any:
    """Create a target; its settings, address and folder are checked."""
    viewer = viewer_of(request, org, "runs.configure")
    made = target_create(acting_user=viewer, **fields_of(body, viewer))
    return Status(201, shown(made, TargetOut))


@router.patch("/targets/{target}", response={200: TargetOut, **ERRORS})
def change_target(request: HttpRequest, org: Org, target: uuid.UUID, body: TargetChange) -> Any:
    """Change some fields of a target."""
    viewer = viewer_of(request, org, "runs.configure")
    changed = target_change(
        acting_user=viewer,
        target=target_get(viewer=viewer, target=target),
        changes=fields_of(body, viewer),
        expected=body.version,
    )
    return shown(changed, TargetOut)


def try_target(request: HttpRequest, org: str, target: uuid.UUID, **_: Any) -> dict[str, Any]:
    """Try a target, before any transaction: nobody waits for the other side."""
    viewer = viewer_of(request, org, "runs.configure")
    found = target_test(acting_user=viewer, target=target_get(viewer=viewer, target=target))
    request.hegui_tried = found  # type: ignore[attr-defined]
    return found


@router.post("/targets/{target}/test", response={200: TriedOut, **ERRORS})
@ahead(try_target)
def test_target(request: HttpRequest, org: Org, target: uuid.UUID) -> Any:
    """Try whether a target can be reached now; nothing is asked."""
    viewer_of(request, org, "runs.configure")
    return getattr(request, "hegui_tried", None) or try_target(request, org, target)


@router.get("/schedules", response={200: PageOf[ScheduleOut], **ERRORS})
def list_schedules(request: HttpRequest, org: Org, asked: Query[PageQuery]) -> Any:
    """List the schedules."""
    rows = schedule_list(viewer=viewer_of(request, org, "runs.view")).order_by("title", "id")
    return paged(rows, asked, lambda row: shown(row, ScheduleOut))


@router.post("/schedules", response={201: ScheduleOut, **ERRORS})
def create_schedule(request: HttpRequest, org: Org, body: ScheduleIn) -> Any:
    """Create a schedule."""
    viewer = viewer_of(request, org, "runs.configure")
    made = schedule_create(acting_user=viewer, **fields_of(body, viewer))
    return Status(201, shown(made, ScheduleOut))


@router.patch("/schedules/{schedule}", response={200: ScheduleOut, **ERRORS})
def change_schedule(
    request: HttpRequest, org: Org, schedule: uuid.UUID, body: ScheduleChange
) -> Any:
    """Change some fields of a schedule."""
    viewer = viewer_of(request, org, "runs.configure")
    changed = schedule_change(
        acting_user=viewer,
        schedule=schedule_get(viewer=viewer, schedule=schedule),
        changes=fields_of(body, viewer),
        expected=body.version,
    )
    return shown(changed, ScheduleOut)
