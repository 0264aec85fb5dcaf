"""Looking digests up in an index: where each begins among the sorted ones, for many at a time."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.letters.grams import Digests
from hegui.checks.corpus.overlap.format import Content

Numbers = NDArray[np.int64]
MANY = 1 << 22
"""Pairs of one piece of text from which occurrences are cut; they take some 300 MB."""
FIRST = 8
"""Occurrences of a digest that count then."""


class Met(NamedTuple):
    """Pairs of a digest that was asked for and a run of the index with the same digest."""

    asked: Numbers
    runs: Numbers


class Lookup:
    """An index that can be asked."""

    def __init__(self, content: Content) -> None:
        self._digests, self._buckets = content.digests, content.buckets
        self._shift = np.uint64(64 - content.bits)

    def find_all(self, digests: Digests) -> Met:
        """Do the same as `find` where digests repeat: each is looked up once.

        A text that repeats itself without end, and is in many works, would meet more than memory
        holds; then only the first occurrences of each digest count.
        """
        different, number = np.unique(digests, return_inverse=True)
        met = self.find(different)
        times = np.bincount(number, minlength=len(different))
        order = np.argsort(number, kind="stable")
        begins = np.cumsum(times) - times
        if int(times[met.asked].sum()) > MANY:
            times = np.minimum(times, FIRST)
        repeats = times[met.asked]
        within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        asked = order[np.repeat(begins[met.asked], repeats) + within]
        return Met(asked, np.repeat(met.runs, repeats))

    def find(self, digests: Digests) -> Met:
        """Return every run of the index that has one of the digests."""
        bucket = (digests >> self._shift).astype(np.int64)
        at = self._buckets[bucket].astype(np.int64)
        end = self._buckets[bucket + 1].astype(np.int64)
        asked = np.flatnonzero(at < end)
        at, end, wanted = at[asked], end[asked], digests[asked]
        found, runs = [], []
        while len(asked):
            seen = self._digests[at]
            same = seen == wanted
            found.append(asked[same])
            runs.append(at[same])
            at = at + 1
            on = (seen <= wanted) & (at < end)
            asked, at, end, wanted = asked[on], at[on], end[on], wanted[on]
        if not found:
            return Met(np.zeros(0, np.int64), np.zeros(0, np.int64))
        return Met(np.concatenate(found), np.concatenate(runs))
