"""The sketches of all shards together, mapped from disk; documents are numbered through."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.duplicates.sketches import BANDS, Table
from hegui.checks.corpus.duplicates.stage import open_sketches

Numbers = NDArray[np.int64]


class Store:
    """All documents, in the order of shards by name and lines in them.

    A place is a shard of a folder: corpora with different fields lie in different folders.
    """

    def __init__(self, places: Sequence[tuple[Path, str]]) -> None:
        self.places = sorted(places, key=lambda place: (place[1], place[0]))
        self._tables = [open_sketches(folder, shard) for folder, shard in self.places]
        counts = [table.shape[1] for table in self._tables]
        self.starts: Numbers = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
        self.docs = int(self.starts[-1])

    def row(self, number: int) -> Iterator[tuple[Numbers, NDArray[np.uint64]]]:
        """Yield (documents, values) of a row of the tables, shard by shard."""
        for start, table in zip(self.starts.tolist(), self._tables, strict=False):
            yield np.arange(start, start + table.shape[1]), np.asarray(table[number])

    def shard(self, number: int) -> tuple[int, Table]:
        """Return the first document of a shard, and its table."""
        return int(self.starts[number]), self._tables[number]

    def columns(self, documents: Numbers, rows: slice = slice(BANDS, None)) -> Table:
        """Return rows of the given documents, by default their bands."""
        height = len(range(*rows.indices(len(self._tables[0]))))
        found = np.zeros((height, len(documents)), np.uint64)
        order = np.argsort(documents, kind="stable")
        cuts = np.searchsorted(documents[order], self.starts)
        for number, table in enumerate(self._tables):
            own = order[cuts[number] : cuts[number + 1]]
            if len(own):
                found[:, own] = table[rows][:, documents[own] - self.starts[number]]
        return found

    def values(self, row: int, documents: Numbers) -> Numbers:
        """Return one row of the given documents as numbers."""
        found: Numbers = self.columns(documents, slice(row, row + 1))[0].astype(np.int64)
        return found
