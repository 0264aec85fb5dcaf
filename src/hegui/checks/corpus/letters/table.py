"""Which letter each character is read as when texts are compared.

Letters and digits of all scripts stay; spaces, punctuation, symbols, controls and everything that
takes no room are left out. Width, case and accents go (Unicode NFKD and case folding), traditional
characters are read as simplified ones. One character stays one letter, so that places hold.
"""

import unicodedata
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record

Codes = NDArray[np.uint32]
SIZE = 0x110000
PLAIN = (
    (0x3400, 0x4DC0),
    (0x4E00, 0xA000),
    (0xAC00, 0xD7A4),
    (0x20000, 0x2F800),
    (0x30000, 0x323B0),
)
"""Ranges of letters that Unicode changes nothing about: ideographs and Hangul syllables."""
KANA = ((0x3040, 0x3100), (0x3105, 0x3130), (0x31F0, 0x3200))
EMPTY = ((0xD800, 0xF900), (0xE0000, SIZE))
"""Ranges without a letter: surrogates, private use, tags."""
VERSION = "1"
"""Rises when letters are read in another way; part of every digest that depends on it."""


class _Data(Record, frozen=True, kw_only=True):
    source: str
    grade: str
    pairs: tuple[str, ...]


@cache
def letter_table() -> Codes:
    """Return the letter of every code point, 0 for those that are left out."""
    table = np.zeros(SIZE, np.uint32)
    done = np.zeros(SIZE, bool)
    for first, end in PLAIN:
        table[first:end] = np.arange(first, end)
        done[first:end] = True
    for first, end in EMPTY:
        done[first:end] = True
    for code in np.flatnonzero(~done).tolist():
        table[code] = _letter(chr(code))
    simplified = _simplified()
    return np.where(simplified[table] > 0, simplified[table], table)


def _letter(character: str) -> int:
    if unicodedata.category(character)[0] not in "LN":
        return 0
    read = unicodedata.normalize("NFKD", character).casefold()
    parts = [part for part in read if not unicodedata.combining(part)]
    if not parts:  # a mark that stands alone only in form
        return 0
    return ord(parts[0]) if len(parts) == 1 else ord(character)


@cache
def _pairs() -> tuple[str, ...]:
    data = Path(__file__).with_name("simplified.yaml").read_bytes()
    read = msgspec.yaml.decode(data, type=_Data)
    return tuple(pair for row in read.pairs for pair in row.split(" "))


def _simplified() -> Codes:
    table = np.zeros(SIZE, np.uint32)
    for pair in _pairs():
        table[ord(pair[0])] = ord(pair[1])
    return table


@cache
def table_digest() -> str:
    """Return a short digest of how letters are read: this version and its data.

    Python's version of Unicode is left out: it differs in newly assigned characters only.
    """
    return sha256_bytes(f"{VERSION} {' '.join(_pairs())}".encode())[:16]


@cache
def weight_table(ideograph: int) -> NDArray[np.uint8]:
    """Return how much each letter says: 1, and `ideograph` for an ideograph, kana or Hangul."""
    weights = np.ones(SIZE, np.uint8)
    for first, end in (*PLAIN, *KANA):
        weights[first:end] = ideograph
    return weights
