"""Approving, withdrawing, reinstating, holding, erasing."""

import uuid
from typing import Any

from django.http import HttpRequest

from hegui.server.evidence.api.router import router
from hegui.server.evidence.api.schemas import Because, FileOut, ItemOut, show, show_file
from hegui.server.evidence.selectors import item_get, version_get
from hegui.server.evidence.services import (
    content_remove,
    item_approve,
    item_hold,
    item_reinstate,
    item_withdraw,
)
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS

ITEM = "/items/{item}"


@router.post(ITEM + "/approve", response={200: ItemOut, **ERRORS})
def approve_item(request: HttpRequest, org: Org, item: uuid.UUID, body: Because) -> Any:
    """Approve an item as it is now."""
    viewer = viewer_of(request, org, "evidence.approve")
    found = item_get(viewer=viewer, item=item)
    done = item_approve(acting_user=viewer, item=found, expected=body.version, reason=body.reason)
    return show(done)


@router.post(ITEM + "/withdraw", response={200: ItemOut, **ERRORS})
def withdraw_item(request: HttpRequest, org: Org, item: uuid.UUID, body: Because) -> Any:
    """Withdraw an item, with the reason."""
    viewer = viewer_of(request, org, "evidence.change")
    found = item_get(viewer=viewer, item=item)
    done = item_withdraw(
        acting_user=viewer, items=[found], reason=body.reason, expected=body.version
    )
    return show(done[0])


@router.post(ITEM + "/reinstate", response={200: ItemOut, **ERRORS})
def reinstate_item(request: HttpRequest, org: Org, item: uuid.UUID, body: Because) -> Any:
    """Undo a withdrawal or replacement, with the reason."""
    viewer = viewer_of(request, org, "evidence.change")
    found = item_get(viewer=viewer, item=item)
    return show(item_reinstate(acting_user=viewer, item=found, reason=body.reason))


@router.post(ITEM + "/hold", response={200: ItemOut, **ERRORS})
def hold_item(request: HttpRequest, org: Org, item: uuid.UUID, body: Because) -> Any:
    """Set a legal hold, with the reason."""
    viewer = viewer_of(request, org, "evidence.approve")
    found = item_get(viewer=viewer, item=item)
    return show(item_hold(acting_user=viewer, item=found, held=True, reason=body.reason))


@router.post(ITEM + "/release", response={200: ItemOut, **ERRORS})
def release_item(request: HttpRequest, org: Org, item: uuid.UUID, body: Because) -> Any:
    """Lift a legal hold, with the reason."""
    viewer = viewer_of(request, org, "evidence.approve")
    found = item_get(viewer=viewer, item=item)
    return show(item_hold(acting_user=viewer, item=found, held=False, reason=body.reason))


@router.post(ITEM + "/files/{number}/erase", response={200: FileOut, **ERRORS})
def erase_file(request: HttpRequest, org: Org, item: uuid.UUID, number: int, body: Because) -> Any:
    """Delete the bytes of a version whose retention ended; its record stays."""
    viewer = viewer_of(request, org, "evidence.approve")
    found = item_get(viewer=viewer, item=item)
    version = version_get(item=found, number=min(max(number, 0), 2**31 - 1))
    return show_file(content_remove(acting_user=viewer, version=version, reason=body.reason))
