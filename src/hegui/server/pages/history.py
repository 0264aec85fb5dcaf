"""The history of a thing as people read it: names joined, differences spelled out."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml
from django.utils import timezone

from hegui.common.text import Text
from hegui.server.core.models import User
from hegui.server.core.models.base import Guarded
from hegui.server.core.roles import areas
from hegui.server.core.viewer import SYSTEM_ACTOR, Viewer
from hegui.server.ledger.models import Entry
from hegui.server.ledger.selectors import history_of
from hegui.server.pages.language import said, say

ID_LENGTH = 36
"""Characters of the id of a record."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
SHOWN = 300
"""Characters of a value that are shown."""


class Change(NamedTuple):
    """One field of an entry, before and after; codes are what the ledger holds for the words."""

    field: str
    before: str
    after: str
    before_code: str = ""
    after_code: str = ""

    @property
    def title(self) -> str:
        """Return the field in words; unknown fields stay as they are."""
        known = _words("fields").get(self.field)
        return said(known) if known else self.field


Lookup = Callable[[str], Any]
"""Gives the words of a value, or None for values that have none."""
_values: dict[tuple[str, str], Lookup] = {}


def register_values(kind: str, field: str, words: Mapping[Any, Any] | Lookup) -> None:
    """Say in words what the values of a field mean, of one kind or (empty) of all.

    Apps above register their words here, as mappings from codes or as functions.
    """
    if (kind, field) in _values:
        raise ValueError(f"{kind}.{field} has words already.")
    if isinstance(words, Mapping):
        plain = {str(key): value for key, value in words.items()}
        _values[kind, field] = plain.get
    else:
        _values[kind, field] = words


def value_words(kind: str, field: str, value: Any) -> str:
    """Return what a value means in words; empty where no words are known."""
    lookup = _values.get((kind, field)) or _values.get(("", field))
    if lookup is None or isinstance(value, bool | list | dict) or value in (None, ""):
        return ""
    found = lookup(str(value))
    return said(found) if isinstance(found, Text) else str(found or "")


class Line(NamedTuple):
    """One entry as people read it."""

    number: int
    at: dt.datetime
    who: str
    erased: bool
    actor: str
    action: str
    words: str
    kind: str
    object_id: str
    changes: tuple[Change, ...]
    reason: str

    @property
    def thing(self) -> str:
        """Return the kind in words; unknown kinds stay as they are."""
        known = _words("fields").get(self.kind.rpartition(".")[2])
        return said(known) if known else self.kind


def history_for(viewer: Viewer, record: Guarded, limit: int = 50) -> list[Line]:
    """Return the latest entries about a record of the viewer's organisation (two queries)."""
    chain = str(viewer.organisation.id)
    return history_lines(history_of(chain, record.kind, str(record.pk), limit))


def history_lines(entries: Sequence[Entry]) -> list[Line]:
    """Return entries with the names of the people in them (one query)."""
    names = _names(entries)
    return [_line(entry, names) for entry in entries]


def action_words(action: str) -> str:
    """Return an action in words: the thing and what was done; unknown words stay as they are."""
    area, _, rest = action.partition(".")
    thing, _, verb = rest.rpartition(".")
    known = _words("fields").get(thing) or areas().get(area)
    word = _words("verbs").get(verb)
    title = say(known.zh, known.en) if known else area
    return say("{verb}{area}", "{area}: {verb}", area=title, verb=said(word) if word else verb)


@lru_cache(maxsize=2)
def _words(name: str) -> dict[str, Text]:
    text = files("hegui.server.pages").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    return {key: Text(row["zh"], row["en"]) for key, row in yaml.safe_load(text).items()}


def _names(entries: Sequence[Entry]) -> dict[str, User]:
    """Return the people that entries name, as actors or in values."""
    found = {entry.actor for entry in entries}
    for entry in entries:
        for side in (entry.before, entry.after):
            found.update(
                v for v in (side or {}).values() if isinstance(v, str) and len(v) == ID_LENGTH
            )
    ids = {key for text in found if (key := _id(text)) is not None}
    people = User.objects.filter(pk__in=ids).only("id", "name", "email", "erased_at")
    return {str(user.pk): user for user in people} if ids else {}


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _line(entry: Entry, names: Mapping[str, User]) -> Line:
    who, erased = _who(entry.actor, names)
    return Line(
        number=entry.number,
        at=dt.datetime.fromisoformat(entry.at),
        who=who,
        erased=erased,
        actor=entry.actor,
        action=entry.action,
        words=action_words(entry.action),
        kind=entry.kind,
        object_id=entry.object_id,
        changes=_changes(entry.kind, entry.before or {}, entry.after or {}, names),
        reason=entry.reason,
    )


def _who(actor: str, names: Mapping[str, User]) -> tuple[str, bool]:
    if actor == SYSTEM_ACTOR:
        return say("系统", "the system"), False
    user = names.get(actor)
    if user is None:
        return actor, False
    if user.erased_at:
        return say("已抹除", "erased"), True
    return str(user), False


def _changes(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, User]
) -> tuple[Change, ...]:
    fields = [*before, *(name for name in after if name not in before)]
    found = (_change(kind, name, before.get(name), after.get(name), names) for name in fields)
    return tuple(change for change in found if change.before != change.after)


def _change(kind: str, name: str, old: Any, new: Any, names: Mapping[str, User]) -> Change:
    (before, before_code), (after, after_code) = (_told(kind, name, v, names) for v in (old, new))
    return Change(name, before, after, before_code, after_code)


def _told(kind: str, name: str, value: Any, names: Mapping[str, User]) -> tuple[str, str]:
    """Return a value in words and its code; the code is empty where the words are the value."""
    if words := value_words(kind, name, value):
        return words, str(value)
    if isinstance(value, list) and value and all(isinstance(row, str | int) for row in value):
        parts = [_part(kind, name, row) for row in value]
        shown = _cut(say("、", ", ").join(parts))
        return shown, "" if parts == [str(row) for row in value] else ", ".join(map(str, value))
    if name == "counts" and isinstance(value, dict):
        parts = [f"{value_words(kind, 'verdict', key) or key} {n}" for key, n in value.items() if n]
        return say("，", ", ").join(parts) or "—", ""
    return _shown(value, names), ""


def _part(kind: str, name: str, value: str | int) -> str:
    """Return one value of a list in words: a choice, or the name of a field that changed."""
    if name == "changed" and (known := _words("fields").get(str(value))):
        return said(known)
    return value_words(kind, name, value) or str(value)


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _shown(value: Any, names: Mapping[str, User]) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return "—"
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    if isinstance(value, str) and value in names:
        return _who(value, names)[0]
    if isinstance(value, str) and len(value) == ID_LENGTH and _id(value):
        return say("记录 …{end}", "record …{end}", end=value[-8:])
    if isinstance(value, str) and MOMENT.fullmatch(value):
        moment = timezone.localtime(dt.datetime.fromisoformat(value))
        return moment.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | dict):
        return _cut(json.dumps(value, ensure_ascii=False))
    return _cut(str(value))
