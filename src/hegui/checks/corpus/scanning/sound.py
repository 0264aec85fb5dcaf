"""Which raw lines are JSON: many are given to a native parser at once, each as a value of its own.

Lines are joined to one object, every line the value of the same secret key. Lines that make sense
only together would hide a key inside a value, and a line of several values would need to know the
key; so when the object has as many keys as there are lines, and no other, every line is one value.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Any

TOGETHER = 128 << 10
"""Bytes that are parsed at once: they fit a core's cache with what the parser makes of them."""
NEWLINE = b"\n"[0]
REFUSED = (ValueError, RuntimeError, TypeError, KeyError)
"""What the parser raises for what it does not take, or for a name that is not there."""


class Sound:
    """A parser. Not to be shared between threads."""

    def __init__(self) -> None:
        import simdjson

        self.parse: Callable[[bytes], Any] = simdjson.Parser().parse
        """Parses one value; nothing of the last one may be held any more."""
        self._key = secrets.token_hex(8)
        self._first = f'{{"{self._key}":'.encode()
        self._between = f'\n,"{self._key}":'.encode()

    def unsound(self, data: bytes, ends: Sequence[int]) -> list[int]:
        """Return the numbers of the lines, given their ends, that are not one JSON value."""
        wrong: list[int] = []
        start = 0
        for first, last in _together(ends):
            end = ends[last - 1]
            lines = memoryview(data)[start:end]
            if last - first == 1 or not self._each_one(lines, last - first):
                wrong += self._alone(data, start, ends, range(first, last))
            start = end
        return wrong

    def _each_one(self, lines: memoryview, count: int) -> bool:
        values = lines[:-1] if lines[-1] == NEWLINE else lines
        joined = b"".join((self._first, values, b"}")).replace(b"\n", self._between)
        try:
            keys = list(self.parse(joined))
        except REFUSED:
            return False
        return keys == [self._key] * count

    def _alone(self, data: bytes, start: int, ends: Sequence[int], numbers: range) -> Iterator[int]:
        for number in numbers:
            try:
                self.parse(data[start : ends[number]])
            except REFUSED:
                yield number
            start = ends[number]


def _together(ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last (exclusive) of lines that are parsed at once."""
    first, start, end = 0, 0, 0
    for number, next_end in enumerate(ends):
        if next_end - start > TOGETHER and number > first:
            yield first, number
            first, start = number, end
        end = next_end
    if first < len(ends):
        yield first, len(ends)
