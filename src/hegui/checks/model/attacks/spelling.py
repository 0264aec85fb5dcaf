"""Rules that write a text otherwise: spellings by the tables of `engine/spellings`, and encodings."""

import base64
from collections.abc import Callable, Sequence
from random import Random

from hegui.engine.spellings.data import readings, splits, traditional

Spell = Callable[[str, float, Sequence[str], Random], str]


def _each(text: str, share: float, chance: Random, other: Callable[[str], str]) -> str:
    """Return a text in which a share of the characters that have another form take it."""
    return "".join(other(c) or c if chance.random() < share else c for c in text)


def _homophones(text: str, share: float, _signs: Sequence[str], chance: Random) -> str:
    def other(char: str) -> str:
        known = readings().homophones(char)
        return chance.choice(known) if known else ""

    return _each(text, share, chance, other)


def _split(text: str, share: float, _signs: Sequence[str], chance: Random) -> str:
    def other(char: str) -> str:
        known = splits().get(char, ())
        return known[0] if known else ""

    return _each(text, share, chance, other)


def _traditional(text: str, share: float, _signs: Sequence[str], chance: Random) -> str:
    return _each(text, share, chance, lambda char: traditional().get(char, "")[:1])


def _inserted(text: str, share: float, signs: Sequence[str], chance: Random) -> str:
    sign = chance.choice(signs)
    return _each(text, share, chance, lambda char: char + sign if char.isalnum() else "")


def _full_width(text: str, _share: float, _signs: Sequence[str], _chance: Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


SPELLED: dict[str, Spell] = {
    "homophones": _homophones,
    "split": _split,
    "traditional": _traditional,
    "inserted": _inserted,
    "full_width": _full_width,
}
ENCODED: dict[str, Callable[[str], str]] = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "reversed": lambda text: text[::-1],
}
