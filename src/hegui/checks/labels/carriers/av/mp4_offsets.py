"""Offsets that count from the start of a movie file: in its tables and in its fragments."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.isobmff import Box, boxes
from hegui.checks.labels.carriers.protocol import RefusedError
from hegui.checks.labels.carriers.refusals import NOT_MERGED
from hegui.checks.labels.carriers.source import Source

BASE_DATA_OFFSET = 0x01
APART = frozenset({b"free", b"skip", b"wide", b"moov", b"uuid"})
"""Boxes into which no table of media points; tools put them in and take them out."""


class Pointer(NamedTuple):
    """One offset in a fragment or its index: where it stands, its width, its value."""

    at: int
    width: int
    value: int


class Places:
    """The parts of a file in order, to say of an offset which part it points into, and where."""

    def __init__(self, top: list[Box]) -> None:
        self._boxes = [box for box in top if box.kind not in APART]
        self._starts = [box.at for box in self._boxes]

    def relative(self, offset: int) -> bytes:
        """Return an offset in a form that does not change when whole parts move."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            raise UnreadableMediaError(DAMAGED, place="MP4 stco")
        return struct.pack(">Iq", number, offset - self._starts[number])


def pointers(source: Source, top: list[Box]) -> Iterator[Pointer]:
    """Yield the offsets in fragments (`tfhd`) and in their index at the end (`tfra`)."""
    for part in top:
        if part.kind == b"moof":
            yield from _in_fragment(source, part)
        elif part.kind == b"mfra":
            for table in boxes(source, part.start, part.end, "MP4 mfra"):
                if table.kind == b"tfra":
                    yield from _in_index(source, table)


def refuse_unmovable(source: Source, top: list[Box], moov: Box) -> None:
    """Raise where the file holds offsets across the movie box that are not understood."""
    for part in top:
        if part.kind == b"meta" or (part.kind == b"sidx" and part.at < moov.at):
            raise RefusedError(NOT_MERGED, place=f"MP4 {part.kind.decode()}")


def _in_fragment(source: Source, moof: Box) -> Iterator[Pointer]:
    for track in boxes(source, moof.start, moof.end, "MP4 moof"):
        if track.kind != b"traf":
            continue
        for part in boxes(source, track.start, track.end, "MP4 traf"):
            if part.kind == b"tfhd" and source.at(part.start, 4, "MP4 tfhd")[3] & BASE_DATA_OFFSET:
                (value,) = source.unpack(">Q", part.start + 8, "MP4 tfhd")
                yield Pointer(part.start + 8, 8, value)


def _in_index(source: Source, table: Box) -> Iterator[Pointer]:
    version, sizes, count = source.unpack(">B10xBI", table.start, "MP4 tfra")
    width = 8 if version else 4
    step = 2 * width + 3 + (sizes >> 4 & 3) + (sizes >> 2 & 3) + (sizes & 3)
    start = table.start + 16
    if start + count * step > table.end:
        raise UnreadableMediaError(DAMAGED, place="MP4 tfra")
    for at in range(start + width, start + width + count * step, step):
        data = source.at(at, width, "MP4 tfra")
        yield Pointer(at, width, int.from_bytes(data, "big"))
