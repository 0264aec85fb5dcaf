"""Looking for the terms of keyword libraries in batches of documents."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hegui.checks.corpus.masking import keyed_digest
from hegui.checks.corpus.reading.batch import Batch
from hegui.common.masking import masked
from hegui.engine.literals import EngineName
from hegui.engine.matching import Place, TermMatcher, in_characters
from hegui.engine.model import Finding
from hegui.engine.terms import Mode, Term

CHECK = "corpus.terms"
SHOWN = 1
"""Characters of a term that its excerpt shows."""


@dataclass(frozen=True, slots=True)
class TermSpec:
    """What a worker needs to look for terms."""

    subject: str
    terms: tuple[Term, ...]
    key: bytes
    engine: EngineName | None = None
    modes: tuple[Mode, ...] | None = None

    def build(self) -> "TermDetector":
        """Return a new detector."""
        return TermDetector(self)


class TermDetector:
    """Finds terms; counts documents and risks."""

    def __init__(self, spec: TermSpec, matcher: TermMatcher | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._spec = spec
        self._matcher = matcher or TermMatcher(spec.terms, spec.engine, spec.modes)
        self.engine: str = self._matcher.engine

    def look(self, batch: Batch) -> Iterator[Finding]:
        """Yield the findings of a batch in order."""
        for number, matches in batch.by_document(self._matcher.raw(batch.data)):
            yield from self.found(batch, number, matches)

    def found(
        self, batch: Batch, number: int, matches: Sequence[tuple[int, int, int]]
    ) -> Iterator[Finding]:
        """Yield the findings of one document, given the matches in it."""
        document = batch.document(number)
        every = self._matcher.every_place(document, matches)
        self.counts["suppressed"] += sum(place.suppressed for place in every)
        places = self._matcher.counted(every)
        self.counts["docs_hit"] += bool(places)
        for place, shown in zip(places, in_characters(document, places), strict=True):
            text = document[place.start : place.end].decode()
            yield self._finding(batch, number, place.start, shown, text)

    def _finding(self, batch: Batch, number: int, offset: int, place: Place, text: str) -> Finding:
        term = self._spec.terms[place.term]
        for risk in term.risks:
            self.counts[f"risk:{risk}"] += 1
        return Finding(
            check=CHECK,
            subject=self._spec.subject,
            item=batch.ids[number],
            where=batch.where(number, offset),
            kind="term",
            code="|".join(term.risks),
            variant=place.variant,
            start=place.start,
            end=place.end,
            digest=keyed_digest(self._spec.key, term.text),
            excerpt=masked(text, SHOWN),
        )
