"""Many records held in little memory: packed one after the other, made again when they are read."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar, overload

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class Packed(Sequence[T], Generic[T]):
    """A sequence of records of one kind. What is read is a new object each time."""

    def __init__(self, kind: type[T]) -> None:
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._data = bytearray()
        self._ends = array("Q", (0,))

    def append(self, one: T) -> None:
        """Put a record at the end."""
        self._data += self._encode(one)
        self._ends.append(len(self._data))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[T]:
        return map(self._at, range(len(self)))

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self._at(one) for one in range(*at.indices(len(self)))]
        return self._at(range(len(self))[at])

    def _at(self, at: int) -> T:
        start, end = self._ends[at : at + 2]
        return self._decode(self._data[start:end])
