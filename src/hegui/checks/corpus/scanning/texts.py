"""Where the lines of a raw block end, where their texts stand, and which lines must be decoded.

The native library tells it from the bytes in one go. What it is not sure of, and everything where
it is not there, `shape` tells with a parser, from the places where names of fields were seen.
"""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Protocol

from hegui.checks.corpus.scanning.raw import ANY_ESCAPE
from hegui.checks.corpus.scanning.shape import Shape
from hegui.checks.corpus.scanning.strings import string_end
from hegui.engine.native.library import library
from hegui.engine.native.lines import UNSURE, Lines, NativeLines

ESCAPE = re.compile(ANY_ESCAPE)


class Finder(Protocol):
    """Finds texts. `names` must be sought in the blocks beforehand, with the escapes of letters."""

    names: tuple[bytes, ...]

    def find(self, data: bytes, names: Sequence[list[int]]) -> Lines:
        """Return the lines of a block, given the ends of all places of each of `names`.

        The place of a text is 0 where the line must be decoded to know anything; the place of its
        closing quote is 0 where it is not known.
        """


class ShapeFinder:
    """Asks `shape` about all lines; leaves out lines with escapes to whoever sought them."""

    def __init__(self, field: str) -> None:
        self._shape = Shape(field)
        self.names = self._shape.names

    def find(self, data: bytes, names: Sequence[list[int]]) -> Lines:
        """Return the lines of a block."""
        ends = line_ends(data)
        return Lines(ends, self._shape.texts(data, ends, names), [0] * len(ends))


class NativeFinder:
    """Asks the native library first; knows names of fields of the record itself."""

    names: tuple[bytes, ...] = ()

    def __init__(self, field: str) -> None:
        self._lines, self._shape = NativeLines(field.encode()), Shape(field)

    def find(self, data: bytes, names: Sequence[list[int]] = ()) -> Lines:
        """Return the lines of a block; no names need be sought."""
        lines = self._lines.find(data)
        if UNSURE in lines.texts:
            self._ask(data, lines)
        return lines

    def _ask(self, data: bytes, lines: Lines) -> None:
        """Put in what `shape` tells of the lines that are not sure."""
        ends, texts, closes = lines
        unsure = [number for number, text in enumerate(texts) if text == UNSURE]
        starts = [ends[number - 1] if number else 0 for number in unsure]
        parts = [data[start : ends[n]] for n, start in zip(unsure, starts, strict=True)]
        joined, stops = b"".join(parts), list(accumulate(map(len, parts)))
        names = [
            [found.end() for found in re.finditer(re.escape(name), joined)]
            for name in self._shape.names
        ]
        told = self._shape.texts(joined, stops, names)
        for number, start, part, (begin, _), text in zip(
            unsure, starts, parts, pairwise([0, *stops]), told, strict=True
        ):
            plain = text and not ESCAPE.search(part)
            texts[number] = text - begin + start if plain else 0
            closes[number] = string_end(data, texts[number]) if plain else 0


def finder(field: str) -> Finder:
    """Return what finds the texts of a field that `Shape` knows."""
    native = library() is not None and "." not in field
    return NativeFinder(field) if native else ShapeFinder(field)


def line_ends(data: bytes) -> list[int]:
    """Return where each line ends, its newline included; the last line may have none."""
    ends = []
    find = data.find
    end = find(b"\n") + 1
    while end:
        ends.append(end)
        end = find(b"\n", end) + 1
    if not ends or ends[-1] < len(data):
        ends.append(len(data))
    return ends
