"""Where the texts of JSON lines stand, told by the native library; see `lines.c`."""

from array import array
from typing import NamedTuple

from hegui.engine.native.library import address, library

LINES = 1 << 16
"""Lines for which there is room at first."""
NO_TEXT, UNSURE = 0, -1
"""Instead of a place: a line that must be decoded, and one about which another parser must tell."""


class Lines(NamedTuple):
    """Of each line: where it ends, where its text begins, and where the quote behind the text is."""

    ends: list[int]
    texts: list[int]
    closes: list[int]


class NativeLines:
    """Finds the text of lines by its name. Not to be shared between threads."""

    def __init__(self, name: bytes) -> None:
        """Raise `ImportError` where there is no library; `name` is as JSON spells it."""
        found = library()
        if found is None:
            raise ImportError("hegui.engine.native: no library")
        self._name, self._read = name, found.lines_texts
        self._make_room(LINES)

    def find(self, data: bytes | bytearray) -> Lines:
        """Return what is told of the lines of a block; the last one may lack its newline."""
        count = self._told(data)
        if count > self._room:
            self._make_room(count)
            self._told(data)
        ends, texts, closes = (column[:count].tolist() for column in self._columns)
        return Lines(ends, texts, closes)

    def _make_room(self, room: int) -> None:
        self._room = room
        self._columns = [array("q", bytes(8 * room)) for _ in Lines._fields]
        self._addresses = [column.buffer_info()[0] for column in self._columns]

    def _told(self, data: bytes | bytearray) -> int:
        size, name = len(data), self._name
        count: int = self._read(address(data), size, name, len(name), *self._addresses, self._room)
        return count
