"""RIFF, the container of WebP, WAV and AVI: chunks, their order, and the size at the top."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import RefusedError
from hegui.checks.labels.carriers.refusals import NO_ROOM
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source, decoded

HEADER = 12
LARGEST = 0xFFFFFFFF
UNKNOWN_SIZE = 0xFFFFFFFF
"""Written by tools that stream, and in RF64 where a chunk `ds64` holds the true size."""
LABEL = KEY.encode()
MANIFEST = b"C2PA"
"""The chunk of a C2PA manifest, which signs all others."""


class Chunk(NamedTuple):
    """One chunk: its name, where it stands, where its data begin and end."""

    kind: bytes
    at: int
    start: int
    stop: int

    @property
    def end(self) -> int:
        """Where the next chunk begins: behind a zero byte when the length is odd."""
        return self.stop + (self.stop - self.start & 1)


def riff_kind(source: Source) -> bytes:
    """Return what kind of RIFF a file is (`WEBP`, `WAVE`, `AVI `), empty for other files."""
    head = source.head(HEADER)
    return head[8:12] if head[:4] in (b"RIFF", b"RF64") else b""


def body_end(source: Source) -> int:
    """Return where the first RIFF ends; bytes behind it belong to nobody and are kept."""
    mark, size = source.unpack("<4sI", 0, "RIFF")
    if mark == b"RF64":
        name, _length, size = source.unpack("<4sIQ", HEADER, "RF64")
        if name != b"ds64":
            raise UnreadableMediaError(DAMAGED, place="RF64 ds64")
    elif size in (UNKNOWN_SIZE, 0):
        return source.size
    # The zero byte behind an odd last chunk is often not counted or not written.
    if 8 + size > source.size + 1:
        raise UnreadableMediaError(CUT_OFF, place="RIFF")
    return min(8 + int(size), source.size)


def chunks(source: Source, start: int, end: int, place: str) -> Iterator[Chunk]:
    """Yield the chunks between two offsets; one that runs beyond is an error."""
    position = start
    while position + 8 <= end:
        source.count()
        kind, size = source.unpack("<4sI", position, place)
        if size == UNKNOWN_SIZE and kind == b"data":
            size = _data_size(source, position, end)
        stop = position + 8 + size
        if stop > end:
            raise UnreadableMediaError(CUT_OFF, place=f"{place} {kind.decode('latin-1')!a}")
        chunk = Chunk(kind, position, position + 8, stop)
        yield chunk
        position = chunk.end


def _data_size(source: Source, position: int, end: int) -> int:
    """Return the size of a `data` chunk that its own field cannot hold."""
    if source.head(4) == b"RF64":
        (size,) = source.unpack("<Q", HEADER + 16, "RF64 ds64")
        return int(size)
    return end - position - 8


def info_lists(source: Source, found: Iterator[Chunk]) -> Iterator[Chunk]:
    """Yield the chunks of `LIST INFO` lists."""
    for chunk in found:
        if is_info(source, chunk):
            yield from chunks(source, chunk.start + 4, chunk.stop, "RIFF LIST INFO")


def is_info(source: Source, chunk: Chunk) -> bool:
    """Tell whether a chunk is a list of information."""
    if chunk.kind != b"LIST" or chunk.stop - chunk.start < 4:
        return False
    return source.at(chunk.start, 4, "RIFF") == b"INFO"


def site_of(source: Source, chunk: Chunk, place: str) -> Site:
    """Return the label that a chunk holds."""
    data = source.at(chunk.start, chunk.stop - chunk.start, place)
    text = decoded(data.rstrip(b"\0"), "utf-8", place)
    return Site(place, text, True, chunk.start, chunk.stop)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk with the zero byte that an odd length needs."""
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1)


def resized(source: Source, by: int) -> list[tuple[int, int, bytes]]:
    """Return the changes to the size at the top when the body grows."""
    mark, size = source.unpack("<4sI", 0, "RIFF")
    if by == 0 or (mark == b"RIFF" and size in (UNKNOWN_SIZE, 0)):
        return []
    new = body_end(source) - 8 + by
    if mark == b"RF64":
        return [(HEADER + 8, HEADER + 16, struct.pack("<Q", new))]
    if new > LARGEST:
        raise RefusedError(NO_ROOM, place="RIFF (4 GB)")
    return [(4, 8, struct.pack("<I", new))]
