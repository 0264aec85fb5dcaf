"""Telling people: a notice each, the mail follows (see mails.py)."""

import uuid
from collections.abc import Sequence

from django.utils import timezone

from hegui.common.text import Text
from hegui.server.core.ids import new_id
from hegui.server.core.models import Organisation, User
from hegui.server.improvement.models import Notice

LIMIT = 500


def notify(
    user: User,
    text: Text,
    href: str = "",
    *,
    organisation: Organisation | None = None,
    key: str = "",
) -> Notice | None:
    """Tell somebody something; the same `key` tells it once. Returns None if it was told before."""
    notice = Notice(
        user=user,
        organisation=organisation,
        zh=text.zh[:LIMIT],
        en=text.en[:LIMIT],
        href=href if href.startswith("/") and not href.startswith("//") else "",
        key=key or new_id().hex,
    )
    found, made = Notice.objects.get_or_create(
        user=user,
        key=notice.key,
        defaults={
            name: getattr(notice, name) for name in ("id", "organisation", "zh", "en", "href")
        },
    )
    return found if made else None


def notices_read(user: User, ids: Sequence[uuid.UUID] | None = None) -> int:
    """Mark one's own notices as read, all or some; return how many were unread."""
    rows = Notice.objects.filter(user=user, read_at=None)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(read_at=timezone.now())
