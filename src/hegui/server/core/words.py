"""Words of a text as an index keeps them: pairs of characters, so that Chinese needs no dictionary.

Whoever types 备案 means those two characters side by side, wherever they stand. Of each run of
letters and digits every pair is kept, and every character alone for those who type just one. They
are written as hexadecimal numbers: databases split and fold such words alike, whatever their
locale.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise


def folded(text: str) -> str:
    """Return a text in which wide and narrow, great and small letters are the same."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\x00", "")


def pairs(text: str) -> list[str]:
    """Return the index words of a folded text, each once, in order."""
    found = (word for run in _runs(text) for word in (*_pairs(run), *map(_single, run)))
    return list(dict.fromkeys(found))


def needed(words: Iterable[str]) -> list[str]:
    """Return the index words of every text that has all these folded words."""
    runs = (run for word in words for run in _runs(word))
    found = (word for run in runs for word in (_pairs(run) if len(run) > 1 else [_single(run)]))
    return list(dict.fromkeys(found))


def _runs(text: str) -> Iterator[str]:
    for kept, characters in groupby(text, key=str.isalnum):
        if kept:
            yield "".join(characters)


def _pairs(run: str) -> Iterator[str]:
    return (f"{ord(a):x}z{ord(b):x}" for a, b in pairwise(run))


def _single(character: str) -> str:
    return f"{ord(character):x}z"
