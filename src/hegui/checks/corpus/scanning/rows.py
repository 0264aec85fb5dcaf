"""Findings as columns: what `findings/*.parquet` holds, row by row in order of place."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

SUPPRESSED = "suppressed"
"""Kind of a term's place inside an allow phrase: written down, not counted."""


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


class Taker(Protocol):
    """Something that takes findings one by one."""

    add: Callable[[Any], None]


class Rows:
    """Rows of one shard, in the order in which they were added."""

    __slots__ = ("_rows", "add")

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self.add: Callable[[Row], None] = self._rows.append
        """Adds a row; its `shard` is left empty."""

    def __len__(self) -> int:
        return len(self._rows)

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
