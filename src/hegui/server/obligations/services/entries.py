"""Writing what is done about an obligation: each change is kept and can be undone."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.errors import StaleVersionError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.obligations.models import EntryChange, ObligationEntry
from hegui.server.obligations.selectors.register import entry_of, obligation_row
from hegui.server.obligations.services.problems import conflict, invalid

FIELDS = ("owner", "how_met", "status", "review_on", "note")
"""What people may change of an entry."""
LONGEST = 20_000


def entry_change(
    *,
    acting_user: Viewer,
    obligation: str,
    changes: Mapping[str, Any],
    expected: int | None = None,
    effective_on: dt.date | None = None,
    reason: str = "",
) -> ObligationEntry:
    """Change what is done about an obligation; the entry is made when there is none.

    `expected` is the version that was seen, 0 for none. `effective_on` says since when the change
    holds, at the latest today.
    """
    try:
        with transaction.atomic(), writing(acting_user) as write:
            entry = _entry(write, acting_user, obligation, expected)
            _write(write, entry, dict(changes), effective_on, reason)
    except IntegrityError as error:
        raise StaleVersionError(expected=expected or 0, found=1) from error
    return entry


def entry_undo(
    *, acting_user: Viewer, obligation: str, expected: int | None = None, reason: str = ""
) -> ObligationEntry:
    """Undo the last change of an entry by a change that restores the former values.

    Undone once more, the undoing is undone.
    """
    entry = entry_of(viewer=acting_user, obligation=obligation)
    last = entry.changes.order_by("-number").first() if entry else None
    if entry is None or last is None:
        raise conflict(Text("还没有可以撤销的修改。", "there is no change to undo yet."))
    acting_user.require("obligations.change", entry)
    values = {name: _loaded(name, value) for name, value in last.before.items()}
    try:
        with transaction.atomic(), writing(acting_user) as write:
            if expected is not None and entry.version != expected:
                raise StaleVersionError(expected=expected, found=entry.version)
            _write(write, entry, values, None, reason, undoes=last)
    except IntegrityError as error:
        raise StaleVersionError(expected=entry.version, found=entry.version + 1) from error
    return entry_of(viewer=acting_user, obligation=obligation) or entry


def _entry(
    write: Writing, viewer: Viewer, obligation: str, expected: int | None
) -> ObligationEntry:
    """Return the entry, made when there is none, or raise for a version that was not seen."""
    obligation_row(obligation)
    entry = entry_of(viewer=viewer, obligation=obligation)
    if entry is None:
        entry = ObligationEntry(organisation=viewer.organisation, obligation=obligation)
        viewer.require("obligations.change", entry)
        if expected:
            raise StaleVersionError(expected=expected, found=0)
        return write.create(entry, "obligations.entry.created")
    viewer.require("obligations.change", entry)
    if expected is not None and entry.version != expected:
        raise StaleVersionError(expected=expected, found=entry.version)
    return entry


def _write(
    write: Writing,
    entry: ObligationEntry,
    changes: dict[str, Any],
    effective_on: dt.date | None,
    reason: str,
    undoes: EntryChange | None = None,
) -> None:
    fields = {"owner_id" if name == "owner" else name: value for name, value in changes.items()}
    if "owner" in changes:
        fields["owner_id"] = getattr(changes["owner"], "pk", changes["owner"])
    _check(fields)
    day = effective_on or today()
    if day > today() or day.year < 1990:
        raise invalid(
            "effective_on",
            Text("生效日期应在 1990 年至今天之间。", "the day must lie between 1990 and today."),
        )
    names = [name for name, value in fields.items() if getattr(entry, name) != value]
    if not names:
        return
    before = {name: _plain(getattr(entry, name)) for name in names}
    action = "obligations.entry.undone" if undoes else "obligations.entry.changed"
    _set(write, entry, {name: fields[name] for name in names}, action, reason)
    change = EntryChange(
        organisation_id=entry.organisation_id,
        entry=entry,
        number=(entry.changes.aggregate(last=Max("number"))["last"] or 0) + 1,
        before=before,
        after={name: _plain(fields[name]) for name in names},
        effective_on=day,
        reason=reason.strip(),
        person_id=None if write.actor == "system" else uuid.UUID(write.actor),
        undoes=undoes,
    )
    write.create(change, "obligations.entry.dated", reason=reason.strip())


def _set(
    write: Writing, entry: ObligationEntry, fields: dict[str, Any], action: str, reason: str
) -> None:
    """Change the entry; the ledger takes `owner` by the name of the field."""
    changes = dict(fields)
    if "owner_id" in changes:
        from hegui.server.core.models import User

        found = changes.pop("owner_id")
        changes["owner"] = User.objects.get(pk=found) if found else None
    write.change(entry, action, changes, reason=reason.strip())


def _check(fields: Mapping[str, Any]) -> None:
    """Refuse fields that are not for people to change, unknown words and texts too long."""
    allowed = {"owner_id", *FIELDS} - {"owner"}
    if unknown := set(fields) - allowed:
        raise invalid(min(unknown), Text("不能修改这一项。", "this cannot be changed."))
    if "status" in fields and fields["status"] not in ObligationEntry.Status.values:
        words = ", ".join(ObligationEntry.Status.values)
        raise invalid("status", Text(f"应为 {words} 之一。", f"must be one of {words}."))
    for name in ("how_met", "note"):
        if len(fields.get(name, "")) > LONGEST:
            raise invalid(name, Text(f"不得超过 {LONGEST} 字。", f"at most {LONGEST} characters."))


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _loaded(name: str, value: Any) -> Any:
    """Return a value of `before` as the field takes it."""
    if value is None:
        return None
    if name == "owner_id":
        return uuid.UUID(value)
    return dt.date.fromisoformat(value) if name == "review_on" else value
