"""Looking at documents: what exactly is in them, row by row in order of documents."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hegui.checks.corpus.identity.prefilter import Candidate
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.scanning.identities import IdentityLook
from hegui.checks.corpus.scanning.rows import Taker
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.strings import Match, RawString
from hegui.checks.corpus.scanning.suspects import SuspiciousLook
from hegui.checks.corpus.scanning.terms import TermLook
from hegui.engine.literals import IN_RAW


class Found(NamedTuple):
    """What a search saw in one document, before the exact look; offsets in bytes."""

    matches: list[Match]
    candidates: list[Candidate]


NOTHING = Found([], [])


class Looker:
    """A compiled rule set. Not to be shared between threads."""

    rows_only = True
    """Whether findings are rows, so that `look_raw` can name them."""

    def __init__(self, rules: Rules) -> None:
        self.terms = TermLook(rules.terms, rules.engine, rules.modes) if rules.terms else None
        asked = rules.kinds is None or bool(rules.kinds)
        self.identities = IdentityLook(rules) if asked else None
        self.suspects = SuspiciousLook() if rules.suspicious else None
        looks = (self.terms, self.identities, self.suspects)
        engines = [look.engine for look in looks if look]
        self.engine = "+".join(dict.fromkeys(engines))
        self.quick = all(engine in IN_RAW for engine in engines)
        """Whether raw bytes can be searched, so that only what hits need be decoded."""

    def look_raw(self, batch: Batch, number: int, raw: RawString, rows: Taker) -> None:
        """Add the findings of one raw text, given what was seen in it; the batch lacks its text."""
        if self.terms and raw.matches:
            self.terms.look_raw(batch, number, raw, rows)
        if self.identities and raw.candidates:
            self.identities.look_raw(batch, number, raw, rows)
        rows.whose(batch, number)

    def look(self, batch: Batch, rows: Taker, counts: Counter[str]) -> None:
        """Add the findings of a batch of decoded documents."""
        found = self._found(batch)
        for number in range(len(batch)) if self.suspects else sorted(found):
            self.exactly(batch, number, found.get(number, NOTHING), rows, counts)

    def exactly(
        self, batch: Batch, number: int, found: Found, rows: Taker, counts: Counter[str]
    ) -> None:
        """Add the findings of one document, given what was seen in it."""
        if self.terms and found.matches:
            self.terms.look(batch, number, found.matches, rows)
        if self.identities and found.candidates:
            self.identities.look(batch, number, found.candidates, rows)
        if self.suspects:
            self.suspects.look(batch, number, rows)
        rows.whose(batch, number)

    def search(self, document: bytes) -> Found:
        """Return what is seen in a decoded document."""
        matches = self.terms.find(document) if self.terms else []
        return Found(matches, self.identities.find(document) if self.identities else [])

    def _found(self, batch: Batch) -> dict[int, Found]:
        """Return what is seen in each document of a batch where anything is."""
        matches, candidates = self.search(batch.data)
        found: dict[int, Found] = {}
        for number, base, (key, start, end) in _owned(batch, matches, 2):
            here = found.setdefault(number, Found([], []))
            here.matches.append((key, start - base, end - base))
        for number, base, (prefilter, end) in _owned(batch, candidates, 1):
            here = found.setdefault(number, Found([], []))
            here.candidates.append((prefilter, end - base))
        return found


def _owned(batch: Batch, places: Iterable[Any], end: int) -> Iterator[tuple[int, int, Any]]:
    """Yield (document, where it begins, place)."""
    starts = batch.starts
    for place in places:
        number = bisect_right(starts, place[end] - 1) - 1
        yield number, starts[number], place
