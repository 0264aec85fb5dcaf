"""The columns of an index while they grow, on disk, and the table of its buckets."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.overlap.format import ARRAYS, Content
from hegui.checks.corpus.overlap.kinds import rules

COLUMNS = (("digests", "digest"), ("texts", "text"), ("places", "place"))
"""Name in the index, and in the runs that are gathered."""
MOST_BITS = 28
"""The table of buckets takes at most 2 GB."""
STEP = 1 << 20


class Columns:
    """The columns of the index while they grow, on disk."""

    def __init__(self, scratch: Path) -> None:
        self._paths = {name: scratch / name for name, _ in COLUMNS}
        self._runs = self.crowded = 0

    def add(self, runs: NDArray[Any]) -> None:
        """Add the sorted runs of the next part; a run that very many texts hold is cut."""
        kept = _not_crowded(runs)
        self.crowded += len(runs) - len(kept)
        self._runs += len(kept)
        for name, column in COLUMNS:
            with self._paths[name].open("ab") as file:
                file.write(np.ascontiguousarray(kept[column]).tobytes())

    def content(self, lengths: NDArray[np.uint32], names: list[str]) -> Content:
        """Return everything, mapped."""
        arrays: dict[str, Any] = {
            name: np.memmap(path, ARRAYS[name], "r", shape=(self._runs,))
            for name, path in self._paths.items()
        }
        starts = buckets(arrays["digests"])
        return Content(**arrays, buckets=starts, letters=lengths, names=names)


def _not_crowded(runs: NDArray[Any]) -> NDArray[Any]:
    """Keep the first places of a run in a text, and the first texts that hold it."""
    said = rules()
    if not len(runs):
        return runs
    digests, texts = runs["digest"], runs["text"]
    new_run = np.concatenate(([True], digests[1:] != digests[:-1]))
    new_text = new_run | np.concatenate(([True], texts[1:] != texts[:-1]))
    place = _since(np.arange(len(runs)), new_text)
    text = _since(np.cumsum(new_text), new_run)
    return runs[(place < said.most_places) & (text < said.most_texts)]


def _since(numbers: NDArray[np.int64], new: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how far rising numbers have come since the last that is new."""
    far: NDArray[np.int64] = numbers - np.maximum.accumulate(np.where(new, numbers, 0))
    return far


def buckets(digests: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return where the digests with each value of their first bits begin, and the end.

    There are two to four digests for each value, more in a very large index.
    """
    bits = min(MOST_BITS, max(1, len(digests).bit_length() - 2))
    count, shift = 1 << bits, np.uint64(64 - bits)
    starts = np.full(count + 1, len(digests), np.uint64)
    for at in range(0, count, STEP):
        edges = np.arange(at, min(count, at + STEP), dtype=np.uint64) << shift
        starts[at : at + len(edges)] = np.searchsorted(digests, edges)
    return starts
