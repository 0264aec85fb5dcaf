"""Appending to the ledger: the only way in."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from hegui.server.ledger.chain import HASHED, chain_json, digest_of
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
        before=storable(draft.before),
        after=storable(draft.after),
        reason=draft.reason,
        previous=head.digest,
    )
    entry.digest = entry_digest(entry)
    return entry


def entry_digest(entry: Entry) -> str:
    """Return the digest over everything in an entry but its digest (see `chain`)."""
    return digest_of({name: getattr(entry, name) for name in HASHED})


def storable(value: dict[str, Any] | None) -> Any:
    """Return a JSON value that every database gives back as it was: whole floats become integers.

    PostgreSQL turns 1e16 into an integer; the digest must not depend on that.
    """
    return None if value is None else _whole(json.loads(chain_json(value)))


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(row) for key, row in value.items()}
    if isinstance(value, list):
        return [_whole(row) for row in value]
    return value
