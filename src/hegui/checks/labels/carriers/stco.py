"""Tables of chunk offsets in a movie: reading them, and moving what they point to."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.isobmff import Box, boxes
from hegui.checks.labels.carriers.source import Source

CONTAINERS = frozenset({b"trak", b"mdia", b"minf", b"stbl"})
DEEPEST = 8
STEP = 1 << 14
"""Offsets that are handled at a time."""


class TableShift(NamedTuple):
    """The offsets of one table, from `start` up to `end`, and by how much they move."""

    source: Source
    start: int
    end: int
    width: int
    by: int
    behind: int

    def offsets(self) -> Iterator[int]:
        """Yield the offsets as they stand."""
        for numbers in self._numbers():
            yield from numbers

    def make(self) -> Iterator[bytes]:
        """Yield the table with every offset at or behind `behind` moved.

        Raises `struct.error` when an offset outgrows its width.
        """
        for numbers in self._numbers():
            moved = [n + self.by if n >= self.behind else n for n in numbers]
            yield struct.pack(f">{len(moved)}{self.code}", *moved)

    @property
    def code(self) -> str:
        """Format of one offset."""
        return "I" if self.width == 4 else "Q"

    def _numbers(self) -> Iterator[tuple[int, ...]]:
        step = STEP * self.width
        for at in range(self.start, self.end, step):
            data = self.source.at(at, min(step, self.end - at), "MP4 stco")
            yield struct.unpack(f">{len(data) // self.width}{self.code}", data)


def shifts(
    source: Source, parent: Box, by: int, behind: int, depth: int = 0
) -> Iterator[TableShift]:
    """Yield the tables of chunk offsets below a box, in order."""
    if depth > DEEPEST:
        raise UnreadableMediaError(DAMAGED, place="MP4 trak")
    for found in boxes(source, parent.start, parent.end, "MP4 trak"):
        if found.kind in CONTAINERS:
            yield from shifts(source, found, by, behind, depth + 1)
        elif found.kind in (b"stco", b"co64", b"saio"):
            start, width = _table(source, found)
            (count,) = source.unpack(">I", start - 4, "MP4 stco")
            if start + count * width > found.end:
                raise UnreadableMediaError(DAMAGED, place="MP4 stco")
            yield TableShift(source, start, start + count * width, width, by, behind)


def _table(source: Source, found: Box) -> tuple[int, int]:
    """Return where the first offset of a table stands and its width."""
    if found.kind != b"saio":
        return found.start + 8, 4 if found.kind == b"stco" else 8
    version, _high, _middle, low = source.at(found.start, 4, "MP4 saio")
    return found.start + (16 if low & 1 else 8), 8 if version else 4
