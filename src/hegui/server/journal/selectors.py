"""Reading the ledger of an organisation as its people may."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from hegui.server.core.errors import ForbiddenError
from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Anchor, Entry, Head
from hegui.server.ledger.selectors import entry_list
from hegui.server.pages.history import Line, history_lines
from hegui.server.pages.things import Key, Place, seen

PAGE_SIZE = 50
LOOKED_AT = 400
"""Entries that one page of the activity looks at."""


class Asked(NamedTuple):
    """How a reader narrows the ledger."""

    actor: str = ""
    action: str = ""
    kind: str = ""
    object_id: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    before: int | None = None
    after: int | None = None


class LedgerPage(NamedTuple):
    """One page, newest first; `older` and `newer` are the numbers to go on from.

    `places` tells by the number of the entry where its thing is shown and its name.
    """

    lines: Sequence[Line]
    older: int | None
    newer: int | None
    places: Mapping[int, Place] = {}


def chain_of(viewer: Viewer, permission: str) -> str:
    """Return the viewer's chain. A role limited to a domain does not see a whole ledger."""
    viewer.require(permission)
    whole = any(
        permission in grant.permissions and not grant.path and not grant.engagement
        for grant in viewer.grants
    )
    if not whole:
        raise ForbiddenError(permission=permission)
    return str(viewer.organisation.id)


def entries_asked(*, viewer: Viewer, asked: Asked) -> QuerySet[Entry]:
    """Return the entries that were asked for, newest first."""
    rows = entry_list(chain_of(viewer, "ledger.view"))
    if asked.action:
        exact = not asked.action.endswith("*")
        field = "action" if exact else "action__startswith"
        rows = rows.filter(**{field: asked.action.rstrip("*")})
    for field in ("actor", "kind", "object_id"):
        if value := getattr(asked, field):
            rows = rows.filter(**{field: value})
    return _in_period(rows, viewer, asked)


def _in_period(rows: QuerySet[Entry], viewer: Viewer, asked: Asked) -> QuerySet[Entry]:
    """Narrow by days of Asia/Shanghai, turned into numbers, since times rise with numbers."""
    chain = str(viewer.organisation.id)
    if asked.since:
        first = _number_at(chain, asked.since)
        rows = rows.filter(number__gte=first) if first else rows.none()
    if asked.until:
        last = _number_at(chain, asked.until + dt.timedelta(days=1))
        rows = rows.filter(number__lt=last) if last else rows
    if asked.before:
        rows = rows.filter(number__lt=asked.before)
    return rows


def _number_at(chain: str, day: dt.date) -> int | None:
    from django.utils import timezone

    start = dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
    at = start.astimezone(dt.UTC).isoformat(timespec="microseconds")
    rows = Entry.objects.filter(chain=chain, at__gte=at).order_by("at", "number")
    return rows.values_list("number", flat=True).first()


def ledger_page(*, viewer: Viewer, asked: Asked) -> LedgerPage:
    """Return one page: pages are cut by number, so that the last costs what the first does."""
    rows = entries_asked(viewer=viewer, asked=asked)
    if asked.after and not asked.before:
        found = list(rows.filter(number__gt=asked.after).order_by("number")[: PAGE_SIZE + 1])
        more, shown = len(found) > PAGE_SIZE, found[:PAGE_SIZE][::-1]
        older, newer = bool(shown), more
    else:
        found = list(rows[: PAGE_SIZE + 1])
        shown = found[:PAGE_SIZE]
        older, newer = len(found) > PAGE_SIZE, bool(asked.before)
    return LedgerPage(
        history_lines(shown),
        shown[-1].number if older and shown else None,
        shown[0].number if newer and shown else None,
        places_of(viewer, shown),
    )


def places_of(viewer: Viewer, entries: Sequence[Entry]) -> dict[int, Place]:
    """Return where the things of entries are shown, by the number of the entry."""
    return _placed(seen(viewer, entries), entries)


def _placed(known: Mapping[Key, Place], entries: Sequence[Entry]) -> dict[int, Place]:
    found = ((row.number, known.get((row.kind, row.object_id))) for row in entries)
    return {number: place for number, place in found if place}


def activity_page(*, viewer: Viewer, before: int | None = None, mine: bool = False) -> LedgerPage:
    """Return what a viewer did, and what others did to things that the viewer may see.

    People outside the organisation see their own doings alone. A page looks at so many entries and
    no more; where few of them are shown, `older` goes on all the same.
    """
    rows = entry_list(str(viewer.organisation.id))
    if before:
        rows = rows.filter(number__lt=before)
    if mine or not viewer.inside:
        found = list(rows.filter(actor=viewer.actor)[: PAGE_SIZE + 1])
        shown = found[:PAGE_SIZE]
        older = shown[-1].number if len(found) > PAGE_SIZE else None
        return LedgerPage(history_lines(shown), older, None, places_of(viewer, shown))
    return _visible(viewer, list(rows[: LOOKED_AT + 1]))


def _visible(viewer: Viewer, found: Sequence[Entry]) -> LedgerPage:
    """Return a page of those entries that the viewer may see; the last one only tells of more."""
    looked, more = found[:LOOKED_AT], len(found) > LOOKED_AT
    known = seen(viewer, looked)
    shown = [e for e in looked if e.actor == viewer.actor or (e.kind, e.object_id) in known]
    older = looked[-1].number if more else None
    if len(shown) > PAGE_SIZE:
        shown = shown[:PAGE_SIZE]
        older = shown[-1].number
    return LedgerPage(history_lines(shown), older, None, _placed(known, shown))


def head_get(*, viewer: Viewer) -> Head:
    """Return the head of the viewer's chain."""
    chain = chain_of(viewer, "ledger.view")
    return Head.objects.filter(chain=chain).first() or Head(chain=chain)


def anchor_list(*, viewer: Viewer) -> QuerySet[Anchor]:
    """Return the time stamps over the viewer's chain, newest first."""
    return Anchor.objects.filter(chain=chain_of(viewer, "ledger.view")).order_by("-id")


def actions_known(*, viewer: Viewer) -> list[str]:
    """Return the actions that may be filtered by, from the newest thousand entries."""
    rows = entry_list(chain_of(viewer, "ledger.view")).values_list("action", flat=True)[:1000]
    return sorted(set(rows))
