"""Hearing of entries: a delivery is queued in the transaction of the entry itself."""

import uuid
from collections.abc import Sequence

from django.utils import timezone

from hegui.server.ledger.models import SYSTEM, Entry
from hegui.server.webhooks.models import Delivery, Webhook


def queue(entries: Sequence[Entry]) -> None:
    """Queue a delivery for each entry and each webhook that asked for its action."""
    chain = entries[0].chain if entries else SYSTEM
    if chain == SYSTEM:
        return
    hooks = list(Webhook.objects.filter(organisation=uuid.UUID(chain), active=True))
    now = timezone.now()
    made = [
        delivery_of(hook, entry)
        for hook in hooks
        for entry in entries
        if wants(hook.events, entry.action)
    ]
    for delivery in made:
        delivery.next_at = now
    if made:
        from hegui.server.webhooks.tasks import deliver_due

        Delivery.objects.bulk_create(made, batch_size=500)
        deliver_due.enqueue()


def wants(patterns: Sequence[str], action: str) -> bool:
    """Tell whether a pattern (`*`, `evidence.*`, `evidence.item.sealed`) fits an action."""
    return any(
        pattern in ("*", action)
        or (pattern.endswith(".*") and action.startswith(pattern.removesuffix("*")))
        for pattern in patterns
    )


def delivery_of(hook: Webhook, entry: Entry) -> Delivery:
    """Return what is sent about an entry: ids and the action, nothing else."""
    return Delivery(
        webhook=hook,
        number=entry.number,
        action=entry.action,
        kind=entry.kind,
        object_id=entry.object_id,
        happened_at=entry.at,
    )
