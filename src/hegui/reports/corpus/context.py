"""The context of a corpus report: frozen records in one language. Templates only place them."""

from dataclasses import dataclass
from typing import Any

from hegui.common.text import Lang
from hegui.reports.context import Word


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `right` are the columns of numbers, `note` says what was left out."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class BarView:
    """One bar: its share of the longest one, and what is written beside it."""

    label: str
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with a title, a unit and a source line; `alternative` says the same in words."""

    title: str
    unit: str
    source: str
    alternative: str
    bars: tuple[BarView, ...]
    data: Table


@dataclass(frozen=True, slots=True)
class Answer:
    """A rate with its making, and the two answers about its limit, which are kept apart."""

    label: str
    counts: str
    share: float
    low: float
    high: float
    bound: str
    limit: float | None
    limit_text: str
    rule: Word
    support: Word


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture (JPEG in Base64) with a name of its own and what is said of it."""

    name: str
    data: str
    caption: str
    state: Word


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report; `state` says whether it was done."""

    id: str
    title: str
    state: Word
    lead: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusContext:
    """Everything a corpus report shows, in one language."""

    lang: Lang
    w: dict[str, Any]
    title: str
    name: str
    as_of: str
    report_id: str
    digest: str
    catalogue: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
