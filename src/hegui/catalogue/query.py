"""Finding rows, walking from row to row in both directions, searching, comparing two days."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from hegui.catalogue.applicability import earlier_text
from hegui.catalogue.kinds import KINDS
from hegui.catalogue.model import Catalogue
from hegui.catalogue.references import REFERENCES, reach
from hegui.catalogue.syntax import names
from hegui.common.errors import WrongUseError
from hegui.common.text import Text

ROW_KINDS = tuple(kind for kind in KINDS if kind != "labels")
CONDITIONS = ("obligations", "criteria", "filing_procedures")
"""Kinds whose rows have a condition over facts."""


class RowNotFoundError(WrongUseError):
    """There is no row with this id."""

    code = "row_not_found"
    text = Text(
        "目录里没有编号为“{id}”的行{near_zh}；可用 hegui catalogue search 查找。",
        "The catalogue has no row with the id “{id}”{near_en}; try hegui catalogue search.",
    )
    near = Text("，最接近的是 {ids}", "; the nearest are {ids}")

    def __init__(self, *, id: str, near: Sequence[str] = ()) -> None:  # noqa: A002
        told = self.near.filled(ids=", ".join(near)) if near else Text("", "")
        super().__init__(id=id, near_zh=told.zh, near_en=told.en)


class Found(NamedTuple):
    """A row and its kind."""

    kind: str
    row: Any


class Link(NamedTuple):
    """One row refers to another by a field: `relation` is `kind.field` of the referring row."""

    relation: str
    source: tuple[str, str]
    target: tuple[str, str]


class Change(NamedTuple):
    """A row that is in effect on one of two days only: it `begins`, `ends` or `amends`.

    `amends`: the amended text takes effect, of a law whose earlier text the catalogue lacks.
    """

    kind: str
    row: Any
    what: str


def table(catalogue: Catalogue, kind: str) -> dict[str, Any]:
    """Return the rows of a kind by id."""
    rows: dict[str, Any] = getattr(catalogue, kind)
    return rows


def find(catalogue: Catalogue, row_id: str) -> list[Found]:
    """Return all rows with this id: id spaces of different kinds may share an id.

    An id in other letters (`gai-17-1`) finds the row too, unless another is written exactly so.
    """
    found = [found for found in all_rows(catalogue) if found.row.id == row_id]
    if not found:
        found = [found for found in all_rows(catalogue) if plain(found.row.id) == plain(row_id)]
    if not found:
        raise RowNotFoundError(id=row_id, near=nearest(row_id, ids(catalogue)))
    return found


def ids(catalogue: Catalogue) -> list[str]:
    """Return the ids of all rows, each once."""
    return list(dict.fromkeys(found.row.id for found in all_rows(catalogue)))


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return up to three known words that are written much like this one, whatever the case."""
    spelt = {plain(name): name for name in known}
    return [spelt[name] for name in get_close_matches(plain(word), spelt, n=3)]


def title(row: Any) -> Text:
    """Return what a row is called: its title, else its words."""
    zh = getattr(row, "title_zh", "") or getattr(row, "zh", "") or row.id
    en = getattr(row, "title_en", "") or getattr(row, "en", "") or row.id
    return Text(zh, en)


def all_links(catalogue: Catalogue) -> Iterator[Link]:
    """Yield every reference between rows, each once."""
    for kind, fields in REFERENCES.items():
        for row in table(catalogue, kind).values():
            for field, targets in fields.items():
                for word in dict.fromkeys(reach(row, field)):
                    target = next(t for t in targets if word in table(catalogue, t))
                    yield Link(f"{kind}.{field}", (kind, row.id), (target, word))
    for kind in CONDITIONS:
        for row in table(catalogue, kind).values():
            for name in names(row.applies_when) if row.applies_when else ():
                yield Link(f"{kind}.applies_when", (kind, row.id), ("facts", name))
    for row in catalogue.clauses.values():
        if row.parent in catalogue.clauses:
            yield Link("clauses.parent", ("clauses", row.id), ("clauses", row.parent))


class Links:
    """All links of a catalogue by both ends. A criterion stands for its clause and back."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.out: dict[tuple[str, str], list[Link]] = {}
        self.back: dict[tuple[str, str], list[Link]] = {}
        for link in all_links(catalogue):
            if link.relation == "criteria.id":
                continue
            plain = Link(link.relation, _clause(link.source), _clause(link.target))
            self.out.setdefault(plain.source, []).append(plain)
            self.back.setdefault(plain.target, []).append(plain)

    def of(self, kind: str, row_id: str) -> Iterator[tuple[str, bool, list[tuple[str, str]]]]:
        """Yield (relation, forwards, rows at the other end) for one row, in order of relation."""
        key = _clause((kind, row_id))
        for forwards, links in ((True, self.out.get(key, [])), (False, self.back.get(key, []))):
            for relation in dict.fromkeys(link.relation for link in links):
                ends = [
                    link.target if forwards else link.source
                    for link in links
                    if link.relation == relation
                ]
                yield relation, forwards, list(dict.fromkeys(ends))


def _clause(key: tuple[str, str]) -> tuple[str, str]:
    return ("clauses", key[1]) if key[0] == "criteria" else key


def plain(text: str) -> str:
    """Return a text in which wide and narrow, great and small letters are the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def all_rows(catalogue: Catalogue) -> Iterator[Found]:
    """Yield every row with its kind, in a fixed order."""
    for kind in ROW_KINDS:
        for row in table(catalogue, kind).values():
            yield Found(kind, row)


def changes(catalogue: Catalogue, start: dt.date, end: dt.date) -> list[Change]:
    """Return the rows in effect on one of the two days only, as seen on the later one."""
    found = []
    for kind, row in all_rows(catalogue):
        if not hasattr(row, "in_effect"):
            continue
        before, after = row.in_effect(start), row.in_effect(end)
        if before != after:
            begins = "amends" if earlier_text(row, catalogue, start) else "begins"
            found.append(Change(kind, row, begins if after else "ends"))
    return found
