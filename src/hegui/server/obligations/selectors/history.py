"""What happened to an obligation: changes of its entry and decisions of people, in words."""

import datetime as dt
from typing import Any, NamedTuple

from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry
from hegui.server.ledger.selectors import history_of
from hegui.server.obligations.models import ApplicabilityDecision, EntryChange, ObligationEntry
from hegui.server.obligations.selectors.applicability import decision_list


class Event(NamedTuple):
    """One event of the history of an obligation."""

    at: dt.datetime
    person: User | None
    what: str
    change: EntryChange | None = None
    decision: ApplicabilityDecision | None = None
    values: tuple[tuple[str, Any, Any], ...] = ()


def obligation_history(
    *, viewer: Viewer, obligation: str, entry: ObligationEntry | None
) -> list[Event]:
    """Return the changes and decisions, the newest first (three queries)."""
    changes = []
    if entry is not None:
        rows = entry.changes.select_related("person", "undoes").order_by("-number")[:100]
        changes = list(rows)
    names = _names(viewer, changes)
    events = [
        Event(row.created_at, row.person, "undone" if row.undoes_id else "changed", change=row,
              values=_values(row, names))
        for row in changes
    ]  # fmt: skip
    for row in decision_list(viewer=viewer, obligation=obligation)[:100]:
        events.append(Event(row.created_at, row.person, "decided", decision=row))
        if row.withdrawn_on:
            events.append(Event(row.updated_at, row.withdrawn_by, "withdrawn", decision=row))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _names(viewer: Viewer, changes: list[EntryChange]) -> dict[str, str]:
    """Return the names of the owners that the changes speak of (one query, none without owners)."""
    ids = {
        side["owner_id"]
        for row in changes
        for side in (row.before, row.after)
        if side.get("owner_id")
    }
    if not ids:
        return {}
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)}


def _values(row: EntryChange, names: dict[str, str]) -> tuple[tuple[str, Any, Any], ...]:
    """Return the changed fields with their values before and after; people by name."""
    found = []
    for field, after in row.after.items():
        before = row.before.get(field)
        if field == "owner_id":
            before, after = names.get(before or "", ""), names.get(after or "", "")
        found.append((field.removesuffix("_id"), before, after))
    return tuple(found)


def ledger_entries(viewer: Viewer, entry: ObligationEntry | None) -> list[Entry]:
    """Return what the ledger has of an entry."""
    if entry is None:
        return []
    return history_of(str(viewer.organisation.pk), entry.kind, str(entry.pk))
