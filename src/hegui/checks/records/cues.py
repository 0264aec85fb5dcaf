"""Cue words in texts, whatever the width, script, case or spacing they are written in."""

import unicodedata
from functools import cache

from hegui.catalogue.model import Point
from hegui.checks.records.rules import point_rules

DROPPED = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp"})
"""Spaces, line ends and invisible marks: Chinese words are broken by them without meaning."""


@cache
def _table() -> dict[int, str]:
    return str.maketrans(point_rules().traditional)


def normalised(text: str) -> str:
    """Return the text without spaces, in half width, lower case and simplified characters."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_table())
    dropped = {c for c in set(plain) if unicodedata.category(c) in DROPPED}
    return plain.translate(dict.fromkeys(map(ord, dropped)))


def cues_in(text: str, point: Point) -> list[str]:
    """Return the cue words of a point that stand in a normalised text."""
    return [cue for cue in point.cues_zh if cue and normalised(cue) in text]


def found_by_cues(text: str, point: Point) -> list[str]:
    """Return the cue words by which a point counts as found; empty when it does not."""
    found = cues_in(text, point)
    return found if len(found) >= max(1, point_rules().cues_needed) else []
