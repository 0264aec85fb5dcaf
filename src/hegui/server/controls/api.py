"""Routes of the API."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from hegui.server.controls.models import Control
from hegui.server.controls.selectors import control_get, control_list
from hegui.server.controls.services import control_change, control_create
from hegui.server.core.people import person_get
from hegui.server.core.viewer import Viewer
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Prose, Short, Title
from hegui.server.rest.paging import PageOf, PageQuery, paged

router = Router(tags=["controls"])
State = Literal["planned", "active", "retired"]


class ControlIn(Schema):
    """A control as it is sent. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    description: Prose = ""
    owner: uuid.UUID | None = None
    frequency: Short = ""
    status: State = "active"
    review_on: dt.date | None = None
    clauses: list[Short] = Field([], max_length=500)
    obligations: list[Short] = Field([], max_length=500)


class ControlChange(ControlIn):
    """Changes to a control; `version` is the version that was seen."""

    title: Title = "-"
    version: int | None = None


class ControlOut(Schema):
    """A control as it is shown."""

    id: uuid.UUID
    version: int
    title: str
    description: str
    owner: uuid.UUID | None
    frequency: str
    status: State
    review_on: dt.date | None
    clauses: list[str]
    obligations: list[str]


def show(control: Control) -> dict[str, Any]:
    """Return a control as the API shows it."""
    fields = {name: getattr(control, name) for name in ControlOut.model_fields}
    return {**fields, "owner": control.owner_id}


def fields_of(body: ControlIn, viewer: Viewer) -> dict[str, Any]:
    """Return what was sent, people found."""
    fields = body.model_dump(exclude_unset=True, exclude={"version"})
    if fields.get("owner"):
        fields["owner"] = person_get(viewer, fields["owner"])
    return fields


class ControlsQuery(PageQuery):
    """Which controls."""

    status: Literal["", "planned", "active", "retired"] = ""
    owner: uuid.UUID | None = None
    obligation: Short = ""
    clause: Short = ""
    q: Short = ""


@router.get("", response={200: PageOf[ControlOut], **ERRORS})
def list_controls(request: HttpRequest, org: Org, asked: Query[ControlsQuery]) -> Any:
    """List the controls: by state, owner, the obligation or clause they answer, words."""
    rows = control_list(viewer=viewer_of(request, org, "controls.view"))
    wanted = {"status": asked.status, "owner": asked.owner, "title__icontains": asked.q}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    for what in ("obligation", "clause"):
        if row := getattr(asked, what):
            rows = rows.filter(links__what=what, links__row=row)
    return paged(rows.order_by("title", "id"), asked, show)


@router.post("", response={201: ControlOut, **ERRORS})
def create_control(request: HttpRequest, org: Org, body: ControlIn) -> Any:
    """Create a control."""
    viewer = viewer_of(request, org, "controls.change")
    return Status(201, show(control_create(acting_user=viewer, **fields_of(body, viewer))))


@router.get("/{control}", response={200: ControlOut, **ERRORS})
def get_control(request: HttpRequest, org: Org, control: uuid.UUID) -> Any:
    """Show one control."""
    return show(control_get(viewer=viewer_of(request, org, "controls.view"), control=control))


@router.patch("/{control}", response={200: ControlOut, **ERRORS})
def change_control(request: HttpRequest, org: Org, control: uuid.UUID, body: ControlChange) -> Any:
    """Change some fields of a control."""
    viewer = viewer_of(request, org, "controls.change")
    found = control_get(viewer=viewer, control=control)
    changes = fields_of(body, viewer)
    changed = control_change(
        acting_user=viewer, control=found, changes=changes, expected=body.version
    )
    return show(changed)
