"""Comparing batches of documents with an index."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hegui.checks.corpus.letters.grams import Grams, chosen, gram_digests
from hegui.checks.corpus.letters.letters import Letters, letters
from hegui.checks.corpus.letters.table import weight_table
from hegui.checks.corpus.overlap.format import open_index
from hegui.checks.corpus.overlap.kinds import rules
from hegui.checks.corpus.overlap.lookup import Lookup
from hegui.checks.corpus.overlap.passages import Hit, Measure, Shared, hits
from hegui.checks.corpus.reading.batch import Batch


class Compared(NamedTuple):
    """A hit with what is known of its text: name, and the shares of both."""

    hit: Hit
    name: str
    doc_share: float
    text_share: float


class Comparer:
    """An index, opened, and how to compare with it."""

    def __init__(self, path: Path, *, verify: bool = True) -> None:
        self.header, self._content = open_index(path, verify=verify)
        cut, said = rules().kinds[self.header.kind], rules()
        self._lookup = Lookup(self._content)
        self._measure = Measure(self.header.gram, said.gap, cut.passage, cut.whole)
        self._weights = weight_table(said.ideograph)
        self.share = cut.share

    def compare(self, batch: Batch) -> Iterator[Compared]:
        """Yield what the documents of a batch share with the texts, by document and text."""
        counts = np.zeros(len(batch), np.int64)
        parts: list[Shared] = []
        for piece in letters(batch, self.header.gram + 2 * self.header.window):
            before = np.full(len(piece.bounds) - 1, piece.before)
            ends = piece.first + len(before)
            counts[piece.first : ends] = np.diff(piece.bounds) + before
            if len((shared := self._shared(piece)).at):
                parts.append(shared)
        if not parts:
            return
        names, lengths = self._content.names, self._content.letters
        for hit in hits(Shared.joined(parts), lengths, self._measure):
            doc_share = hit.letters / int(counts[hit.document])
            text_share = hit.text_letters / int(lengths[hit.text])
            yield Compared(hit, names[hit.text], min(1.0, doc_share), min(1.0, text_share))

    def _shared(self, piece: Letters) -> Shared:
        gram = self.header.gram
        grams: Grams = chosen(gram_digests(piece, gram), self.header.window)
        met = self._lookup.find_all(grams.digests)
        positions = grams.positions[met.asked]
        documents = piece.documents(positions)
        weights = self._weights[piece.codes[positions[:, None] + np.arange(gram)]]
        return Shared(
            document=documents,
            text=self._content.texts[met.runs].astype(np.int64),
            at=positions - piece.bounds[documents - piece.first] + piece.before,
            place=self._content.places[met.runs].astype(np.int64),
            start=piece.places[positions],
            end=piece.places[positions + gram - 1] + 1,
            weight=weights.sum(axis=1, dtype=np.int64),
        )
