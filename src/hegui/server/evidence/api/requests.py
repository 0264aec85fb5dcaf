"""Asking for evidence."""

import uuid
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Status

from hegui.server.core.domains import domain_get
from hegui.server.core.people import person_get
from hegui.server.evidence.api.router import router
from hegui.server.evidence.api.schemas import (
    Answered,
    Because,
    RequestIn,
    RequestOut,
    show_request,
)
from hegui.server.evidence.selectors import item_get, request_get, request_list
from hegui.server.evidence.services import (
    request_cancel,
    request_create,
    request_fulfil,
    request_remind,
)
from hegui.server.evidence.targets import split_pair
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.paging import PageOf, PageQuery, paged


class RequestQuery(PageQuery):
    """Which requests."""

    state: Literal["open", "fulfilled", "cancelled"] | None = None


@router.get("/requests", response={200: PageOf[RequestOut], **ERRORS})
def list_requests(request: HttpRequest, org: Org, asked: Query[RequestQuery]) -> Any:
    """List the requests by the day they are due."""
    rows = request_list(viewer=viewer_of(request, org, "evidence.view"))
    if asked.state:
        rows = rows.filter(state=asked.state)
    return paged(rows.order_by("due_on", "id"), asked, show_request)


@router.post("/requests", response={201: RequestOut, **ERRORS})
def create_request(request: HttpRequest, org: Org, body: RequestIn) -> Any:
    """Ask somebody for evidence."""
    viewer = viewer_of(request, org, "evidence.request")
    fields = body.model_dump(exclude={"links", "backdated"})
    fields["asked_of"] = person_get(viewer, body.asked_of, "asked_of")
    fields["item"] = item_get(viewer=viewer, item=body.item) if body.item else None
    fields["domain"] = domain_get(viewer, body.domain, "evidence.request") if body.domain else None
    targets = [split_pair(text) for text in body.links]
    made = request_create(acting_user=viewer, targets=targets, backdated=body.backdated, **fields)
    return Status(201, show_request(made))


@router.get("/requests/{asked}", response={200: RequestOut, **ERRORS})
def get_request(request: HttpRequest, org: Org, asked: uuid.UUID) -> Any:
    """Show one request."""
    viewer = viewer_of(request, org, "evidence.view")
    return show_request(request_get(viewer=viewer, request=asked))


@router.post("/requests/{asked}/fulfil", response={200: RequestOut, **ERRORS})
def fulfil_request(request: HttpRequest, org: Org, asked: uuid.UUID, body: Answered) -> Any:
    """Answer a request with an item."""
    viewer = viewer_of(request, org, "evidence.add")
    found = request_get(viewer=viewer, request=asked)
    item = item_get(viewer=viewer, item=body.item)
    return show_request(request_fulfil(acting_user=viewer, request=found, item=item))


@router.post("/requests/{asked}/remind", response={200: RequestOut, **ERRORS})
def remind_request(request: HttpRequest, org: Org, asked: uuid.UUID) -> Any:
    """Remind who was asked."""
    viewer = viewer_of(request, org, "evidence.request")
    found = request_get(viewer=viewer, request=asked)
    return show_request(request_remind(acting_user=viewer, request=found))


@router.post("/requests/{asked}/cancel", response={200: RequestOut, **ERRORS})
def cancel_request(request: HttpRequest, org: Org, asked: uuid.UUID, body: Because) -> Any:
    """Ask no more, with the reason."""
    viewer = viewer_of(request, org, "evidence.request")
    found = request_get(viewer=viewer, request=asked)
    return show_request(request_cancel(acting_user=viewer, request=found, reason=body.reason))
