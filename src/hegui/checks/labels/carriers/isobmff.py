"""Boxes of the ISO base media format (ISO/IEC 14496-12), shared by MP4, MOV, HEIF and AVIF."""

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import CUT_OFF, UnreadableMediaError
from hegui.checks.labels.carriers.source import Source

XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
IMAGE_BRANDS = frozenset(
    {
        b"heic",
        b"heix",
        b"heim",
        b"heis",
        b"hevc",
        b"hevx",
        b"mif1",
        b"mif2",
        b"msf1",
        b"avif",
        b"avis",
    }
)
"""Brands of HEIF and AVIF, whose labels stand elsewhere than those of movies."""
MAX_BRANDS = 256


class Box(NamedTuple):
    """One box: its type, where it stands, where its content begins, and where it ends."""

    kind: bytes
    at: int
    start: int
    end: int


def boxes(source: Source, start: int, end: int, place: str = "MP4") -> Iterator[Box]:
    """Yield the boxes between two offsets; a size beyond the parent is an error."""
    position = start
    while position + 8 <= end:
        source.count()
        size, kind = source.unpack(">I4s", position, place)
        head = 8
        if size == 1:
            (size,) = source.unpack(">Q", position + 8, place)
            head = 16
        elif size == 0:
            size = end - position
        if size < head or position + size > end:
            raise UnreadableMediaError(CUT_OFF, place=f"{place} {kind.decode('latin-1')!a}")
        yield Box(kind, position, position + head, position + size)
        position += size


def child(source: Source, parent: Box, kind: bytes) -> Box | None:
    """Return the first child of a kind."""
    return next((b for b in boxes(source, parent.start, parent.end) if b.kind == kind), None)


def first(found: Iterable[Box], kind: bytes) -> Box | None:
    """Return the first box of a kind."""
    return next((box for box in found if box.kind == kind), None)


def major_brand(source: Source) -> bytes:
    """Return the main brand of a file that begins with `ftyp`, empty for others."""
    head = source.head(12)
    return head[8:12] if head[4:8] == b"ftyp" else b""


def brands(source: Source) -> frozenset[bytes]:
    """Return the main brand and the compatible ones."""
    if not major_brand(source):
        return frozenset()
    (size,) = source.unpack(">I", 0, "ftyp")
    data = source.head(min(size, 16 + 4 * MAX_BRANDS))
    places = [8, *range(16, len(data) - 3, 4)]
    return frozenset(data[at : at + 4] for at in places)


def box(kind: bytes, *bodies: bytes) -> bytes:
    """Return a box."""
    body = b"".join(bodies)
    return struct.pack(">I", len(body) + 8) + kind + body


def enlarged(source: Source, parent: Box, by: int) -> tuple[int, int, bytes] | None:
    """Return the change to the size of a box that grows, None where it reaches to the end anyway.

    Raises `OverflowError` when the size does not fit its field.
    """
    (size,) = source.unpack(">I", parent.at, "MP4")
    if size == 0:
        return None
    new = parent.end - parent.at + by
    if size == 1:
        return parent.at + 8, parent.at + 16, struct.pack(">Q", new)
    if new > 0xFFFFFFFF:
        raise OverflowError
    return parent.at, parent.at + 4, struct.pack(">I", new)
