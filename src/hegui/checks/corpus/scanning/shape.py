"""Where the text of raw JSON lines begins, and which lines must be read the long way to know.

A line is plain when a native parser finds it sound and the name of the text field stands in it once
and as a name of the record; then what follows the name is the text. Everything else is left to the
reader that decodes, which also says what is wrong. One difference is known: a line nested more than
990 and less than 1024 levels deep is a document here where nothing in it is worth a look.
"""

import re
from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from hegui.checks.corpus.scanning.sound import REFUSED, Sound

SIMPLE = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
"""Names that JSON can spell in one way, but for `\\u` escapes."""
BRACE = b"{"[0]
BLANK = rb"\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80"
TEXT = re.compile(rb'[ \t]*:[ \t]*"(?=(?: |\\[nrt])*(?!["\x00-\x20]|\\[bfnrtu]|' + BLANK + rb"))")
"""What follows the name where there is text that is certainly neither empty nor blank."""
LETTER = np.array([byte > 0x20 and byte not in b'"\\\xc2\xe1\xe2\xe3' for byte in range(256)])
"""Bytes that begin text which is certainly not blank; others need a closer look."""
WIDE_SPACE = tuple("\u3000".encode())
"""The one blank character that begins with its first byte, as Chinese punctuation and kana do."""
NEAR = 128
"""Bytes before the name of the text that are looked at for all lines at once."""

Places = npt.NDArray[np.int64]


class Shape:
    """Knows where the texts of plain lines begin. Not to be shared between threads."""

    def __init__(self, field: str) -> None:
        *self._parents, self._leaf = field.split(".")
        self.names = tuple(f'"{part}"'.encode() for part in (self._leaf, *self._parents))
        """What to search for: the name of the text, then those on the way to it."""
        self._sound = Sound()

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
        stops = np.array(ends, np.int64)
        first, *others = (once(stops, np.array(found, np.int64)) for found in names)
        for other in others:
            first[other == 0] = 0
        starts = np.concatenate(([0], stops[:-1]))
        first[np.frombuffer(data, np.uint8)[starts] != BRACE] = 0
        texts = text_places(data, first)
        for number in self._sound.unsound(data, ends):
            texts[number] = 0
        for number in self._doubtful(data, starts, first, texts):
            if not self._on_its_way(data[int(starts[number]) : ends[number]]):
                texts[number] = 0
        found: list[int] = texts.tolist()
        return found

    def _doubtful(self, data: bytes, starts: Places, names: Places, texts: Places) -> list[int]:
        """Return the lines where the name of the text may be that of something further inside."""
        doubtful = texts > 0
        if not self._parents:
            doubtful &= braces_between(data, starts + 1, names - len(self.names[0]))
        found: list[int] = np.flatnonzero(doubtful).tolist()
        return found

    def _on_its_way(self, line: bytes) -> bool:
        """Tell whether a sound line has the text where the field says."""
        record = None
        try:
            record = self._sound.parse(line)
            for parent in self._parents:
                record = record[parent]
            return self._leaf in record
        except REFUSED:
            return False
        finally:
            del record


def text_places(data: bytes, names: Places) -> Places:
    """Return where the text begins behind each end of its name, 0 where there is certainly none."""
    letters, last = np.frombuffer(data, np.uint8), len(data) - 1
    places = np.zeros_like(names)

    def at(offset: int) -> npt.NDArray[np.uint8]:
        return letters[np.minimum(names + offset, last)]

    for between in (b':"', b': "'):
        size = len(between)
        fits = names > 0
        for offset, wanted in enumerate(between):
            fits &= at(offset) == wanted
        first = at(size)
        wide = first == WIDE_SPACE[0]
        if wide.any():
            wide &= (at(size + 1) != WIDE_SPACE[1]) | (at(size + 2) != WIDE_SPACE[2])
        fits &= LETTER[first] | wide
        places[fits] = names[fits] + size
    for number in np.flatnonzero((places == 0) & (names > 0)).tolist():
        if found := TEXT.match(data, names[number]):
            places[number] = found.end()
    return places


def braces_between(data: bytes, starts: Places, ends: Places) -> npt.NDArray[np.bool_]:
    """Tell of each stretch whether a brace stands in it, or whether it is too long to be sure."""
    letters, sizes = np.frombuffer(data, np.uint8), ends - starts
    width = min(max(int(sizes.max(initial=0)), 0), NEAR)
    steps = np.arange(width)
    places = np.minimum(starts[:, None] + steps, len(data) - 1)
    braces = (letters[places] == BRACE) & (steps < sizes[:, None])
    found: npt.NDArray[np.bool_] = braces.any(axis=1) | (sizes > NEAR)
    return found


def once(ends: Places, found: Places) -> Places:
    """Return for each line the one place in it, 0 where there are none or several."""
    lines = np.searchsorted(ends, found)
    places = np.zeros_like(ends)
    places[lines] = found
    places[np.bincount(lines, minlength=len(ends)) != 1] = 0
    return places
