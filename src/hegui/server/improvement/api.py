"""Routes of the API."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from hegui.common.dates import today
from hegui.server.core.domains import domain_get
from hegui.server.core.people import person_get
from hegui.server.core.viewer import Viewer
from hegui.server.improvement.models import OPEN_STATES, Task
from hegui.server.improvement.selectors import task_get, task_list
from hegui.server.improvement.services import (
    task_accept,
    task_cancel,
    task_change,
    task_close,
    task_create,
    task_reopen,
)
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Line, Prose, Short, Title
from hegui.server.rest.paging import PageOf, PageQuery, paged

router = Router(tags=["tasks"])
VIEW, CHANGE = "tasks.view", "tasks.change"
State = Literal["open", "in_progress", "done", "accepted", "cancelled"]
OpenState = Literal["open", "in_progress"]
Priority = Literal[1, 2, 3]
Seen = Annotated[int | None, Field(ge=1, le=2_000_000_000)]
Basis = Annotated[Prose, Field(max_length=200)]
Days = Annotated[float, Field(gt=0, le=9999)]
SourceKind = Annotated[Short, Field(max_length=20)]
SourceRef = Annotated[Line, Field(max_length=120)]


class Sent(Schema):
    """What is sent: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class TaskIn(Sent):
    """A task. The same source has one open task at most: sent again, that one is returned.

    `effort` is your estimate in person-days, `effort_basis` what it rests on; null is unknown.
    A due day that has passed is refused unless `backdated` is true: history is taken over.
    """

    title: Title
    description: Prose = ""
    source_kind: SourceKind = ""
    source_ref: SourceRef = ""
    owner: uuid.UUID | None = None
    domain: uuid.UUID | None = None
    due_on: dt.date | None = None
    closing_condition: Prose = ""
    priority: Priority = 2
    effort: Days | None = None
    effort_basis: Basis = ""
    backdated: bool = False


class TaskChange(Sent):
    """Changes to an open task; `version` is the version that was seen."""

    title: Title | None = None
    description: Prose = ""
    owner: uuid.UUID | None = None
    domain: uuid.UUID | None = None
    due_on: dt.date | None = None
    closing_condition: Prose = ""
    priority: Priority = 2
    effort: Days | None = None
    effort_basis: Basis = ""
    state: OpenState = "open"
    version: Seen = None
    reason: Prose = ""
    backdated: bool = False


class Closing(Sent):
    """How a task ended: ids of evidence, or a reason."""

    proof: Annotated[list[uuid.UUID], Field(max_length=50)] = []
    reason: Prose = ""
    version: Seen = None


class Why(Sent):
    """A reason."""

    reason: Prose = ""
    version: Seen = None


class TaskOut(Schema):
    """A task as it is shown."""

    id: uuid.UUID
    version: int
    title: str
    description: str
    source_kind: str
    source_ref: str
    source_title: str
    owner: uuid.UUID | None
    domain: uuid.UUID | None
    due_on: dt.date | None
    closing_condition: str
    proof: list[str]
    outcome: str
    state: State
    priority: Priority
    effort: float | None
    effort_basis: str
    effort_by: uuid.UUID | None
    closed_at: dt.datetime | None


class TaskQuery(PageQuery):
    """Which tasks."""

    state: State | None = None
    owner: uuid.UUID | None = None
    source_kind: SourceKind | None = None
    source_ref: SourceRef | None = None
    overdue: bool = False


def show(task: Task) -> dict[str, Any]:
    """Return a task as the API shows it."""
    given = {
        "owner": task.owner_id,
        "domain": task.domain_id,
        "effort": None if task.effort is None else float(task.effort),
        "effort_by": task.effort_by_id,
    }
    return {n: getattr(task, n) for n in TaskOut.model_fields if n not in given} | given


def sent(body: Sent, viewer: Viewer) -> dict[str, Any]:
    """Return what was sent, people and domains found."""
    found = body.model_dump(exclude_unset=True, exclude={"version", "reason", "backdated"})
    if found.get("owner"):
        found["owner"] = person_get(viewer, found["owner"])
    if found.get("domain"):
        found["domain"] = domain_get(viewer, found["domain"], CHANGE)
    if found.get("title", "") is None:
        del found["title"]
    return found


def both(request: HttpRequest, org: str, task: uuid.UUID) -> tuple[Viewer, Task]:
    """Return the viewer, who may change tasks, and the task of the address."""
    viewer = viewer_of(request, org, CHANGE)
    return viewer, task_get(viewer=viewer, task=task)


@router.get("", response={200: PageOf[TaskOut], **ERRORS})
def list_tasks(request: HttpRequest, org: Org, page: Query[TaskQuery]) -> Any:
    """List the tasks, the newest first."""
    rows = task_list(viewer=viewer_of(request, org, VIEW))
    for name in ("state", "owner", "source_kind", "source_ref"):
        if (value := getattr(page, name)) is not None:
            rows = rows.filter(**{name: value})
    if page.overdue:
        rows = rows.filter(state__in=OPEN_STATES, due_on__lt=today())
    return paged(rows.order_by("-id"), page, show)


@router.post("", response={201: TaskOut, **ERRORS})
def create_task(request: HttpRequest, org: Org, body: TaskIn) -> Any:
    """Create a task, or return the open one of the same source."""
    viewer = viewer_of(request, org, CHANGE)
    return Status(
        201, show(task_create(acting_user=viewer, backdated=body.backdated, **sent(body, viewer)))
    )


@router.get("/{task}", response={200: TaskOut, **ERRORS})
def get_task(request: HttpRequest, org: Org, task: uuid.UUID) -> Any:
    """Show one task."""
    return show(task_get(viewer=viewer_of(request, org, VIEW), task=task))


@router.patch("/{task}", response={200: TaskOut, **ERRORS})
def change_task(request: HttpRequest, org: Org, task: uuid.UUID, body: TaskChange) -> Any:
    """Change some fields of an open task."""
    viewer, found = both(request, org, task)
    changed = task_change(
        acting_user=viewer,
        task=found,
        changes=sent(body, viewer),
        expected=body.version,
        reason=body.reason,
        backdated=body.backdated,
    )
    return show(changed)


@router.post("/{task}/close", response={200: TaskOut, **ERRORS})
def close_task(request: HttpRequest, org: Org, task: uuid.UUID, body: Closing) -> Any:
    """Close a task with evidence or a reason."""
    viewer, found = both(request, org, task)
    closed = task_close(
        acting_user=viewer,
        task=found,
        proof=body.proof,
        reason=body.reason,
        expected=body.version,
    )
    return show(closed)


@router.post("/{task}/cancel", response={200: TaskOut, **ERRORS})
def cancel_task(request: HttpRequest, org: Org, task: uuid.UUID, body: Why) -> Any:
    """Give a task up, with the reason."""
    viewer, found = both(request, org, task)
    return show(
        task_cancel(acting_user=viewer, task=found, reason=body.reason, expected=body.version)
    )


@router.post("/{task}/reopen", response={200: TaskOut, **ERRORS})
def reopen_task(request: HttpRequest, org: Org, task: uuid.UUID, body: Why) -> Any:
    """Open a closed task again, with the reason."""
    viewer, found = both(request, org, task)
    return show(
        task_reopen(acting_user=viewer, task=found, reason=body.reason, expected=body.version)
    )


@router.post("/{task}/accept", response={200: TaskOut, **ERRORS})
def accept_task(request: HttpRequest, org: Org, task: uuid.UUID, body: Why) -> Any:
    """Accept a task that somebody else closed as done."""
    viewer, found = both(request, org, task)
    return show(
        task_accept(acting_user=viewer, task=found, reason=body.reason, expected=body.version)
    )
