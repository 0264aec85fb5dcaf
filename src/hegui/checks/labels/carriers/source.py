"""Bounded reading of a file: every offset is checked against the size, every read has a limit."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from hegui.checks.labels.carriers.errors import (
    CUT_OFF,
    DAMAGED,
    TOO_LARGE,
    TOO_MANY,
    UnreadableMediaError,
)

MAX_FIELD = 1 << 20
"""A label has some hundred bytes and an XMP packet some ten thousand."""
MAX_PARTS = 100_000
"""More chunks, boxes or frames than any real file has before its label."""


class Source:
    """A file opened for reading in pieces. Use as a context manager."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, 2)
        self._parts = 0

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file; raises `OSError` when it cannot be opened."""
        return cls(path.open("rb"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def at(self, offset: int, length: int, place: str, limit: int = MAX_FIELD) -> bytes:
        """Return exactly `length` bytes at `offset`, or raise because the file ends before."""
        if length > limit:
            raise UnreadableMediaError(TOO_LARGE, place=place, limit=limit >> 10)
        if offset < 0 or length < 0 or offset + length > self.size:
            raise UnreadableMediaError(CUT_OFF, place=place)
        self._file.seek(offset)
        data = self._file.read(length)
        if len(data) != length:
            raise UnreadableMediaError(CUT_OFF, place=place)
        return data

    def unpack(self, format: str, offset: int, place: str) -> tuple[Any, ...]:  # noqa: A002
        """Return the numbers of a `struct` format at `offset`."""
        return struct.unpack(format, self.at(offset, struct.calcsize(format), place))

    def stream(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes between two offsets in pieces."""
        while start < end:
            data = self.at(start, min(end - start, MAX_FIELD), "file")
            yield data
            start += len(data)

    def count(self) -> None:
        """Count one part of the structure; raise when there are too many to be real."""
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise UnreadableMediaError(TOO_MANY, limit=MAX_PARTS)


def inflate(data: bytes, place: str) -> bytes:
    """Return zlib data unpacked, within the limit of a field."""
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(data, MAX_FIELD + 1)
    except zlib.error as error:
        raise UnreadableMediaError(DAMAGED, place=place) from error
    if len(out) > MAX_FIELD:
        raise UnreadableMediaError(TOO_LARGE, place=place, limit=MAX_FIELD >> 10)
    if not unpacker.eof:
        raise UnreadableMediaError(DAMAGED, place=place)
    return out


def decoded(data: bytes, encoding: str, place: str) -> str:
    """Return text, or raise because the bytes are not text in this encoding."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableMediaError(DAMAGED, place=place) from error
