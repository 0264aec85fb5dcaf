"""Filings over the API."""

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from hegui.server.core.viewer import Viewer
from hegui.server.inventory.api.schemas import (
    FilingChange,
    FilingIn,
    FilingOut,
    FilingStatus,
    show_filing,
)
from hegui.server.inventory.selectors import filing_get, filing_list, subject_get
from hegui.server.inventory.services import filing_change, filing_create, filing_remove
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.paging import PageOf, PageQuery, paged

router = Router(tags=["inventory"])
VIEW, CHANGE = "inventory.view", "inventory.change"


class FilingQuery(PageQuery):
    """Which filings."""

    subject: uuid.UUID | None = None
    status: FilingStatus | None = None


def sent(body: FilingIn, viewer: Viewer) -> dict[str, Any]:
    """Return what was sent, the subject found."""
    found = body.model_dump(exclude_unset=True, exclude={"version", "reason"})
    if found.get("subject"):
        found["subject"] = subject_get(viewer=viewer, subject=found["subject"])
    return found


@router.get("", response={200: PageOf[FilingOut], **ERRORS})
def list_filings(request: HttpRequest, org: Org, page: Query[FilingQuery]) -> Any:
    """List the filings."""
    rows = filing_list(viewer=viewer_of(request, org, VIEW))
    if page.subject is not None:
        rows = rows.filter(subject=page.subject)
    if page.status is not None:
        rows = rows.filter(status=page.status)
    return paged(rows.order_by("procedure", "id"), page, show_filing)


@router.post("", response={201: FilingOut, **ERRORS})
def create_filing(request: HttpRequest, org: Org, body: FilingIn) -> Any:
    """Record a filing."""
    viewer = viewer_of(request, org, CHANGE)
    return Status(201, show_filing(filing_create(acting_user=viewer, **sent(body, viewer))))


@router.get("/{filing}", response={200: FilingOut, **ERRORS})
def get_filing(request: HttpRequest, org: Org, filing: uuid.UUID) -> Any:
    """Show one filing."""
    return show_filing(filing_get(viewer=viewer_of(request, org, VIEW), filing=filing))


@router.patch("/{filing}", response={200: FilingOut, **ERRORS})
def change_filing(request: HttpRequest, org: Org, filing: uuid.UUID, body: FilingChange) -> Any:
    """Change some fields of a filing."""
    viewer = viewer_of(request, org, CHANGE)
    changed = filing_change(
        acting_user=viewer,
        filing=filing_get(viewer=viewer, filing=filing),
        changes=sent(body, viewer),
        expected=body.version,
        reason=body.reason,
    )
    return show_filing(changed)


@router.delete("/{filing}", response={204: None, **ERRORS})
def remove_filing(request: HttpRequest, org: Org, filing: uuid.UUID) -> Any:
    """Delete a filing recorded by mistake."""
    viewer = viewer_of(request, org, CHANGE)
    filing_remove(acting_user=viewer, filing=filing_get(viewer=viewer, filing=filing))
    return Status(204, None)
