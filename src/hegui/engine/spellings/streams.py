"""Searching folded text: with Hyperscan over numbers of two bytes, else over folded characters.

Both answer with (key, start, end) in characters of the text before folding. Hyperscan's literals
cannot hold a zero byte, so that a character's number is written in two digits from 1 to 255.
"""

import functools
from collections.abc import Sequence
from typing import Any, Protocol

from hegui.engine.literals import EngineName
from hegui.engine.spellings.folding import Fold, fold_map, folded, kept_places

Match = tuple[int, int, int]
BASE = 255
OTHER = BASE * BASE - 1
"""Number of all characters beyond the basic plane; what they are is compared later."""


class Stream(Protocol):
    """Compiled keys of one fold."""

    def find(self, text: "Folding") -> list[Match]:
        """Return all occurrences, in no particular order."""


def compile_stream(keys: Sequence[str], fold: Fold, engine: EngineName) -> Stream:
    """Compile folded keys (distinct, not empty)."""
    if engine == "hyperscan":
        return NumberStream(keys, fold)
    index = Automaton(keys) if engine == "ahocorasick" else PairIndex(keys)
    return CharacterStream(index, fold)


@functools.cache
def _numbers(fold: Fold | None) -> Any:
    """Return the table from code points to two-byte numbers; 0 for what a fold removes."""
    import numpy as np

    if fold:
        plain = _numbers(None)
        numbers = plain.copy()
        for code, to in fold_map(fold).items():
            numbers[code] = plain[ord(to)] if to else 0
        return numbers
    points = np.arange(0x110000)
    ids = np.where(points < 0xD800, points, points - 0x800)
    ids[0x10000:] = OTHER
    return ((ids // BASE + 1) * 256 + ids % BASE + 1).astype(np.uint16)


def _numbered(text: str, fold: Fold | None) -> Any:
    import numpy as np

    points = np.frombuffer(text.encode("utf-32-le"), np.dtype("<u4"))
    return np.take(_numbers(fold), points, mode="clip")


@functools.cache
def _spoken_numbers() -> Any:
    """Return the table from plain numbers to spoken ones; both folds remove the same characters."""
    import numpy as np

    table = np.arange(1 << 16, dtype=np.uint16)
    table[_numbers("plain")] = _numbers("spoken")
    return table


class Numbers:
    """A text as numbers in each fold, made once for all streams."""

    def __init__(self, text: str) -> None:
        import numpy as np

        numbers = _numbered(text, "plain")
        self.places = np.flatnonzero(numbers)
        """For every number the place of the character it came from."""
        self._plain = numbers[self.places]

    def bytes(self, fold: Fold) -> bytes:
        """Return the folded text."""
        import numpy as np

        numbers = self._plain
        if fold == "spoken":
            numbers = np.take(_spoken_numbers(), numbers)
        written: bytes = numbers.tobytes()
        return written


class NumberStream:
    """Hyperscan over two-byte numbers."""

    def __init__(self, keys: Sequence[str], fold: Fold) -> None:
        import hyperscan
        import numpy as np

        from hegui.engine.databases import database

        self._fold, self._lengths = fold, np.array([len(key) for key in keys])
        written = [_numbered(key, None).tobytes() for key in keys]
        self._database = database(written, lambda keys: [0] * len(keys), literal=True)
        self._scratch = hyperscan.Scratch(self._database)

    def find(self, text: "Folding") -> list[Match]:
        """Return all occurrences; matches that begin between two numbers are none."""
        import numpy as np

        ends: list[tuple[int, int]] = []
        self._database.scan(
            text.numbers.bytes(self._fold),
            match_event_handler=_keep_even,
            context=ends,
            scratch=self._scratch,
        )
        if not ends:
            return []
        places = text.numbers.places
        keys, last = np.array(ends).T
        first = places[last - self._lengths[keys]]
        return list(
            zip(keys.tolist(), first.tolist(), (places[last - 1] + 1).tolist(), strict=True)
        )


class Folding:
    """A text on its way through the streams; what they share is made when it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @functools.cached_property
    def numbers(self) -> Numbers:
        """Return the text as numbers."""
        return Numbers(self.text)

    @functools.cached_property
    def places(self) -> list[int]:
        """Return, for every folded character, the place of the character it came from."""
        return kept_places(self.text)


def _keep_even(key: int, _start: int, end: int, _flags: int, ends: Any) -> None:
    if end % 2 == 0:
        ends.append((key, end // 2))


class Index(Protocol):
    """Keys that can be found in characters."""

    def ends(self, text: str) -> list[tuple[int, int, int]]:
        """Return (key, start, end) of all occurrences."""


class CharacterStream:
    """Any index over folded characters."""

    def __init__(self, index: Index, fold: Fold) -> None:
        self._index, self._fold = index, fold

    def find(self, text: Folding) -> list[Match]:
        """Return all occurrences."""
        found = self._index.ends(folded(text.text, self._fold))
        if not found:
            return []
        places = text.places
        return [(key, places[start], places[end - 1] + 1) for key, start, end in found]


class Automaton:
    """pyahocorasick over characters."""

    def __init__(self, keys: Sequence[str]) -> None:
        import ahocorasick

        self._lengths = [len(key) for key in keys]
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for number, key in enumerate(keys):
            self._automaton.add_word(key, number)
        self._automaton.make_automaton()

    def ends(self, text: str) -> list[Match]:
        """Return (key, start, end) of all occurrences."""
        lengths = self._lengths
        found = self._automaton.iter(text)
        return [(key, last + 1 - lengths[key], last + 1) for last, key in found]


class PairIndex:
    """An index of the first two characters; keys have at least two."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._starts: dict[str, list[tuple[str, int]]] = {}
        for number, key in enumerate(keys):
            self._starts.setdefault(key[:2], []).append((key, number))

    def ends(self, text: str) -> list[Match]:
        """Return (key, start, end) of all occurrences."""
        starts, found = self._starts, []
        for at, pair in enumerate(map(str.__add__, text, text[1:])):
            for key, number in starts.get(pair, ()):
                if text.startswith(key, at):
                    found.append((number, at, at + len(key)))
        return found
