"""Findings as columns: what `findings/*.parquet` holds, row by row in order of place."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple


class Row(NamedTuple):
    """One finding. `rule` is the term as given or the identity kind; offsets count characters.

    `digest` is keyed and empty for terms, which `rule` names already; `line` is the line of the
    file (from 1), or the row of a table.
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


@dataclass(slots=True)
class Rows:
    """Rows by column, so that they become a table without another look at each."""

    line: list[int] = field(default_factory=list)
    doc_id: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    rule: list[str] = field(default_factory=list)
    variant: list[str] = field(default_factory=list)
    risk: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)
    excerpt: list[str] = field(default_factory=list)
    digest: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.line)

    def rows(self, shard: str) -> Iterator[Row]:
        """Yield the rows."""
        for values in zip(*(getattr(self, name) for name in COLUMNS), strict=True):
            yield Row(shard, *values)

    def columns(self, shard: str) -> dict[str, list[Any]]:
        """Return the columns by name, in the order of `Row`."""
        named = {name: getattr(self, name) for name in COLUMNS}
        return {"shard": [shard] * len(self), **named}


COLUMNS = tuple(one.name for one in fields(Rows))
