"""Longest common runs: what an answer has word for word of a reference."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from hegui.engine.spellings.data import simplified

ALONE = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Kana and Han characters, which stand for themselves."""
UNIT = re.compile(rf"[{ALONE}]|(?:(?![{ALONE}])[^\W_])+")
GIVEN = ""
"""Stands for a unit that the question gives away: it is equal to none."""


@cache
def _one_script() -> dict[int, str]:
    return {ord(char): forms[0] for char, forms in simplified().items() if len(char) == 1}


def units(text: str) -> list[str]:
    """Return a text as Han characters and words, in one width, case and script, without marks."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_one_script())
    return UNIT.findall(plain)


class Run(NamedTuple):
    """A run of a reference that stands in a text: where it begins in the reference, how long."""

    start: int
    length: int


class Reference:
    """A reference made ready: its suffix automaton.

    A. Blumer et al., The smallest automaton recognizing the subwords of a text (1985). Texts are
    compared in time proportional to their length.
    """

    def __init__(self, own: Sequence[str]) -> None:
        self.own = own
        self._next: list[dict[str, int]] = [{}]
        self._link, self._length, self._end = [-1], [0], [-1]
        last = 0
        for at, unit in enumerate(own):
            last = self._add(unit, at, last)

    def _state(self, arrows: dict[str, int], link: int, length: int, end: int) -> int:
        self._next.append(arrows)
        self._link.append(link)
        self._length.append(length)
        self._end.append(end)
        return len(self._next) - 1

    def _add(self, unit: str, at: int, last: int) -> int:
        """Add a unit; return the state of everything so far. One that is given away ends all runs."""
        if unit == GIVEN:
            return 0
        if unit in self._next[last]:
            return self._split(unit, last)
        new = self._state({}, 0, self._length[last] + 1, at)
        state = last
        while state >= 0 and unit not in self._next[state]:
            self._next[state][unit] = new
            state = self._link[state]
        if state >= 0:
            self._link[new] = self._split(unit, state)
        return new

    def _split(self, unit: str, state: int) -> int:
        """Return the state of the longest run that ends in this unit and was seen before."""
        seen = self._next[state][unit]
        if self._length[seen] == self._length[state] + 1:
            return seen
        arrows, link, end = dict(self._next[seen]), self._link[seen], self._end[seen]
        copy = self._state(arrows, link, self._length[state] + 1, end)
        while state >= 0 and self._next[state].get(unit) == seen:
            self._next[state][unit] = copy
            state = self._link[state]
        self._link[seen] = copy
        return copy

    def runs(self, text: Sequence[str]) -> Iterator[Run]:
        """Yield the runs of the reference in a text that cannot be longer, in the order of the text."""
        state = length = 0
        for unit in text:
            held, found = state, length
            while state and unit not in self._next[state]:
                state = self._link[state]
                length = self._length[state]
            if unit in self._next[state]:
                state, length = self._next[state][unit], length + 1
            if found and length <= found:
                yield self._run(held, found)
        if length:
            yield self._run(state, length)

    def _run(self, state: int, length: int) -> Run:
        return Run(self._end[state] - length + 1, length)
