"""From batches of documents to their letters, with the place of each in its document."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.letters.table import Codes, letter_table
from hegui.checks.corpus.reading.batch import Batch

Places = NDArray[np.int64]
PIECE = 2 << 20
"""Bytes of text turned into letters at a time; longer documents are done piece by piece."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of some documents, one after the other.

    Document `first + i` of the batch has `codes[bounds[i]:bounds[i + 1]]`. `places` are offsets in
    characters inside the document. A piece of a long document is alone; `before` letters of the
    document come before it, and the last ones of the piece before are repeated, see `letters`.
    """

    codes: Codes
    places: Places
    bounds: Places
    first: int = 0
    before: int = 0

    def documents(self, positions: Places) -> Places:
        """Return the document in the batch of each letter."""
        return np.searchsorted(self.bounds, positions, side="right") - 1 + self.first


def letters(batch: Batch, overlap: int) -> Iterator[Letters]:
    """Yield the letters of a batch; a piece of a long document repeats `overlap` letters."""
    first = 0
    for number in range(len(batch) + 1):
        end = number == len(batch)
        long = not end and batch.ends[number] - batch.starts[number] > PIECE
        full = not end and batch.ends[number] - batch.starts[first] > PIECE
        if (end or long or full) and first < number:
            yield _whole(batch, first, number)
            first = number
        if long:
            yield from _pieces(batch, number, overlap)
            first = number + 1


def _whole(batch: Batch, first: int, end: int) -> Letters:
    """Return the letters of some whole documents."""
    base = batch.starts[first]
    data = batch.data[base : batch.ends[end - 1]]
    codes, kept = _read(data)
    heads = np.flatnonzero(np.frombuffer(data, np.uint8) & 0xC0 != 0x80)
    starts = np.array([*batch.starts[first:end], batch.ends[end - 1]], np.int64) - base
    begins = np.searchsorted(heads, starts)
    bounds = np.searchsorted(kept, begins)
    places = kept - np.repeat(begins[:-1], np.diff(bounds))
    return Letters(codes, places, bounds, first)


def _pieces(batch: Batch, number: int, overlap: int) -> Iterator[Letters]:
    """Yield the letters of one long document piece by piece."""
    codes, places = np.zeros(0, np.uint32), np.zeros(0, np.int64)
    characters = before = 0
    at, end = batch.starts[number], batch.ends[number]
    while at < end:
        cut = _cut(batch.data, at + PIECE, end)
        data = batch.data[at:cut]
        more, kept = _read(data)
        codes, places = np.concatenate((codes, more)), np.concatenate((places, kept + characters))
        characters += int(np.count_nonzero(np.frombuffer(data, np.uint8) & 0xC0 != 0x80))
        yield Letters(codes, places, np.array([0, len(codes)]), number, before)
        keep = min(overlap, len(codes))
        before += len(codes) - keep
        codes, places = codes[len(codes) - keep :], places[len(places) - keep :]
        at = cut


def _cut(data: bytes, at: int, end: int) -> int:
    """Return where a character begins at or after a byte."""
    while at < end and data[at] & 0xC0 == 0x80:
        at += 1
    return min(at, end)


def _read(data: bytes) -> tuple[Codes, Places]:
    """Return the letters of UTF-8 text and their offsets in characters."""
    codes = np.frombuffer(data.decode().encode("utf-32-le"), np.uint32)
    read = letter_table()[codes]
    kept = np.flatnonzero(read)
    return read[kept], kept
