"""Reading webhooks."""

import uuid

from django.db.models import QuerySet

from hegui.server.core.errors import ForbiddenError, NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.webhooks.models import Delivery, Webhook


def webhook_list(*, viewer: Viewer) -> QuerySet[Webhook]:
    """Return the webhooks that the viewer may see: they hear of the whole organisation."""
    return Webhook.objects.filter(viewer.where("webhooks.view", domain=""))


def webhook_get(*, viewer: Viewer, webhook: uuid.UUID) -> Webhook:
    """Return one webhook or raise `NotFoundError`."""
    found = webhook_list(viewer=viewer).filter(pk=webhook).first()
    if found is None:
        raise NotFoundError(what=str(webhook))
    return found


def delivery_list(*, viewer: Viewer, webhook: uuid.UUID) -> QuerySet[Delivery]:
    """Return what was sent to a webhook, newest first."""
    found = webhook_get(viewer=viewer, webhook=webhook)
    return Delivery.objects.filter(webhook=found).order_by("-id")


def require_whole(viewer: Viewer, permission: str) -> None:
    """Raise `ForbiddenError` unless the permission holds for the whole organisation."""
    viewer.require(permission)
    if not any(
        permission in grant.permissions and not grant.path and not grant.engagement
        for grant in viewer.grants
    ):
        raise ForbiddenError(permission=permission)
