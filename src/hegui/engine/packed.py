"""Many records held in little memory: packed one after the other, made again when they are read."""

import os
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from typing import IO, Generic, TypeVar, overload

import msgspec

T = TypeVar("T", bound=msgspec.Struct)
SPILL_BYTES = 1 << 20
"""Bytes that are held before they go into the file."""
BLOCK_BYTES = 1 << 16
"""Bytes that are read at a time where records are read in order."""


class Packed(Sequence[T], Generic[T]):
    """A sequence of records of one kind. What is read is a new object each time.

    With `spill` all but the last megabyte is in a temporary file without a name, which nobody else
    can open and which is gone with this object; where no such file can be written, in memory.
    """

    def __init__(self, kind: type[T], *, spill: bool = False) -> None:
        self._file: IO[bytes] | None = None
        self._kind = kind
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._data = bytearray()
        self._ends = array("Q", (0,))
        self._spill = spill
        self._filed = 0

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def empty(self) -> "Packed[T]":
        """Return an empty sequence that is held in the same way."""
        return Packed(self._kind, spill=self._spill)

    def append(self, one: T) -> None:
        """Put a record at the end."""
        self._data += self._encode(one)
        self._ends.append(self._filed + len(self._data))
        if self._spill and len(self._data) >= SPILL_BYTES:
            self._put_away()

    def _put_away(self) -> None:
        """Write what is held into the file; hold it, and all that follows, where that fails."""
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed at the end
            left = memoryview(self._data)
            while left:
                left = left[os.pwrite(self._file.fileno(), left, self._end() - len(left)) :]
        except OSError:
            self._spill = False
            return
        finally:
            left = memoryview(b"")
        self._filed = self._end()
        self._data = bytearray()

    def _end(self) -> int:
        return self._ends[-1]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[T]:
        start = 0
        block: bytes | bytearray = b""
        for at in range(len(self)):
            begin, end = self._ends[at], self._ends[at + 1]
            if end > self._filed:
                yield self._decode(self._bytes(begin, end))
                continue
            if end > start + len(block):
                start = begin
                block = self._bytes(begin, min(max(end, begin + BLOCK_BYTES), self._filed))
            yield self._decode(block[begin - start : end - start])

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self._at(one) for one in range(*at.indices(len(self)))]
        return self._at(range(len(self))[at])

    def _at(self, at: int) -> T:
        return self._decode(self._bytes(self._ends[at], self._ends[at + 1]))

    def _bytes(self, start: int, end: int) -> bytes | bytearray:
        """Return the bytes between two ends of records, all in the file or all held."""
        if start >= self._filed or self._file is None:
            return self._data[start - self._filed : end - self._filed]
        return os.pread(self._file.fileno(), end - start, start)
