"""Appending to the ledger: the only way in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from hegui.common.hashing import canonical_json, sha256_bytes
from hegui.server.ledger.models import Entry, Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be recorded: a dotted past event about one object."""

    action: str
    kind: str
    object_id: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str = ""


def append(chain: str, actor: str, drafts: Sequence[Draft]) -> list[Entry]:
    """Append entries to a chain, in order, inside the caller's transaction.

    The head is locked first, so that chains never fork, however many processes write.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The ledger is written inside the transaction of the change it records.")
    if not drafts:
        return []
    Head.objects.get_or_create(chain=chain)
    head = Head.objects.select_for_update().get(chain=chain)
    at = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    entries = []
    for draft in drafts:
        entry = _entry(head, at, actor, draft)
        head.count, head.digest = entry.number, entry.digest
        entries.append(entry)
    made = Entry.objects.bulk_create(entries)
    head.save(update_fields=["count", "digest"])
    return made


def _entry(head: Head, at: str, actor: str, draft: Draft) -> Entry:
    entry = Entry(
        chain=head.chain,
        number=head.count + 1,
        at=at,
        actor=actor,
        action=draft.action,
        kind=draft.kind,
        object_id=draft.object_id,
        before=draft.before,
        after=draft.after,
        reason=draft.reason,
        previous=head.digest,
    )
    entry.digest = entry_digest(entry)
    return entry


HASHED = (
    "chain",
    "number",
    "at",
    "actor",
    "action",
    "kind",
    "object_id",
    "before",
    "after",
    "reason",
    "previous",
)


def entry_digest(entry: Entry) -> str:
    """Return the SHA-256 over the canonical JSON of everything in an entry but its digest."""
    return sha256_bytes(canonical_json({name: getattr(entry, name) for name in HASHED}))
