"""What the characters of many documents are, counted in one pass over arrays."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from hegui.checks.corpus.profile.rules import profile_rules

Array = Any
"""A NumPy array."""

PLAIN = ("other", "space", "digit", "mark", "control", "replacement", "high_latin")
"""Kinds of characters that belong to no script of the rules."""
HAN = ("simplified", "traditional", "uncommon")
"""Han characters that tell how a text is written, or that few texts hold."""
SIZE = 0x110000
PIECE = 4 << 20
"""Characters that are counted at a time; longer documents are counted one by one."""


@cache
def kinds() -> tuple[str, ...]:
    """Return the names of the kinds of characters; their places are the numbers in the table."""
    return (*PLAIN, *HAN, *profile_rules().scripts.kinds)


@cache
def number_of(kind: str) -> int:
    """Return the number of a kind."""
    return kinds().index(kind)


@cache
def table() -> Array:
    """Return the kind of every code point."""
    found = np.zeros(SIZE, np.uint8)
    for code in range(0x10000):
        found[code] = number_of(_plain(chr(code)))
    for name, script in profile_rules().scripts.kinds.items():
        for first, last in script.ranges:
            _mark_letters(found, first, last, number_of(name))
    high = np.arange(SIZE) < 0x100
    found[high & (np.arange(SIZE) >= 0x80) & (found == number_of("latin"))] = number_of(
        "high_latin"
    )
    for code, kind in _telling():
        found[code] = number_of(kind)
    found[0xFFFD] = number_of("replacement")
    found[0xE000:0xF900] = number_of("control")
    found[0x1F000:0x1FB00] = number_of("mark")
    return found


def _mark_letters(found: Array, first: int, last: int, number: int) -> None:
    for code in range(first, last + 1):
        if unicodedata.category(chr(code))[0] in "LM":
            found[code] = number


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\r\t" or category[0] == "Z":
        return "space"
    if category in ("Cc", "Co", "Cs"):
        return "control"
    if category[0] == "N":
        return "digit"
    return "mark" if category[0] in "PS" else "other"


def _telling() -> list[tuple[int, str]]:
    """Return Han characters that only one way of writing has, by the two national standards."""
    found = []
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        mainland, taiwan = _encoded(character, "gb2312"), _encoded(character, "big5")
        if mainland and not taiwan:
            found.append((code, "simplified"))
        elif taiwan and not mainland:
            found.append((code, "traditional" if taiwan < b"\xc9\x40" else "uncommon"))
        elif not mainland:
            found.append((code, "uncommon"))
    return found


def _encoded(character: str, encoding: str) -> bytes:
    return character.encode(encoding, "ignore")


def code_points(text: str) -> Array:
    """Return the code points of a text; what cannot be one (lone surrogates) becomes `?`."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def counts(points: Array, lengths: Sequence[int]) -> Array:
    """Return how many characters of each kind each document has, one row a document.

    `lengths` are the characters of the documents, which follow one another in `points`.
    """
    if len(points) > PIECE:
        return np.stack([_count(part) for part in np.split(points, np.cumsum(lengths)[:-1])])
    width = len(kinds())
    owners = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    cells = owners * width + table()[points]
    return np.bincount(cells, minlength=len(lengths) * width).reshape(len(lengths), width)


def _count(points: Array) -> Array:
    """Return the counts of one document, however long, in bounded memory."""
    parts = (points[at : at + PIECE] for at in range(0, len(points), PIECE))
    found = [np.bincount(table()[part], minlength=len(kinds())) for part in parts]
    return np.sum(found, axis=0) if found else np.zeros(len(kinds()), np.int64)


def column(counted: Array, *names: str) -> Array:
    """Return the sum of some kinds for each document."""
    return counted[:, [number_of(name) for name in names]].sum(axis=1)


@cache
def script_parts() -> dict[str, tuple[str, ...]]:
    """Return the kinds that make up each script."""
    own = {name: (name,) for name in profile_rules().scripts.kinds}
    return {**own, "han": ("han", *HAN), "latin": ("latin", "high_latin")}
