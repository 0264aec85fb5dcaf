"""Writing webhooks."""

import re
import secrets
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from hegui.server.core.errors import InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.rest.outside import check_url
from hegui.server.rest.sealed import seal
from hegui.server.webhooks.models import Delivery, Webhook
from hegui.server.webhooks.selectors import require_whole
from hegui.server.webhooks.sending import PURPOSE, deliver

PATTERN = re.compile(r"\*|[a-z_]+(\.[a-z_]+){0,4}(\.\*)?")
MOST_PATTERNS = 50


def webhook_create(
    *, acting_user: Viewer, url: str, events: Sequence[str], title: str = "", active: bool = True
) -> tuple[Webhook, str]:
    """Create a webhook; return it with its secret, which is shown this once."""
    require_whole(acting_user, "webhooks.change")
    check_url(url)
    secret = f"hwh_{secrets.token_urlsafe(32)}"
    row = Webhook(
        organisation=acting_user.organisation,
        title=title,
        url=url,
        events=check_events(events),
        active=active,
        sealed_secret=seal(secret, PURPOSE),
    )
    with writing(acting_user) as write:
        return write.create(row, "webhooks.webhook.created"), secret


def webhook_change(
    *,
    acting_user: Viewer,
    webhook: Webhook,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> Webhook:
    """Change address, events or title, or switch it off."""
    require_whole(acting_user, "webhooks.change")
    if "url" in changes:
        check_url(changes["url"])
    if "events" in changes:
        changes = {**changes, "events": check_events(changes["events"])}
    with writing(acting_user) as write:
        return write.change(
            webhook, "webhooks.webhook.changed", changes, expected=expected, reason=reason
        )


def webhook_remove(*, acting_user: Viewer, webhook: Webhook, reason: str = "") -> None:
    """Remove a webhook with its log."""
    require_whole(acting_user, "webhooks.change")
    with writing(acting_user) as write:
        write.remove(webhook, "webhooks.webhook.removed", reason=reason)


def webhook_test(*, acting_user: Viewer, webhook: Webhook) -> Delivery:
    """Send a test now and return the delivery with what came back; it is not tried again."""
    require_whole(acting_user, "webhooks.change")
    row = Delivery.objects.create(
        webhook=webhook,
        action="webhooks.webhook.tested",
        kind=webhook.kind,
        object_id=str(webhook.pk),
        happened_at=timezone.now().isoformat(),
        next_at=timezone.now(),
    )
    deliver(row.pk)
    row.refresh_from_db()
    if row.status == Delivery.Status.WAITING:
        row.status, row.next_at = Delivery.Status.DEAD, None
        row.save(update_fields=["status", "next_at"])
    return row


def check_events(events: Sequence[str]) -> list[str]:
    """Return the patterns once each, or raise `InvalidError`."""
    found = list(dict.fromkeys(event.strip() for event in events if event.strip()))
    wrong = [event for event in found if len(event) > 80 or not PATTERN.fullmatch(event)]
    if wrong or not found or len(found) > MOST_PATTERNS:
        raise InvalidError(
            field="events",
            what_zh="请写操作名称或前缀，如 evidence.* 或 runs.run.finished，最多 50 个。",
            what_en="name actions or beginnings such as evidence.* or runs.run.finished, up to 50.",
        )
    return found
