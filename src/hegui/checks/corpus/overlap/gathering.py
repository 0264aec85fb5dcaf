"""The runs of works, gathered in parts on disk by their first bits, so that each part can be sorted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.letters.grams import chosen, gram_digests
from hegui.checks.corpus.letters.letters import letters
from hegui.checks.corpus.overlap.kinds import Kind, rules
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.files import CorpusFile, Unit
from hegui.checks.corpus.reading.units import read_unit
from hegui.engine.model import InputFile, ItemError
from hegui.project.model import FieldMap

PARTS = 64
PART_SHIFT = np.uint64(64 - 6)
RUN = np.dtype([("digest", np.uint64), ("text", np.uint32), ("place", np.uint32)])
HELD = 1 << 16
"""Runs of one part that are held before they are written."""


class Gathering:
    """The runs of all works, in parts on disk."""

    def __init__(self, kind: Kind, scratch: Path) -> None:
        self.kind = kind
        self.cut = rules().kinds[kind]
        self.names: list[str] = []
        self.lengths: list[int] = []
        self.short: list[str] = []
        self.inputs: list[InputFile] = []
        self.errors: list[ItemError] = []
        self._paths = [scratch / f"{part}.runs" for part in range(PARTS)]
        self._held: list[list[NDArray[Any]]] = [[] for _ in range(PARTS)]
        self._counts = [0] * PARTS

    def read(self, file: CorpusFile, fields: FieldMap, tick: Callable[[int], None]) -> None:
        """Take the works of a file."""
        unit = Unit(0, fields, (file,))
        for batch in read_unit(unit, tick, self.errors.append, self.inputs.append):
            self._take(batch)

    def part(self, number: int) -> NDArray[Any]:
        """Return the runs of a part, sorted by digest, text and place."""
        self._write(number)
        path = self._paths[number]
        runs = np.fromfile(path, RUN) if path.exists() else np.zeros(0, RUN)
        path.unlink(missing_ok=True)
        return runs[np.lexsort((runs["place"], runs["text"], runs["digest"]))]

    def _take(self, batch: Batch) -> None:
        gram = self.cut.gram
        numbers = self._numbered(batch, gram)
        for piece in letters(batch, gram + 2 * self.cut.window):
            grams = chosen(gram_digests(piece, gram), self.cut.window)
            owners = piece.documents(grams.positions)
            runs = np.zeros(len(owners), RUN)
            runs["digest"] = grams.digests
            runs["text"] = numbers[owners]
            runs["place"] = grams.positions - piece.bounds[owners - piece.first] + piece.before
            self._hold(runs)

    def _numbered(self, batch: Batch, gram: int) -> NDArray[np.int64]:
        """Give the works of a batch that are long enough their numbers."""
        counts = np.zeros(len(batch), np.int64)
        for piece in letters(batch, 0):
            ends = piece.first + len(piece.bounds) - 1
            counts[piece.first : ends] += np.diff(piece.bounds)
        numbers = np.zeros(len(batch), np.int64)
        for number, count in enumerate(counts.tolist()):
            if count < gram:
                self.short.append(batch.where(number))
                continue
            numbers[number] = len(self.names)
            self.names.append(batch.ids[number])
            self.lengths.append(count)
        return numbers

    def _hold(self, runs: NDArray[Any]) -> None:
        parts = (runs["digest"] >> PART_SHIFT).astype(np.int64)
        order = np.argsort(parts, kind="stable")
        cuts = np.searchsorted(parts[order], np.arange(PARTS + 1))
        for number in range(PARTS):
            own = runs[order[cuts[number] : cuts[number + 1]]]
            self._held[number].append(own)
            self._counts[number] += len(own)
            if self._counts[number] >= HELD:
                self._write(number)

    def _write(self, number: int) -> None:
        with self._paths[number].open("ab") as file:
            for runs in self._held[number]:
                file.write(runs.tobytes())
        self._held[number], self._counts[number] = [], 0
