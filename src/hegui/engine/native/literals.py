"""Finding many literal keys with the native library; see `literals.c`."""

import ctypes
import weakref
from array import array
from collections.abc import Sequence
from itertools import accumulate

from hegui.engine.native.library import address, library

ROOM = 4096
"""Occurrences that one call may find; a search with more takes several calls."""


class NativeLiterals:
    """Keys in tables of the native library. Not to be shared between threads."""

    def __init__(self, keys: Sequence[bytes], name: str = "") -> None:
        """Make the tables, in less time than reading kept ones would take; `name` has no use here.

        Raises `ImportError` where there is no library.
        """
        found = library()
        if found is None:
            raise ImportError("hegui.engine.native: no library")
        self._lengths = list(map(len, keys))
        ends = array("Q", accumulate(self._lengths))
        self._set = found.literals_new(b"".join(keys), ends.buffer_info()[0], len(keys))
        if not self._set:
            raise MemoryError
        weakref.finalize(self, found.literals_free, self._set)
        self._search = found.literals_find
        self._room = max(ROOM, found.literals_most(self._set))
        self._found = array("q", bytes(16 * self._room))

    def find(self, buffer: bytes | bytearray) -> list[tuple[int, int, int]]:
        """Return (key, start, end) of all occurrences in order of their starts."""
        lengths, places, size = self._lengths, self._found, len(buffer)
        at, room, data = ctypes.c_size_t(0), places.buffer_info()[0], address(buffer)
        found: list[tuple[int, int, int]] = []
        while at.value < size:
            count = self._search(self._set, data, size, ctypes.byref(at), room, self._room)
            pairs = places[: 2 * count]
            found += [
                (key, start, start + lengths[key])
                for key, start in zip(pairs[::2], pairs[1::2], strict=True)
            ]
        return found
