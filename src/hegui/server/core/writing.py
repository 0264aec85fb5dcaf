"""Writing: one transaction, the changes, and the entry in the ledger for each of them.

Every service does its work inside `with writing(viewer) as write:`. A block that writes records
and leaves no entry is rolled back.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models, transaction

from hegui.common.hashing import canonical_json, sha256_bytes
from hegui.server.core.errors import StaleVersionError
from hegui.server.core.guard import UnrecordedWriteError, open_for_writing
from hegui.server.core.masking import cleaned, without_secrets
from hegui.server.core.models.base import Guarded
from hegui.server.core.viewer import SYSTEM_ACTOR, Viewer
from hegui.server.ledger.models import SYSTEM
from hegui.server.ledger.services import Draft, append

R = TypeVar("R", bound=Guarded)


class Writing:
    """The open transaction of one service."""

    def __init__(self, chain: str, actor: str) -> None:
        self.chain = chain
        self.actor = actor
        self.drafts: list[Draft] = []
        self.wrote = False

    def create(self, record: R, action: str, *, reason: str = "") -> R:
        """Insert a record."""
        self.wrote = True
        record.save(force_insert=True)
        self.note(action, record, after=record.snapshot(), reason=reason)
        return record

    def create_many(self, records: Sequence[R], action: str, about: Guarded, **what: Any) -> None:
        """Insert many records with one entry about their owner: their number and digest."""
        self.wrote = True
        if not records:
            return
        type(records[0]).objects.bulk_create(records, batch_size=1000)
        rows = [[str(record.pk), record.snapshot()] for record in records]
        digest = sha256_bytes(canonical_json(rows))
        self.note(action, about, after={"count": len(records), "digest": digest, **what})

    def change(
        self,
        record: R,
        action: str,
        changes: dict[str, Any],
        *,
        expected: int | None = None,
        reason: str = "",
    ) -> R:
        """Set fields of a record, if it still has the `expected` version.

        Nothing is written when nothing changes. Raises `StaleVersionError`.
        """
        names = [name for name, value in changes.items() if getattr(record, name) != value]
        if expected is not None and record.version != expected:
            raise StaleVersionError(expected=expected, found=record.version)
        if not names:
            return record
        kept = [name for name in names if name in record.ledger_fields]
        before = record.snapshot(kept) if kept else {}
        for name in names:
            setattr(record, name, changes[name])
        self._save(record, names)
        after = record.snapshot(kept) if kept else {}
        hidden = [name for name in names if name not in kept]
        if hidden:
            after["changed"] = sorted(hidden)
        self.note(action, record, before=before, after=after, reason=reason)
        return record

    def _save(self, record: Guarded, names: list[str]) -> None:
        self.wrote = True
        seen = record.version
        rows = record.__class__._default_manager.filter(pk=record.pk, version=seen)
        if not rows.update(version=seen + 1):
            found = record.__class__._default_manager.values_list("version", flat=True)
            raise StaleVersionError(expected=seen, found=found.filter(pk=record.pk).first())
        record.version = seen + 1
        record.save(update_fields=[*names, "updated_at"])

    def remove(self, record: Guarded, action: str, *, reason: str = "") -> None:
        """Delete a record; its last state stays in the ledger."""
        self.wrote = True
        self.note(action, record, before=record.snapshot(), reason=reason)
        record.delete()

    def note(
        self,
        action: str,
        record: Guarded,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        """Record an event about a record, cleaned of what no ledger may hold (see `masking`)."""
        self.drafts.append(
            Draft(
                action=action,
                kind=record.kind,
                object_id=str(record.pk),
                before=cleaned(before),
                after=cleaned(after),
                reason=without_secrets(reason),
            )
        )


@contextmanager
def writing(viewer: Viewer) -> Iterator[Writing]:
    """Open the transaction of a service in the viewer's organisation."""
    with _opened(str(viewer.organisation.id), viewer.actor) as write:
        yield write


@contextmanager
def writing_system(actor: models.Model | uuid.UUID | str | None = None) -> Iterator[Writing]:
    """Open the transaction of a service about people or organisations themselves.

    `actor` is the person who acts; None stands for the machine's operator at its terminal.
    """
    who = SYSTEM_ACTOR if actor is None else str(getattr(actor, "pk", actor))
    with _opened(SYSTEM, who) as write:
        yield write


@contextmanager
def _opened(chain: str, actor: str) -> Iterator[Writing]:
    write = Writing(chain, actor)
    with transaction.atomic(), open_for_writing():
        yield write
        if write.wrote and not write.drafts:
            raise UnrecordedWriteError("A service wrote records and left no entry in the ledger.")
        entries = append(chain, actor, write.drafts)
        if entries:
            from hegui.server.core.events import announce

            announce(entries)
