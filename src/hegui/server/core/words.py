"""Words of a text as an index keeps them: pairs of characters, so that Chinese needs no dictionary.

Whoever types 备案 means those two characters side by side, wherever they stand. Of each run without
spaces every pair with a letter or digit is kept (`4.` and `.1` too: `4` and `1` alone are in half of
all titles), and every letter or digit alone for those who type just one. They are written as
hexadecimal numbers: databases split and fold such words alike, whatever their locale.
"""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise


def folded(text: str) -> str:
    """Return a text in which wide and narrow, great and small letters are the same."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\x00", "")


def pairs(text: str) -> list[str]:
    """Return the index words of a folded text, each once, in order."""
    found = (word for run in text.split() for word in (*_pairs(run), *_singles(run)))
    return list(dict.fromkeys(found))


def needed(words: Iterable[str]) -> list[str]:
    """Return the index words of every text that has all these folded words."""
    runs = (run for word in words for run in word.split())
    found = (word for run in runs for word in _pairs(run) or _singles(run))
    return list(dict.fromkeys(found))


def _pairs(run: str) -> list[str]:
    both = pairwise(run)
    return [f"{ord(a):x}z{ord(b):x}" for a, b in both if a.isalnum() or b.isalnum()]


def _singles(run: str) -> list[str]:
    return [f"{ord(character):x}z" for character in run if character.isalnum()]
