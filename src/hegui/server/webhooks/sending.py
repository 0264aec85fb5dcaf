"""Sending deliveries: signed, bounded, tried again with growing pauses, then given up."""

import datetime as dt
import hashlib
import hmac
import json

from django.db.models import F
from django.utils import timezone

from hegui import __version__
from hegui.common.errors import HeguiError
from hegui.server.rest.calling import Answer, call
from hegui.server.rest.sealed import unseal
from hegui.server.webhooks.models import Delivery, Webhook

MOST_ATTEMPTS = 6
FIRST_PAUSE = dt.timedelta(seconds=30)
GROWTH = 4
LEASE = dt.timedelta(minutes=2)
TIMEOUT_S = 10
PURPOSE = "webhook"


def signature(secret: str, body: bytes, at: int) -> str:
    """Return the value of X-Hegui-Signature: HMAC-SHA256 over `<at>.<body>`."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def payload(delivery: Delivery) -> bytes:
    """Return what is sent: ids and the action."""
    row = {
        "delivery": delivery.pk,
        "organisation": delivery.webhook.organisation.slug,
        "number": delivery.number,
        "action": delivery.action,
        "kind": delivery.kind,
        "object_id": delivery.object_id,
        "at": delivery.happened_at,
    }
    return json.dumps(row, ensure_ascii=False).encode()


def due_ids(limit: int = 200) -> list[int]:
    """Return the deliveries to be tried now, oldest first."""
    rows = Delivery.objects.filter(
        status=Delivery.Status.WAITING, next_at__lte=timezone.now(), webhook__active=True
    )
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def deliver(delivery_id: int) -> bool:
    """Try a delivery once, unless another process does; tell whether it arrived."""
    now = timezone.now()
    free = Delivery.objects.filter(pk=delivery_id, status=Delivery.Status.WAITING, next_at__lte=now)
    if not free.update(next_at=now + LEASE, attempts=F("attempts") + 1):
        return False
    row = Delivery.objects.select_related("webhook__organisation").get(pk=delivery_id)
    try:
        answer = send(row.webhook, row)
        _note(row, answer.status, answer.body.decode("utf-8", "replace"))
    except HeguiError as error:
        _note(row, None, error.message("zh"))
    return row.status == Delivery.Status.DELIVERED


def send(hook: Webhook, delivery: Delivery) -> Answer:
    """Send one delivery and return the answer."""
    body = payload(delivery)
    at = int(timezone.now().timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"hegui/{__version__}",
        "X-Hegui-Event": delivery.action,
        "X-Hegui-Delivery": str(delivery.pk),
        "X-Hegui-Signature": signature(unseal(hook.sealed_secret, PURPOSE), body, at),
    }
    return call(hook.url, body=body, headers=headers, timeout=TIMEOUT_S, limit=4096)


def _note(row: Delivery, status: int | None, text: str) -> None:
    """Keep what came back and say when it is tried again, if at all."""
    row.answered_at = timezone.now()
    row.answer_status = status
    row.answer = text.replace("\x00", "")[:500]
    if status is not None and 200 <= status < 300:
        row.status, row.next_at = Delivery.Status.DELIVERED, None
    elif row.attempts >= MOST_ATTEMPTS:
        row.status, row.next_at = Delivery.Status.DEAD, None
    else:
        row.next_at = row.answered_at + FIRST_PAUSE * GROWTH ** (row.attempts - 1)
    row.save(update_fields=["answered_at", "answer_status", "answer", "status", "next_at"])
