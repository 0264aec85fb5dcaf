"""Numbers for digests, in little memory: the digests one after the other, and a table of places."""

from array import array
from collections.abc import Iterator

SIZE = 32
"""Bytes of a digest (SHA-256)."""
HEAD = 8
"""Bytes of a digest that choose its place in the table."""
FIRST_PLACES, GROWTH = 1024, 4


class Digests:
    """Numbers distinct digests from 0 in the order they come; of each some fifty bytes are held.

    An open table whose places hold numbers plus one; at most half of them are taken.
    """

    def __init__(self) -> None:
        self._all = bytearray()
        self._places = array("I", bytes(4 * FIRST_PLACES))
        self._mask = FIRST_PLACES - 1

    def __len__(self) -> int:
        return len(self._all) // SIZE

    def __iter__(self) -> Iterator[bytes]:
        return map(self.of, range(len(self)))

    def of(self, number: int) -> bytes:
        """Return the digest of a number."""
        return bytes(self._all[SIZE * number : SIZE * (number + 1)])

    def find(self, digest: bytes) -> int:
        """Return the number of a digest, -1 when it has none."""
        return self._places[self._place(digest)] - 1

    def number(self, digest: bytes) -> int:
        """Return the number of a digest, a new one when it has none."""
        place = self._place(digest)
        if taken := self._places[place]:
            return taken - 1
        number = len(self)
        self._all += digest
        self._places[place] = number + 1
        if 2 * number > self._mask:
            self._grow()
        return number

    def _place(self, digest: bytes) -> int:
        """Return where a digest is in the table, or the free place where it belongs."""
        place = int.from_bytes(digest[:HEAD], "little") & self._mask
        while taken := self._places[place]:
            if self._all[SIZE * (taken - 1) : SIZE * taken] == digest:
                break
            place = (place + 1) & self._mask
        return place

    def _grow(self) -> None:
        places = GROWTH * (self._mask + 1)
        self._places, self._mask = array("I", bytes(4 * places)), places - 1
        for number, digest in enumerate(self):
            self._places[self._place(digest)] = number + 1
