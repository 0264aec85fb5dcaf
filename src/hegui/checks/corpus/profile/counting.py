"""Counts that can be merged: values of a field in bounded memory, and lengths by growing bins.

Source of the bins: C. Masson, J. E. Rim and H. K. Lee, DDSketch: a fast and fully-mergeable
quantile sketch with relative-error guarantees, PVLDB 12 (2019).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from hegui.checks.corpus.profile.rules import profile_rules
from hegui.common.struct import Record


class Tally(Record, frozen=True, kw_only=True):
    """How many documents have each value of a field.

    `absent` have none. `other` were counted together, because there were too many values; then
    the counts of rare values are at least what stands here, and at most `other` more.
    """

    counts: dict[str, int] = {}
    absent: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """Return how many documents were counted."""
        return sum(self.counts.values()) + self.absent + self.other


class Counting:
    """A tally in the making; holds at most twice as many values as it keeps."""

    def __init__(self) -> None:
        rules = profile_rules().values
        self._most, self._longest = rules.most, rules.longest
        self._counts: Counter[str] = Counter()
        self._absent = self._other = 0

    def add(self, values: Iterable[str]) -> None:
        """Count the values of some documents; an empty one is absent."""
        for value, number in Counter(values).items():
            if value:
                self._counts[value[: self._longest]] += number
            else:
                self._absent += number
        if len(self._counts) > 2 * self._most:
            self._prune()

    def merge(self, tally: Tally) -> None:
        """Take in another tally."""
        self._counts.update(tally.counts)
        self._absent += tally.absent
        self._other += tally.other
        if len(self._counts) > 2 * self._most:
            self._prune()

    def _prune(self) -> None:
        ranked = sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        self._other += sum(number for _, number in ranked[self._most :])
        self._counts = Counter(dict(ranked[: self._most]))

    def tally(self) -> Tally:
        """Return the counts, the most frequent value first."""
        if len(self._counts) > self._most:
            self._prune()
        ranked = sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        return Tally(counts=dict(ranked), absent=self._absent, other=self._other)


def bin_of(size: int) -> int:
    """Return the number of the bin of a length; 0 for nothing, 1 for one character."""
    return 0 if size <= 0 else 1 + math.ceil(math.log(size) / _step() - 1e-9)


def middle(number: int) -> int:
    """Return the length that stands for a bin: within the relative error of all in it."""
    if number <= 1:
        return number
    top = math.exp(_step() * (number - 1))
    return round(2 * top / (1 + math.exp(_step())))


def _step() -> float:
    error = profile_rules().lengths.relative_error
    return math.log((1 + error) / (1 - error))


def quantile(bins: Mapping[int, int], share: float) -> int:
    """Return the length below which a share of the documents lies, within the relative error."""
    total = sum(bins.values())
    rank, seen = share * (total - 1), 0
    for number in sorted(bins):
        seen += bins[number]
        if seen > rank:
            return middle(number)
    return 0
