"""Bounded reading of a file: every offset is checked against the size, every read has a limit."""

import os
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from hegui.checks.labels.carriers.errors import (
    CUT_OFF,
    DAMAGED,
    NOT_A_FILE,
    TOO_LARGE,
    TOO_MANY,
    UnreadableMediaError,
)

MAX_FIELD = 1 << 20
"""A label has some hundred bytes and an XMP packet some ten thousand."""
MAX_PARTS = 100_000
"""More chunks, boxes or frames than any real file has before its label."""
PIECE = 1 << 18
"""Read at a time: small enough to stay in the cache of the processor."""
SMALL = 1 << 20
"""A file up to this size is read at once."""
FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""Without blocking: a named pipe would wait for a writer for ever."""


T = TypeVar("T")


class Source:
    """A file opened for reading in pieces. Use as a context manager."""

    __slots__ = ("_data", "_handle", "_known", "_parts", "forced", "name", "path", "size", "stamp")

    def __init__(self, data: bytes | None, handle: int = -1, name: str = "") -> None:
        self._data = data
        self._handle = handle
        self._parts = 0
        self._known: dict[str, Any] = {}
        self.name = name
        self.size = 0 if data is None else len(data)
        self.stamp = (0, 0)
        """Size and time of change when it was opened."""
        self.forced = False
        """Whether signatures may be broken, by the user's word."""
        self.path: Path | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file; raises `OSError` when it cannot be opened."""
        handle = os.open(path, FLAGS)
        try:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode):
                raise UnreadableMediaError(NOT_A_FILE)
            small = state.st_size <= SMALL
            data = os.read(handle, state.st_size) if small else None
            source = cls(data, handle, os.path.basename(path))
        except BaseException:
            os.close(handle)
            raise
        source.size, source.path = state.st_size, path
        source.stamp = (state.st_size, state.st_mtime_ns)
        return source

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    @property
    def suffix(self) -> str:
        """The extension of the name, in small letters, with its dot."""
        return os.path.splitext(self.name)[1].lower()

    def head(self, length: int) -> bytes:
        """Return up to `length` bytes from the start."""
        return self.at(0, min(length, self.size), "file")

    def at(self, offset: int, length: int, place: str, limit: int = MAX_FIELD) -> bytes:
        """Return exactly `length` bytes at `offset`, or raise because the file ends before."""
        if length > limit:
            raise UnreadableMediaError(TOO_LARGE, place=place, limit=limit >> 10)
        if offset < 0 or length < 0 or offset + length > self.size:
            raise UnreadableMediaError(CUT_OFF, place=place)
        if self._data is not None:
            data = self._data[offset : offset + length]
        else:
            data = os.pread(self._handle, length, offset)
        if len(data) != length:
            raise UnreadableMediaError(CUT_OFF, place=place)
        return data

    def unpack(self, format: str, offset: int, place: str) -> tuple[Any, ...]:  # noqa: A002
        """Return the numbers of a `struct` format at `offset`."""
        if self._data is not None and 0 <= offset <= self.size:
            try:
                return struct.unpack_from(format, self._data, offset)
            except struct.error as error:
                raise UnreadableMediaError(CUT_OFF, place=place) from error
        return struct.unpack(format, self.at(offset, struct.calcsize(format), place))

    def stream(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes between two offsets in pieces."""
        if self._data is not None:
            yield self.at(start, end - start, "file", SMALL)
            return
        while start < end:
            data = self.at(start, min(end - start, PIECE), "file")
            yield data
            start += len(data)

    def copy(self, start: int, end: int, out: int) -> None:
        """Append a range to an open file, inside the system's kernel where it can."""
        if self._data is not None:
            write_all(out, memoryview(self._data)[start:end])
            return
        start = _copied_by_kernel(self._handle, out, start, end)
        for data in self.stream(start, end):
            write_all(out, data)

    @property
    def data(self) -> bytes | None:
        """The whole file where it is small enough to be held."""
        return self._data

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` returned the first time: the structure of a file is walked once."""
        if name not in self._known:
            self._known[name] = make()
        found: T = self._known[name]
        return found

    def count(self) -> None:
        """Count one part of the structure; raise when there are too many to be real."""
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise UnreadableMediaError(TOO_MANY, limit=MAX_PARTS)


def write_all(handle: int, data: bytes | memoryview) -> None:
    """Write all bytes to a file; the system may take them in several parts."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _copied_by_kernel(handle: int, out: int, start: int, end: int) -> int:
    """Copy as far as the system does it by itself; return where it stopped."""
    if not hasattr(os, "copy_file_range"):
        return start
    try:
        while start < end:
            done = os.copy_file_range(handle, out, min(end - start, 1 << 30), start)
            if done == 0:
                break
            start += done
    except OSError as error:
        if error.errno in (28, 27, 122):  # no space, too large, over quota: not a lack of support
            raise
    return start


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
