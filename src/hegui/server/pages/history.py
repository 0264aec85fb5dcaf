"""The history of a thing as people read it: names joined, differences spelled out."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

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
SHOWN = 300
"""Characters of a value that are shown."""


class Change(NamedTuple):
    """One field of an entry, before and after."""

    field: str
    before: str
    after: str

    @property
    def title(self) -> str:
        """Return the field in words; unknown fields stay as they are."""
        known = _words("fields").get(self.field)
        return said(known) if known else self.field


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
        changes=_changes(entry.before or {}, entry.after or {}, names),
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
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, User]
) -> tuple[Change, ...]:
    fields = [*before, *(name for name in after if name not in before)]
    return tuple(
        Change(name, _shown(before.get(name), names), _shown(after.get(name), names))
        for name in fields
        if _shown(before.get(name), names) != _shown(after.get(name), names)
    )


def _shown(value: Any, names: Mapping[str, User]) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return "—"
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    if isinstance(value, str) and value in names:
        return _who(value, names)[0]
    if isinstance(value, str) and len(value) == ID_LENGTH and _id(value):
        return say("记录 …{end}", "record …{end}", end=value[-8:])
    if isinstance(value, list) and all(isinstance(row, str | int) for row in value):
        text = say("、", ", ").join(str(row) for row in value)
    elif isinstance(value, list | dict):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
