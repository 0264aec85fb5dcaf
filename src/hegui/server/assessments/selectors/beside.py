"""Evidence as somebody may see it beside clauses: what counts, what does not and why."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db.models import Q

from hegui.catalogue.model import Catalogue
from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.assessments.evidence import evidence_beside, linked_count, linked_ids
from hegui.server.assessments.models import Assessment
from hegui.server.assessments.standing import WORDS, Trouble, Troubles, codes_of
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, State
from hegui.server.evidence.scope import VIEW, visible
from hegui.server.evidence.selectors import item_list
from hegui.server.evidence.services.links import may_link

UNSEEN = Text("一份你看不到的证据", "an item that is not visible to you")


class Shown(NamedTuple):
    """An item beside a clause; `reasons` say why it does not count."""

    item: Item
    codes: tuple[str, ...]

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Return why it does not count."""
        return tuple(WORDS[code] for code in self.codes)


class Beside(NamedTuple):
    """What the viewer sees beside a clause, and how many more items are linked to it."""

    rows: tuple[Shown, ...]
    hidden: int


class Told(NamedTuple):
    """A trouble as somebody may read it: title and address only where one may see the item."""

    item: uuid.UUID | None
    title: Text
    words: Text


def beside(viewer: Viewer, assessment: Assessment, clause: str, rules: Catalogue | None) -> Beside:
    """Return the evidence beside a clause, marked as of today or the assessment's later day."""
    day = max(assessment.as_of, today())
    items = evidence_beside(viewer, assessment, clause)
    rows = tuple(Shown(item, tuple(codes_of(item, day, rules, clause))) for item in items)
    all_seen = viewer.may_everywhere(VIEW)
    hidden = 0 if all_seen else linked_count(assessment, clause) - len(rows)
    return Beside(rows, hidden)


MOST = 20
"""So many items a search shows."""


class Choice(NamedTuple):
    """An item that may be linked to a clause; `may` tells whether this person may link it."""

    shown: Shown
    may: bool


def linkable(
    viewer: Viewer, assessment: Assessment, clause: str, words: str, rules: Catalogue | None
) -> list[Choice]:
    """Return evidence that the viewer may see and that is not linked yet, the newest first.

    Every word must be in title, type or file name; what was withdrawn or superseded is left out.
    """
    rows = item_list(viewer=viewer).filter(state__in=(State.CURRENT, State.DRAFT))
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(type__iexact=word) | Q(current__name__icontains=word)
        )
    rows = rows.exclude(pk__in=linked_ids(assessment, clause)).order_by("-id")[:MOST]
    day = max(assessment.as_of, today())
    return [
        Choice(Shown(item, tuple(codes_of(item, day, rules, clause))), may_link(viewer, item))
        for item in rows
    ]


def seen_titles(viewer: Viewer, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the titles of the items that the viewer may see (one query, or none)."""
    if not ids or not viewer.may(VIEW):
        return {}
    rows = Item.objects.filter(visible(viewer), pk__in=list(ids))
    return dict(rows.order_by().values_list("pk", "title"))


def told_troubles(viewer: Viewer, troubles: Iterable[Trouble]) -> list[Told]:
    """Return troubles as the viewer may read them."""
    listed = list(troubles)
    titles = seen_titles(viewer, {trouble.item for trouble in listed})
    return [_told(trouble, titles) for trouble in listed]


def told_by_clause(viewer: Viewer, troubles: Troubles) -> dict[str, list[Told]]:
    """Return the troubles of many clauses as the viewer may read them (one query)."""
    titles = seen_titles(viewer, {t.item for found in troubles.values() for t in found})
    return {name: [_told(t, titles) for t in found] for name, found in troubles.items()}


def changed_evidence(change: Mapping[str, object] | None) -> tuple[Trouble, ...]:
    """Return the troubles that a re-assessment kept with a clause."""
    rows: Iterable[tuple[str, str]] = (change or {}).get("evidence", ())  # type: ignore[assignment]
    return tuple(Trouble(uuid.UUID(item), code) for item, code in rows if code in WORDS)


def _told(trouble: Trouble, titles: Mapping[uuid.UUID, str]) -> Told:
    title = titles.get(trouble.item)
    if title is None:
        return Told(None, UNSEEN, trouble.words)
    return Told(trouble.item, Text(title, title), trouble.words)
