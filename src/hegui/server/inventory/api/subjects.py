"""Subjects over the API."""

import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from hegui.server.core.domains import domain_get
from hegui.server.core.people import person_get
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.api.schemas import (
    Kind,
    Sent,
    SubjectChange,
    SubjectIn,
    SubjectOut,
    show_subject,
)
from hegui.server.inventory.selectors import subject_get, subject_list
from hegui.server.inventory.services import subject_change, subject_create, subject_remove
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Line, Prose, Short
from hegui.server.rest.paging import PageOf, PageQuery, paged

router = Router(tags=["inventory"])
CHANGE = "inventory.change"


class SubjectQuery(PageQuery):
    """Which subjects."""

    type: Kind | None = None
    stage: Short | None = None
    key: Short | None = None
    q: Line = ""


class Removal(Sent):
    """Why something is deleted."""

    reason: Annotated[Prose, Field(min_length=1)]


def sent(body: Sent, viewer: Viewer) -> dict[str, Any]:
    """Return what was sent, people and domains found."""
    found = body.model_dump(exclude_unset=True, exclude={"version", "reason"})
    if found.get("owner"):
        found["owner"] = person_get(viewer, found["owner"])
    if found.get("domain"):
        found["domain"] = domain_get(viewer, found["domain"], CHANGE)
    return {name: v for name, v in found.items() if v is not None or name in ("owner", "domain")}


@router.get("", response={200: PageOf[SubjectOut], **ERRORS})
def list_subjects(request: HttpRequest, org: Org, page: Query[SubjectQuery]) -> Any:
    """List the subjects."""
    rows = subject_list(viewer=viewer_of(request, org, "inventory.view"))
    for name in ("type", "stage", "key"):
        if (value := getattr(page, name)) is not None:
            rows = rows.filter(**{name: value})
    if page.q:
        rows = rows.filter(name__icontains=page.q)
    return paged(rows.order_by("key"), page, show_subject)


@router.post("", response={201: SubjectOut, **ERRORS})
def create_subject(request: HttpRequest, org: Org, body: SubjectIn) -> Any:
    """Record a subject."""
    viewer = viewer_of(request, org, CHANGE)
    return Status(201, show_subject(subject_create(acting_user=viewer, **sent(body, viewer))))


@router.get("/{subject}", response={200: SubjectOut, **ERRORS})
def get_subject(request: HttpRequest, org: Org, subject: uuid.UUID) -> Any:
    """Show one subject."""
    return show_subject(
        subject_get(viewer=viewer_of(request, org, "inventory.view"), subject=subject)
    )


@router.patch("/{subject}", response={200: SubjectOut, **ERRORS})
def change_subject(request: HttpRequest, org: Org, subject: uuid.UUID, body: SubjectChange) -> Any:
    """Change some fields of a subject."""
    viewer = viewer_of(request, org, CHANGE)
    found = subject_get(viewer=viewer, subject=subject)
    changed = subject_change(
        acting_user=viewer,
        subject=found,
        changes=sent(body, viewer),
        expected=body.version,
        reason=body.reason,
    )
    return show_subject(changed)


@router.post("/{subject}/remove", response={204: None, **ERRORS})
def remove_subject(request: HttpRequest, org: Org, subject: uuid.UUID, body: Removal) -> Any:
    """Delete a subject that nothing outside the inventory refers to."""
    viewer = viewer_of(request, org, CHANGE)
    found = subject_get(viewer=viewer, subject=subject)
    subject_remove(acting_user=viewer, subject=found, reason=body.reason)
    return Status(204, None)
