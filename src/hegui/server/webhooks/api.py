"""Routes of the API."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Line, Short
from hegui.server.rest.idempotency import ahead
from hegui.server.rest.paging import PageOf, PageQuery, paged
from hegui.server.webhooks.models import Delivery, Webhook
from hegui.server.webhooks.selectors import delivery_list, webhook_get, webhook_list
from hegui.server.webhooks.services import (
    webhook_change,
    webhook_create,
    webhook_remove,
    webhook_test,
)

router = Router(tags=["webhooks"])
Events = Annotated[list[Short], Field(min_length=1, max_length=50)]
Url = Annotated[Line, Field(min_length=1)]


class WebhookIn(Schema):
    """A webhook as it is sent. `events` are patterns such as `evidence.*`."""

    model_config = ConfigDict(extra="forbid")

    url: Url
    events: Events
    title: Short = ""
    active: bool = True


class WebhookChange(Schema):
    """Changes to a webhook; `version` is the version that was seen."""

    model_config = ConfigDict(extra="forbid")

    url: Url = "-"
    events: Events = []
    title: Short = ""
    active: bool = True
    version: int | None = None


class WebhookOut(Schema):
    """A webhook as it is shown."""

    id: uuid.UUID
    version: int
    title: str
    url: str
    events: list[str]
    active: bool


class WebhookMade(WebhookOut):
    """A new webhook with the secret of its signatures, shown this once."""

    secret: str


class DeliveryOut(Schema):
    """What was sent, and what came back."""

    id: int
    number: int
    action: str
    kind: str
    object_id: str
    created_at: dt.datetime
    status: Literal["waiting", "delivered", "dead"]
    attempts: int
    next_at: dt.datetime | None
    answered_at: dt.datetime | None
    answer_status: int | None
    answer: str


def show(row: Webhook | Delivery) -> dict[str, Any]:
    """Return a webhook or a delivery as the API shows it."""
    shape = WebhookOut if isinstance(row, Webhook) else DeliveryOut
    return {name: getattr(row, name) for name in shape.model_fields}


@router.get("", response={200: PageOf[WebhookOut], **ERRORS})
def list_webhooks(request: HttpRequest, org: Org, page: Query[PageQuery]) -> Any:
    """List the webhooks."""
    viewer = viewer_of(request, org, "webhooks.view")
    return paged(webhook_list(viewer=viewer).order_by("url", "id"), page, show)


@router.post("", response={201: WebhookMade, **ERRORS})
def create_webhook(request: HttpRequest, org: Org, body: WebhookIn) -> Any:
    """Create a webhook; keep the secret, it is not shown again."""
    viewer = viewer_of(request, org, "webhooks.change")
    made, secret = webhook_create(acting_user=viewer, **body.model_dump())
    return Status(201, {**show(made), "secret": secret})


@router.get("/{webhook}", response={200: WebhookOut, **ERRORS})
def get_webhook(request: HttpRequest, org: Org, webhook: uuid.UUID) -> Any:
    """Show one webhook."""
    return show(webhook_get(viewer=viewer_of(request, org, "webhooks.view"), webhook=webhook))


@router.patch("/{webhook}", response={200: WebhookOut, **ERRORS})
def change_webhook(request: HttpRequest, org: Org, webhook: uuid.UUID, body: WebhookChange) -> Any:
    """Change some fields of a webhook."""
    viewer = viewer_of(request, org, "webhooks.change")
    found = webhook_get(viewer=viewer, webhook=webhook)
    changes = body.model_dump(exclude_unset=True, exclude={"version"})
    changed = webhook_change(
        acting_user=viewer, webhook=found, changes=changes, expected=body.version
    )
    return show(changed)


@router.delete("/{webhook}", response={204: None, **ERRORS})
def remove_webhook(request: HttpRequest, org: Org, webhook: uuid.UUID) -> Any:
    """Remove a webhook with its log."""
    viewer = viewer_of(request, org, "webhooks.change")
    webhook_remove(acting_user=viewer, webhook=webhook_get(viewer=viewer, webhook=webhook))
    return Status(204, None)


def send_test(request: HttpRequest, org: str, webhook: uuid.UUID, **_: Any) -> Delivery:
    """Send the test, before any transaction: nobody waits for the other side."""
    viewer = viewer_of(request, org, "webhooks.change")
    found = webhook_get(viewer=viewer, webhook=webhook)
    sent = webhook_test(acting_user=viewer, webhook=found)
    request.hegui_sent = sent  # type: ignore[attr-defined]
    return sent


@router.post("/{webhook}/tests", response={201: DeliveryOut, **ERRORS})
@ahead(send_test)
def test_webhook(request: HttpRequest, org: Org, webhook: uuid.UUID) -> Any:
    """Send a test now and show what came back."""
    viewer_of(request, org, "webhooks.change")
    sent = getattr(request, "hegui_sent", None) or send_test(request, org, webhook)
    return Status(201, show(sent))


@router.get("/{webhook}/deliveries", response={200: PageOf[DeliveryOut], **ERRORS})
def list_deliveries(
    request: HttpRequest, org: Org, webhook: uuid.UUID, page: Query[PageQuery]
) -> Any:
    """List what was sent to a webhook, newest first."""
    viewer = viewer_of(request, org, "webhooks.view")
    return paged(delivery_list(viewer=viewer, webhook=webhook), page, show)
