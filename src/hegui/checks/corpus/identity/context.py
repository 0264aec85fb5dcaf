"""What the words beside a value say about it."""

import re
from typing import NamedTuple

from hegui.checks.corpus.identity.kinds import Kind, Words


class Beside(NamedTuple):
    """A word beside a value: its group, whether it ends in a Latin letter, what lies between."""

    group: str
    latin: bool
    gap: str


NOTHING = Beside("", False, "")


class Nearest:
    """The nearest word of several groups, before or after a place."""

    def __init__(self, words: Words, groups: tuple[str, ...]) -> None:
        self._group: dict[str, str] = {}
        for group in groups:
            for word in words.groups[group]:
                self._group.setdefault(word.lower(), group)
        found = sorted({*self._group, *words.stops}, key=len, reverse=True)
        self._after = re.compile("|".join(map(re.escape, found)))
        self._before = re.compile("|".join(re.escape(word[::-1]) for word in found))

    def before(self, text: str) -> Beside:
        """Return the word nearest to the end of the text."""
        for found in self._before.finditer(text[::-1]):
            start, end = len(text) - found.end(), len(text) - found.start()
            if whole(text, start, end):
                word = text[start:end]
                return Beside(self._group.get(word, ""), latin(word[-1]), text[end:])
        return NOTHING

    def after(self, text: str) -> Beside:
        """Return the word nearest to the beginning of the text."""
        for found in self._after.finditer(text):
            if whole(text, found.start(), found.end()):
                word = found.group()
                return Beside(self._group.get(word, ""), latin(word[0]), text[: found.start()])
        return NOTHING


def whole(text: str, start: int, end: int) -> bool:
    """Tell whether a word is no part of a longer Latin word."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not ((latin(before) and latin(text[start])) or (latin(text[end - 1]) and latin(after)))


def latin(letter: str) -> bool:
    """Tell whether there is a Latin letter."""
    return letter.isascii() and letter.isalpha()


class Context:
    """Scores the surroundings of the values of one kind."""

    def __init__(self, kind: Kind, words: Words) -> None:
        self._pro, self._words = frozenset(kind.pro), words
        groups = kind.pro + kind.against
        self._nearest = Nearest(words, groups) if groups else None
        self._weights = dict.fromkeys(kind.against, words.against)
        self._weights |= dict.fromkeys(kind.pro, words.pro)
        units = "|".join(map(re.escape, sorted(words.units.values, key=len, reverse=True)))
        self._units = re.compile(f" ?(?:{units})(?![a-z])") if kind.quantity else None
        self._glued = re.compile(words.glued.pattern)
        self._label = re.compile(words.label)
        self._latin_label = re.compile(words.latin_label)
        self._bracket = re.compile(words.bracket)

    def score(self, text: str, start: int, end: int) -> float:
        """Return how much what stands beside a value changes its confidence."""
        words, change = self._words, 0.0
        after = text[end : end + words.after].lower()
        if self._units and self._units.match(after):
            change += words.units.weight
        if self._nearest is None:
            return change
        before = text[max(0, start - words.before) : start].lower()
        group = self._group_before(before) or self._group_after(after)
        if group not in self._pro and self._glued.search(before):
            change += words.glued.weight
        return change + self._weights.get(group, 0.0)

    def _group_before(self, before: str) -> str:
        """Return the group of the word before; only a label right before the value denies."""
        assert self._nearest is not None
        word = self._nearest.before(before)
        if not word.group or word.group in self._pro:
            return word.group
        label = self._latin_label if word.latin else self._label
        return word.group if label.fullmatch(word.gap) else ""

    def _group_after(self, after: str) -> str:
        """Return the group of the word behind; it denies only in brackets."""
        assert self._nearest is not None
        word = self._nearest.after(after)
        if not word.group or word.group in self._pro:
            return word.group
        return word.group if self._bracket.fullmatch(word.gap) else ""
