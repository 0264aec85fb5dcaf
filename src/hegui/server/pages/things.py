"""The things that entries are about: who may see them, and where they are shown."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry
from hegui.server.pages.history import value_words

Key = tuple[str, str]
"""Kind and id of a thing."""


@dataclass(frozen=True, slots=True)
class Thing:
    """How things of one kind are read and shown; `leads_by` is the field that its page asks for."""

    rows: Callable[..., QuerySet[Any]]
    permission: str
    route: str
    argument: str = ""
    leads_by: str = "pk"
    named: str = "title"


class Place(NamedTuple):
    """Where a thing is shown, and what it is called."""

    href: str
    name: str


_things: dict[str, Thing] = {}


def register_thing(kind: str, thing: Thing) -> None:
    """Say how things of a kind are read and shown; apps above register theirs."""
    if kind in _things:
        raise ValueError(f"{kind} is known already.")
    _things[kind] = thing


def seen(viewer: Viewer, entries: Sequence[Entry]) -> dict[Key, Place]:
    """Return the things of these entries that the viewer may see, where they are and what they are called.

    One query for each kind that occurs.
    """
    found: dict[Key, Place] = {}
    for kind, thing in _things.items():
        ids = set(_ids(entry.object_id for entry in entries if entry.kind == kind))
        if ids and viewer.may(thing.permission):
            found |= _of_kind(viewer, kind, thing, ids)
    return found


def _of_kind(viewer: Viewer, kind: str, thing: Thing, ids: set[uuid.UUID]) -> dict[Key, Place]:
    rows = thing.rows(viewer=viewer).filter(pk__in=ids).order_by()
    found = {}
    for pk, value, name in rows.values_list("pk", thing.leads_by, thing.named):
        kwargs = {thing.argument: value} if thing.argument else {}
        href = reverse(thing.route, kwargs={"org": viewer.organisation.slug, **kwargs})
        found[kind, str(pk)] = Place(href, value_words(kind, thing.named, name) or str(name or ""))
    return found


def _ids(texts: Iterable[str]) -> Iterable[uuid.UUID]:
    for text in texts:
        try:
            yield uuid.UUID(text)
        except ValueError:
            continue
