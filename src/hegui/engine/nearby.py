"""Context words: some terms count only near one of a few other words."""

from collections.abc import Sequence

from hegui.engine.spellings.data import spelling_rules
from hegui.engine.spellings.folding import plain_char
from hegui.engine.terms import Term

WIDEST = 4
"""Bytes of a character, at most."""


class Nearby:
    """The context words of terms, in the form in which width, case and script do not count."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._words = {
            at: tuple(map(same, term.context)) for at, term in enumerate(terms) if term.context
        }
        self._window = spelling_rules().context_window
        self._without = spelling_rules().confidence["without_context"]

    def sure(self, data: bytes, term: int, start: int, end: int, sure: float) -> float:
        """Return the confidence of a place, lowered where its term needs context and has none."""
        words = self._words.get(term)
        if not words:
            return sure
        before = data[max(0, start - WIDEST * self._window) : start].decode("utf-8", "ignore")
        behind = data[end : end + WIDEST * self._window].decode("utf-8", "ignore")
        around = same(before[-self._window :] + "\0" + behind[: self._window])
        return sure if any(word in around for word in words) else min(sure, self._without)


def same(text: str) -> str:
    """Return a text in half width, lower case and simplified characters."""
    return "".join(map(plain_char, text))
