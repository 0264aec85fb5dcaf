"""The columns of an index while they grow, on disk, and the table of its buckets."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.overlap.format import ARRAYS, Content
from hegui.checks.corpus.overlap.kinds import rules

COLUMNS = (("digests", "digest"), ("texts", "text"), ("places", "place"))
"""Name in the index, and in the runs that are gathered."""


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
    """Return where the digests with each value of their first bits begin, and the end."""
    bits = bucket_bits(len(digests))
    edges = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    starts = np.searchsorted(digests, edges).astype(np.uint64)
    return np.concatenate((starts, np.array([len(digests)], np.uint64)))


def bucket_bits(runs: int) -> int:
    """Return how many first bits are looked up directly: about one run for each value."""
    return max(1, min(32, runs.bit_length()))
