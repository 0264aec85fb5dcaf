"""Findings as columns: what `findings/*.parquet` holds, row by row in order of place."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.scanning.origins import KINDS, Counting
from hegui.engine.spellings.data import spelling_rules

SUPPRESSED = "suppressed"
"""Kind of a term's place inside an allow phrase: written down, not counted."""
NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


class Row(NamedTuple):
    """One finding. `kind` is `term`, `suppressed`, `pii` or `suspicious`; `rule` the term as given,
    the identity kind or the rule of the second pass; offsets count characters.

    `digest` is keyed and empty for terms, which `rule` names already; `line` is the line of the
    file (from 1), or the row of a table; `field` is the field of the text where a record has
    several, else empty.
    """

    shard: str
    line: int
    doc_id: str
    kind: str
    rule: str
    variant: str
    risk: str
    start: int
    end: int
    confidence: float
    excerpt: str
    digest: str
    field: str


def counts(kind: str, confidence: float) -> bool:
    """Tell whether a row is a finding that counts: sure enough, and in no allow phrase."""
    return kind != SUPPRESSED and confidence >= spelling_rules().counted_from


class Taker(Protocol):
    """Something that takes findings one by one."""

    add: Callable[[Any], None]

    def whose(self, batch: Batch, number: int) -> None:
        """Take the document in which everything lies that was added since the last call."""


class Rows:
    """Rows of one shard, in the order in which they were added, and whose they are.

    `docs_hit` are documents with a finding that counts.
    """

    __slots__ = ("_rows", "_told", "add", "by_licence", "by_source", "docs_hit")

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self.add: Callable[[Row], None] = self._rows.append
        """Adds a row; its `shard` is left empty."""
        self._told = self.docs_hit = 0
        self.by_source, self.by_licence = Counting(), Counting()

    def __len__(self) -> int:
        return len(self._rows)

    def whose(self, batch: Batch, number: int) -> None:
        """Count the rows that were added since the last call by what their document says."""
        told, self._told = self._told, len(self._rows)
        if told == self._told:
            return
        found = [NUMBERS[row.kind] for row in self._rows[told:] if counts(row.kind, row.confidence)]
        if not found:
            return
        self.docs_hit += 1
        self.by_source.add(batch.sources[number], found)
        self.by_licence.add(batch.meta["licence"][number], found)

    def rows(self, shard: str) -> Iterator[Row]:
        """Yield the rows."""
        return (row._replace(shard=shard) for row in self._rows)

    def column(self, name: str) -> list[Any]:
        """Return the values of a column."""
        return [getattr(row, name) for row in self._rows]

    def columns(self, shard: str) -> dict[str, list[Any]]:
        """Return the columns by name, in the order of `Row`."""
        named = {name: self.column(name) for name in Row._fields}
        named["shard"] = [shard] * len(self)
        return named
