"""Global search: exact ids first, then every part of the product; only what one may see.

The index of words proposes the newest records that hold every word; the selector of each kind says
which of them the viewer may see. All kinds are asked together, so that the number of queries is
the same at any size.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from hegui.catalogue.query import title
from hegui.common.text import Text
from hegui.server.core.rules import finder
from hegui.server.core.search import Proposed, matching, proposed, together
from hegui.server.core.viewer import Viewer
from hegui.server.home import kinds
from hegui.server.home.exact import Hit, exact_hits
from hegui.server.home.kinds import Kind
from hegui.server.pages.language import said

MOST = 8
LOOKED_AT = 3 * (MOST + 1)
"""So many of the newest records of a kind are looked at before all that fit are."""
LONGEST = 100
COLUMNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was found in one part of the product; `more` tells that there is more."""

    name: Text
    hits: list[Hit] = field(default_factory=list)
    more: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part that is searched: its kind, what the index calls it, the fields that are shown.

    `found` makes title and note of those fields. Without `indexed`, the fields themselves are
    searched: people, of whom the index keeps nothing.
    """

    kind: Kind
    fields: tuple[str, ...]
    indexed: str = ""
    found: Callable[..., tuple[str, str]] = lambda title: (title, "")


PARTS = (
    Part(
        kind=kinds.SUBJECTS,
        indexed="inventory.subject",
        fields=("name", "key"),
        found=lambda name, key: (name, key),
    ),
    Part(
        kind=kinds.FILINGS,
        indexed="inventory.filing",
        fields=("procedure", "number", "subject__name"),
        found=lambda *row: (kinds.filed(*row), ""),
    ),
    Part(kind=kinds.EVIDENCE, indexed="evidence.item", fields=("title",)),
    Part(kind=kinds.REQUESTS, indexed="evidence.request", fields=("title",)),
    Part(
        kind=kinds.TEXTS,
        indexed="obligations.law_text",
        fields=("title", "label", "instrument"),
        found=lambda title, label, instrument: (title or f"{instrument} {label}", label),
    ),
    Part(kind=kinds.CONTROLS, indexed="controls.control", fields=("title",)),
    Part(kind=kinds.TASKS, indexed="improvement.task", fields=("title",)),
    Part(kind=kinds.RUNS, indexed="runs.run", fields=("title",)),
    Part(
        kind=kinds.ASSESSMENTS,
        indexed="assessments.assessment",
        fields=("title", "as_of"),
        found=lambda title, day: (title, day),
    ),
    Part(
        kind=kinds.PEOPLE,
        fields=("name", "email"),
        found=lambda name, email: (name or email, email),
    ),
)
BY_INDEX = {part.indexed: part for part in PARTS if part.indexed}
Rows = list[tuple[Any, ...]]


def search(viewer: Viewer, asked: str) -> list[Group]:
    """Return what has exactly the id that was asked for, then what fits every word, part by part.

    The number of queries depends on the parts alone.
    """
    words = asked[:LONGEST].split()[:8]
    if not words:
        return []
    return [group for group in _groups(viewer, words) if group.hits]


def _groups(viewer: Viewer, words: list[str]) -> Iterator[Group]:
    yield Group(name=Text("编号完全相符", "Exactly this id"), hits=_exact(viewer, words))
    if viewer.may("obligations.view"):
        yield _obligations(viewer, words)
    parts = [part for part in PARTS if viewer.may(part.kind.permission)]
    found = _found(viewer, parts, words)
    for part in parts:
        rows = found.get(part.indexed, [])
        yield Group(
            name=part.kind.name,
            hits=[_hit(viewer, part, row) for row in rows[:MOST]],
            more=len(rows) > MOST,
            href=part.kind.list_href(viewer),
        )


def _exact(viewer: Viewer, words: list[str]) -> list[Hit]:
    """Return what is called exactly as the one word, and the record that has it as its id."""
    hits = exact_hits(viewer, words)
    key = kinds.as_uuid(words[0]) if len(words) == 1 else None
    if key is None:
        return hits
    parts = [part for part in BY_INDEX.values() if viewer.may(part.kind.permission)]
    asked = ((part, part.kind.rows(viewer=viewer).filter(pk=key)) for part in parts)
    rows = _seen(asked)
    return [*hits, *(_hit(viewer, BY_INDEX[row[0]], row) for row in rows)]


def _found(viewer: Viewer, parts: list[Part], words: list[str]) -> dict[str, Rows]:
    """Return the visible rows of each part, the newest first, one more than is shown."""
    organisation = viewer.organisation.pk
    indexed = [part.indexed for part in parts if part.indexed]
    newest = proposed(organisation, indexed, words, most=LOOKED_AT)
    found = _by_part(_seen(_first(viewer, parts, words, newest)))
    place = {str(row.record.hex): number for number, row in enumerate(newest)}
    for rows in found.values():
        rows.sort(key=lambda row: place.get(_hex(row[1]), 0))
    return found | _by_part(_seen(_rest(viewer, parts, words, newest, found)))


def _first(
    viewer: Viewer, parts: list[Part], words: list[str], newest: list[Proposed]
) -> Iterator[tuple[Part, QuerySet[Any]]]:
    """Yield the rows that were proposed, and the people whom the words fit."""
    for part in parts:
        rows = part.kind.rows(viewer=viewer)
        if not part.indexed:
            yield part, _holding(rows, words, part.fields).order_by("name", "pk")[: MOST + 1]
        elif keys := [row.record for row in newest if row.kind == part.indexed]:
            yield part, rows.filter(pk__in=keys).order_by()


def _rest(
    viewer: Viewer,
    parts: list[Part],
    words: list[str],
    newest: list[Proposed],
    found: dict[str, Rows],
) -> Iterator[tuple[Part, QuerySet[Any]]]:
    """Yield all rows of the parts where of the newest ones too few may be seen."""
    for part in parts:
        looked = sum(row.kind == part.indexed for row in newest)
        if looked < LOOKED_AT or len(found.get(part.indexed, [])) > MOST:
            continue
        keys = matching(viewer.organisation.pk, part.indexed, words)
        yield part, part.kind.rows(viewer=viewer).filter(pk__in=keys).order_by("-pk")[: MOST + 1]


def _seen(asked: Iterable[tuple[Part, QuerySet[Any]]]) -> Rows:
    """Read what is shown of several kinds at once: part, key of the page, fields (one query)."""
    statements = []
    for part, rows in asked:
        try:
            statements.append(_columns(part, rows).query.sql_with_params())
        except EmptyResultSet:
            continue
    return together(statements)


def _columns(part: Part, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the same text columns for every kind: part, id, key of its page, its fields."""
    shown = {f"shown{n}": Cast(F(name), TextField()) for n, name in enumerate(part.fields)}
    empty = {f"shown{n}": Value("", output_field=TextField()) for n in range(len(shown), COLUMNS)}
    return rows.prefetch_related(None).values_list(
        Value(part.indexed, output_field=CharField()),
        Cast("pk", TextField()),
        Cast(F(part.kind.key), TextField()),
        *(shown | empty).values(),
    )


def _holding(rows: QuerySet[Any], words: Sequence[str], fields: Sequence[str]) -> QuerySet[Any]:
    for word in words:
        found = Q()
        for name in fields:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    return rows


def _by_part(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _hex(key: str) -> str:
    return key.replace("-", "")


def _hit(viewer: Viewer, part: Part, row: tuple[Any, ...]) -> Hit:
    key, fields = row[2], row[3 : 3 + len(part.fields)]
    said_title, note = part.found(*fields)
    page = kinds.as_uuid(key) if key else None
    return Hit(title=said_title, href=part.kind.href(viewer, page), note=note)


def _obligations(viewer: Viewer, words: list[str]) -> Group:
    rows = [found.row for found in finder().search(" ".join(words), "obligations")]
    kind = kinds.OBLIGATIONS
    hits = [
        Hit(title=said(title(row)), href=kind.href(viewer, row.id), note=row.id)
        for row in rows[:MOST]
    ]
    return Group(name=kind.name, hits=hits, more=len(rows) > MOST, href=kind.list_href(viewer))
