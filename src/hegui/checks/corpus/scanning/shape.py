"""Where the text of raw JSON lines begins, and which lines must be read the long way to know.

A line is plain when a native parser finds it sound and the name of the text field stands in it once
and as a name of the record; then what follows the name is the text. Everything else is left to the
reader that decodes, which also says what is wrong. One difference is known: a line nested more than
990 and less than 1024 levels deep is a document here where nothing in it is worth a look.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import Any

SIMPLE = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
"""Names that JSON can spell in one way, but for `\\u` escapes."""
BRACE = b"{"[0]
BLANK = rb"\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80"
TEXT = re.compile(rb'[ \t]*:[ \t]*"(?=(?: |\\[nrt])*(?!["\x00-\x20]|\\[bfnrtu]|' + BLANK + rb"))")
"""What follows the name where there is text that is certainly neither empty nor blank."""
REFUSED = (ValueError, RuntimeError, TypeError, KeyError)
"""What the parser raises for a line that it does not take or that lacks a name on the way."""


class Shape:
    """Knows where the texts of plain lines begin. Not to be shared between threads."""

    def __init__(self, field: str) -> None:
        import simdjson

        *self._parents, self._leaf = field.split(".")
        self.names = tuple(f'"{part}"'.encode() for part in (self._leaf, *self._parents))
        """What to search for: the name of the text, then those on the way to it."""
        self._parse: Callable[[bytes], Any] = simdjson.Parser().parse

    @staticmethod
    def knows(field: str) -> bool:
        """Tell whether texts of this field can be found without decoding."""
        names = field.split(".")
        known = bool(SIMPLE.fullmatch(field)) and len(set(names)) == len(names)
        return known and find_spec("simdjson") is not None

    def texts(self, data: bytes, ends: Sequence[int], names: Sequence[list[int]]) -> list[int]:
        """Return the place of the first byte of each line's text, 0 for lines that are not plain.

        `names` are the ends of all places of each of `self.names`.
        """
        first, *others = (once(ends, found) for found in names)
        for other in others:
            first = [one and two and one for one, two in zip(first, other, strict=True)]
        parse, parents, leaf, text = self._parse, self._parents, self._leaf, TEXT.match
        texts: list[int] = []
        start, record = 0, None
        for name, end in zip(first, ends, strict=True):
            place = 0
            try:
                if name and data[start] == BRACE and (found := text(data, name)):
                    record = parse(data[start:end])
                    for parent in parents:
                        record = record[parent]
                    if leaf in record:
                        place = found.end()
            except REFUSED:
                pass
            record = None  # the parser reuses its memory when nobody looks at it any more
            texts.append(place)
            start = end
        return texts


def once(ends: Sequence[int], found: list[int]) -> list[int]:
    """Return for each line the one place in it, 0 where there are none or several."""
    if len(found) == len(ends) and _in_turn(ends, found):
        return found
    places: dict[int, int] = {}
    for place in found:
        line = bisect_left(ends, place)
        places[line] = 0 if line in places else place
    return [places.get(line, 0) for line in range(len(ends))]


def _in_turn(ends: Sequence[int], found: Iterable[int]) -> bool:
    start = 0
    for place, end in zip(found, ends, strict=True):
        if not start < place <= end:
            return False
        start = end
    return True
