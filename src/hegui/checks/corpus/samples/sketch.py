"""Candidates of a shard, kept so that the draw from all shards can be made from them alone.

A proportional draw of n from N takes about n / N of each stratum: most of it lies among the lowest
ranks of the whole. So the lowest ranks of all are kept, a few times n, and besides the lowest of each
stratum, which serve small strata and minimums. Both are bottom-k sketches and merge (see
`hegui.engine.sampling`); memory is bounded by n and the number of strata, not by the corpus.
"""

import heapq
from collections.abc import Mapping
from typing import NamedTuple

from hegui.checks.corpus.samples.errors import DrawShortError
from hegui.checks.corpus.samples.rules import sample_rules
from hegui.engine.sampling import allocate

Values = tuple[str, ...]
"""The values of a stratum."""


class Candidate(NamedTuple):
    """A document that may be drawn: rank, name, stratum, and where it is."""

    rank: bytes
    item: str
    stratum: Values
    shard: str = ""
    line: int = 0
    field: str = ""
    doc_id: str = ""


class Lowest:
    """The `size` lowest ranks seen so far."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.bar: bytes | None = None
        self._kept: list[Candidate] = []

    def add(self, candidate: Candidate) -> None:
        """Keep a candidate unless so many lower ones are known."""
        if self.bar is not None and candidate.rank > self.bar:
            return
        self._kept.append(candidate)
        if len(self._kept) >= 2 * self.size + 64:
            self._kept = heapq.nsmallest(self.size, self._kept)
            self.bar = self._kept[-1].rank

    def ranked(self) -> list[Candidate]:
        """Return what is kept in the order of ranks."""
        return heapq.nsmallest(self.size, self._kept)

    def __len__(self) -> int:
        return min(len(self._kept), self.size)


class Candidates:
    """The candidates of some shards: the lowest of all, and the lowest of each stratum."""

    def __init__(self, size: int, minimum: int, reach: int = 0, own: int = 0) -> None:
        rules = sample_rules().drawing
        self.size, self.minimum = size, minimum
        self._reach = (reach or rules.reach) * size
        self._own_size = max(minimum, own or rules.kept_of_stratum)
        self._all = Lowest(self._reach)
        self._own: dict[Values, Lowest] = {}

    def add(self, candidate: Candidate) -> None:
        """Take a document of the population."""
        if not self.size:
            return  # nothing is drawn for people
        self._all.add(candidate)
        own = self._own.get(candidate.stratum)
        if own is None:
            own = self._own[candidate.stratum] = Lowest(self._own_size)
        own.add(candidate)

    def kept(self) -> list[Candidate]:
        """Return every candidate once, in the order of ranks."""
        found = set(self._all.ranked())
        for own in self._own.values():
            found.update(own.ranked())
        return sorted(found)

    def held(self) -> int:
        """Return how many candidates are held in memory, counting doubles."""
        return len(self._all) + sum(map(len, self._own.values()))

    def drawn(self, populations: Mapping[Values, int]) -> dict[Values, list[Candidate]]:
        """Return the draw of each stratum in the order of ranks.

        Raises `DrawShortError` when a stratum's share is not surely among what was kept.
        """
        if not self.size:
            return {}
        by_stratum: dict[Values, list[Candidate]] = {values: [] for values in populations}
        for candidate in self.kept():
            by_stratum[candidate.stratum].append(candidate)
        labels = {"\0".join(values): values for values in populations}
        shares = allocate({n: populations[v] for n, v in labels.items()}, self.size, self.minimum)
        drawn = {labels[name]: share for name, share in shares.items()}
        for values, share in drawn.items():
            self._check(values, by_stratum[values], share, populations[values])
        return {values: by_stratum[values][:share] for values, share in drawn.items()}

    def _check(self, values: Values, found: list[Candidate], share: int, population: int) -> None:
        """Raise unless the first `share` found are certainly the lowest of the stratum."""
        if share <= self._own_size or len(found) == population:
            return
        whole = self._all.ranked()
        bar = whole[-1].rank if len(whole) == self._reach else None
        if len(found) < share or (bar is not None and found[share - 1].rank > bar):
            raise DrawShortError(stratum=" / ".join(values))
