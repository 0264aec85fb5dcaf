"""Finding suspicious stretches of a text."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.corpus.suspicious.signs import HAN, basic, dense, hidden, signs
from hegui.engine.spellings.data import readings

LATIN = re.compile(r"[A-Za-z](?:[A-Za-z1-5'’ -]{4,}[A-Za-z1-5])")
WORD = re.compile(r"[A-Za-z]+[1-5]?")
HAN_CHAR = re.compile(f"[{HAN}]")


class Stretch(NamedTuple):
    """A suspicious stretch: the rule, where it is in characters, and how surely."""

    rule: str
    start: int
    end: int
    confidence: float


def stretches(text: str) -> Iterator[Stretch]:
    """Yield what is suspicious in a text, rule by rule."""
    rules = signs()
    shown = basic(text)
    for match in hidden().finditer(shown):
        yield Stretch("zero_width", match.start(), match.end(), rules.zero_width.confidence)
    for pattern in dense():
        for match in pattern.finditer(shown):
            sure = rules.dense_symbols.confidence
            yield Stretch("dense_symbols", match.start() - 1, match.end(), sure)
    for start, end in _pinyin(text):
        yield Stretch("pinyin_run", start, end, rules.pinyin_run.confidence)


def _pinyin(text: str) -> Iterator[tuple[int, int]]:
    near = signs().pinyin_run.near_han
    for run in LATIN.finditer(text):
        beside = text[max(0, run.start() - near) : run.start()] + text[run.end() : run.end() + near]
        if HAN_CHAR.search(beside):
            yield from _syllables(run)


def _syllables(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of syllables in a run of Latin letters."""
    rule = signs().pinyin_run
    first = last = count = 0
    long_word = False
    for word in (*WORD.finditer(run[0]), None):
        parts = syllables(word[0].rstrip("12345").lower()) if word else 0
        if word and parts:
            first = first if count else word.start()
            last, count = word.end(), count + 1
            long_word = long_word or parts >= rule.joined
            continue
        if count >= rule.words or long_word:
            yield run.start() + first, run.start() + last
        count, long_word = 0, False


@functools.lru_cache(maxsize=16384)
def syllables(word: str) -> int:
    """Return of how few syllables of pinyin a word is made; 0 when it is not made of them."""
    known, longest = _known()
    fewest = [0] + [0] * len(word)
    for end in range(1, len(word) + 1):
        begins = range(max(0, end - longest), end)
        counts = [
            fewest[at] + 1 for at in begins if (fewest[at] or not at) and word[at:end] in known
        ]
        fewest[end] = min(counts, default=0)
    return fewest[-1]


@functools.cache
def _known() -> tuple[frozenset[str], int]:
    known = frozenset(syllable[:-1] for syllable in readings().toned.values())
    return known, max(map(len, known))
