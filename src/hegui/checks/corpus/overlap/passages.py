"""From single runs that a document shares with a text to passages, and to shares of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


class Shared(NamedTuple):
    """Runs that documents share with texts, by column.

    `at` and `place` count letters in the document and in the text; `start` and `end` are characters
    of the document; `weight` is what the run says.
    """

    document: Numbers
    text: Numbers
    at: Numbers
    place: Numbers
    start: Numbers
    end: Numbers
    weight: Numbers

    def chosen(self, which: Any) -> "Shared":
        """Return some of the runs."""
        return Shared(*(column[which] for column in self))

    @staticmethod
    def joined(parts: list["Shared"]) -> "Shared":
        """Return the runs of several pieces together."""
        return Shared(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that follows the text letter by letter, but for gaps of a few letters."""

    at: int
    length: int
    place: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """What a document shares with one text: letters of both, and the passages in order."""

    document: int
    text: int
    letters: int
    text_letters: int
    passages: tuple[Passage, ...]

    @property
    def longest(self) -> Passage:
        """Return the longest passage, the first of several."""
        return max(self.passages, key=lambda passage: (passage.length, -passage.at))


class Measure(NamedTuple):
    """How long runs are, and from when a passage counts."""

    gram: int
    gap: int
    passage: int
    whole: float


def hits(shared: Shared, lengths: NDArray[np.uint32], measure: Measure) -> Iterator[Hit]:
    """Yield the hits by document and text; a passage that says too little is no hit."""
    if not len(shared.at):
        return
    shared = shared.chosen(
        np.lexsort((shared.at, shared.place - shared.at, shared.text, shared.document))
    )
    first, last = _stretches(shared, measure)
    kept = _long_enough(shared, first, last, lengths, measure)
    found: dict[tuple[int, int], list[Passage]] = {}
    for one, end in zip(first[kept].tolist(), last[kept].tolist(), strict=True):
        at = int(shared.at[one])
        passage = Passage(
            at=at,
            length=int(shared.at[end]) - at + measure.gram,
            place=int(shared.place[one]),
            start=int(shared.start[one]),
            end=int(shared.end[end]),
        )
        key = int(shared.document[one]), int(shared.text[one])
        found.setdefault(key, []).append(passage)
    for (document, text), passages in sorted(found.items()):
        yield _hit(document, text, passages)


def _stretches(shared: Shared, measure: Measure) -> tuple[Numbers, Numbers]:
    """Return the first and last run of each stretch of one document, one text and one slant."""
    slant = shared.place - shared.at
    broken = np.ones(len(shared.at), bool)
    broken[1:] = (
        (shared.document[1:] != shared.document[:-1])
        | (shared.text[1:] != shared.text[:-1])
        | (slant[1:] != slant[:-1])
        | (np.diff(shared.at) > measure.gram + measure.gap)
    )
    first = np.flatnonzero(broken)
    return first, np.append(first[1:], len(broken)) - 1


def _long_enough(
    shared: Shared, first: Numbers, last: Numbers, lengths: NDArray[np.uint32], measure: Measure
) -> Any:
    """Tell which stretches say enough, or are nearly the whole text."""
    steps = np.minimum(np.diff(shared.at, append=0), measure.gram)
    steps[last] = measure.gram
    said = np.add.reduceat(shared.weight * steps // measure.gram, first)
    covered = np.add.reduceat(steps, first)
    return (said >= measure.passage) | (covered >= measure.whole * lengths[shared.text[first]])


def _hit(document: int, text: int, passages: list[Passage]) -> Hit:
    passages.sort(key=lambda one: (one.at, one.place))
    return Hit(
        document=document,
        text=text,
        letters=_union((one.at, one.length) for one in passages),
        text_letters=_union(sorted((one.place, one.length) for one in passages)),
        passages=tuple(passages),
    )


def _union(spans: Any) -> int:
    """Return how many letters spans cover that are sorted by their start."""
    covered = reached = 0
    for at, length in spans:
        covered += max(0, at + length - max(at, reached))
        reached = max(reached, at + length)
    return covered
