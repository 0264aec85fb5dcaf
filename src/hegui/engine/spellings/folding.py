"""Folding: one character for one, so that spellings of a term become the same text.

The plain fold removes separators and zero-width characters and makes of every other character its
half-width, lower-case, simplified form; the spoken fold goes on to one character a syllable. A
place in folded text leads back to the characters it came from.
"""

import functools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from hegui.engine.spellings.data import readings, simplified, spelling_rules

Fold = Literal["plain", "spoken"]
FoldMap = Mapping[int, str | None]
"""Code point -> its folded character, None when it is removed; others stay as they are."""

STYLED = (*range(0x10000), *range(0x1D400, 0x1D800), *range(0x1F100, 0x1F1AD))
"""Code points that may have another width: the basic plane, styled and boxed letters."""


def _points(ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


@functools.cache
def zero_width() -> frozenset[str]:
    """Return the characters without width."""
    return frozenset(map(chr, _points(spelling_rules().zero_width)))


@functools.cache
def separators() -> frozenset[str]:
    """Return the signs that people put between the characters of a word."""
    return frozenset(map(chr, _points(spelling_rules().separators))) - zero_width()


def narrow(char: str) -> str:
    """Return the half-width form of a character, itself where that is no single character."""
    found = unicodedata.normalize("NFKC", char)
    return found if len(found) == 1 else char


def plain_char(char: str) -> str:
    """Return the half-width, lower-case, simplified form of a character."""
    lower = narrow(char).lower()
    one = lower if len(lower) == 1 else narrow(char)
    return simplified().get(one, one)[0]


@functools.cache
def fold_map(fold: Fold) -> FoldMap:
    """Return what a fold does with characters."""
    if fold == "spoken":
        return _spoken()
    removed = zero_width() | separators()
    folded = {code: plain_char(chr(code)) for code in STYLED if not 0xD800 <= code < 0xE000}
    changed: dict[int, str | None] = {c: new for c, new in folded.items() if new != chr(c)}
    return changed | dict.fromkeys(map(ord, removed))


def _spoken() -> FoldMap:
    plain, table = fold_map("plain"), readings()
    first: dict[str, str] = {}
    for char in table.toned:
        first.setdefault(table.toneless(char), char)
    spoken = {char: first[table.toneless(char)] for char in table.toned}
    changed = {code: spoken.get(to, to) if to else to for code, to in plain.items()}
    return {ord(char): to for char, to in spoken.items() if char != to} | changed


def folded(text: str, fold: Fold) -> str:
    """Return a text folded."""
    return text.translate(fold_map(fold))


def kept_places(text: str) -> list[int]:
    """Return, for every folded character, the place of the character it came from."""
    removed = zero_width() | separators()
    return [at for at, char in enumerate(text) if char not in removed]
