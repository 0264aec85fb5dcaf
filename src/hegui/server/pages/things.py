"""The things that entries are about: who may see them, and where they are shown."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry

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


_things: dict[str, Thing] = {}


def register_thing(kind: str, thing: Thing) -> None:
    """Say how things of a kind are read and shown; apps above register theirs."""
    if kind in _things:
        raise ValueError(f"{kind} is known already.")
    _things[kind] = thing


def seen(viewer: Viewer, entries: Sequence[Entry]) -> dict[Key, str]:
    """Return the things of these entries that the viewer may see, with their addresses.

    One query for each kind that occurs.
    """
    found: dict[Key, str] = {}
    for kind, thing in _things.items():
        ids = set(_ids(entry.object_id for entry in entries if entry.kind == kind))
        if ids and viewer.may(thing.permission):
            found |= _of_kind(viewer, kind, thing, ids)
    return found


def _of_kind(viewer: Viewer, kind: str, thing: Thing, ids: set[uuid.UUID]) -> dict[Key, str]:
    rows = thing.rows(viewer=viewer).filter(pk__in=ids).order_by()
    fields = rows.values_list("pk", thing.leads_by)
    slug = viewer.organisation.slug
    named = {thing.argument} - {""}
    return {
        (kind, str(pk)): reverse(thing.route, kwargs={"org": slug, **dict.fromkeys(named, value)})
        for pk, value in fields
    }


def _ids(texts: Iterable[str]) -> Iterable[uuid.UUID]:
    for text in texts:
        try:
            yield uuid.UUID(text)
        except ValueError:
            continue
