"""JSON that is not one record a line: arrays, printed over several lines, or one after another.

Only strings and brackets are looked at here, in bounded memory; each record then goes through the
same decoder as a line does, so that a bad one is named and the others are read.
"""

import re
from collections.abc import Iterable, Iterator

from hegui.checks.corpus.reading.streams import MAX_LINE

OUTSIDE = re.compile(rb'["\[\]{}]')
INSIDE = re.compile(rb'["\\]')
BETWEEN = b" \t\r\n,"
"""What may stand between two records."""
OPEN, CLOSED = b"[{", b"]}"


def values(pieces: Iterable[bytes], limit: int = MAX_LINE) -> Iterator[bytes | None]:
    """Yield the records of a file, None for one longer than `limit`; arrays on top are opened.

    Text between records, and what is left at the end, is yielded as well: it is no record, and
    whoever decodes it says so.
    """
    cutter = _Cutter(limit)
    for piece in pieces:
        yield from cutter.feed(piece)
    yield from cutter.end()


class _Cutter:
    """Where in the JSON a piece ended."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._depth, self._array = 0, False
        self._string, self._escaped = False, False
        self._held: list[bytes] = []
        self._size = 0

    def feed(self, piece: bytes) -> Iterator[bytes | None]:
        """Yield the records that end in a piece."""
        start = at = 0
        while (at := self._next(piece, at)) >= 0:
            sign = piece[at : at + 1]
            if not self._depth and not self._string:
                yield from self._taken(piece[start:at].strip(BETWEEN))
                start = at
            at += 1
            if self._top(sign):
                start = at
            elif self._ends(sign):
                yield from self._taken(piece[start:at])
                start = at
        self._hold(piece[start:])

    def end(self) -> Iterator[bytes | None]:
        """Yield what is left; a record or an array that was not closed is no record."""
        left = b"".join(self._held).strip(BETWEEN)
        if left or self._size > self._limit or self._array:
            yield None if self._size > self._limit else left or b"["

    def _next(self, piece: bytes, at: int) -> int:
        """Return the place of the next quote or bracket that counts, -1 when there is none."""
        while True:
            if self._escaped:
                if at >= len(piece):
                    return -1
                at, self._escaped = at + 1, False
            found = (INSIDE if self._string else OUTSIDE).search(piece, at)
            if found is None:
                return -1
            if found[0] != b"\\":
                return found.start()
            at, self._escaped = found.end(), True

    def _top(self, sign: bytes) -> bool:
        """Tell whether this is a bracket of an array on top."""
        between = not self._depth and not self._string
        found = between and sign == (b"]" if self._array else b"[")
        self._array ^= found
        return found

    def _ends(self, sign: bytes) -> bool:
        """Take a quote or bracket; tell whether something ends with it."""
        if sign == b'"':
            self._string = not self._string
            return not self._string and not self._depth
        self._depth = max(0, self._depth + (1 if sign in OPEN else -1))
        return not self._depth

    def _hold(self, rest: bytes) -> None:
        self._size += len(rest)
        if self._size > self._limit:
            self._held = []
        elif rest:
            self._held.append(rest)

    def _taken(self, rest: bytes) -> Iterator[bytes | None]:
        """Yield what is held with its rest, if it is anything."""
        self._hold(rest)
        whole = None if self._size > self._limit else b"".join(self._held)
        self._held, self._size = [], 0
        if whole is None or whole.strip(BETWEEN):
            yield whole
