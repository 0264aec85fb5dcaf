"""Looking for terms in documents."""

from collections import Counter
from typing import Any

from hegui.checks.corpus.masking import masked
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.scanning.raw import raw_keys
from hegui.checks.corpus.scanning.rows import Rows
from hegui.engine.literals import EngineName, HyperscanLiterals
from hegui.engine.matching import Place, TermMatcher, in_characters
from hegui.engine.terms import Term

SHOWN = 1
"""Characters of a term that its excerpt shows."""


class TermLook:
    """Compiled terms."""

    def __init__(self, terms: tuple[Term, ...], engine: EngineName | None) -> None:
        self._terms = terms
        self._risks = ["|".join(term.risks) for term in terms]
        self._matcher = TermMatcher(terms, engine)
        self.engine = self._matcher.engine
        self._raw = self._raw_literals()

    def _raw_literals(self) -> HyperscanLiterals | None:
        if self.engine != "hyperscan":
            return None
        keys, exact = self._matcher.keys, self._matcher.literals
        raw = raw_keys(keys)
        if raw == keys and isinstance(exact, HyperscanLiterals):
            return exact
        return HyperscanLiterals(list(dict.fromkeys(raw)))

    def ends_in_raw(self, buffer: bytes) -> list[tuple[Any, int]]:
        """Return an end, in bytes, for whatever may be a term in raw JSON strings."""
        assert self._raw is not None
        return self._raw.ends(buffer)

    def look(self, batch: Batch, rows: Rows, counts: Counter[str]) -> None:
        """Add a row for every place of every term."""
        for number, matches in batch.by_document(self._matcher.raw(batch.data)):
            document = batch.document(number)
            places = self._matcher.every_place(document, matches)
            counts["docs_hit"] += any(self._matcher.counted(places))
            for place, shown in zip(places, in_characters(document, places), strict=True):
                text = document[place.start : place.end].decode()
                self._add(rows, batch, number, place.start, shown, text)

    def _add(
        self, rows: Rows, batch: Batch, number: int, offset: int, place: Place, text: str
    ) -> None:
        rows.line.append(batch.line(number, offset))
        rows.doc_id.append(batch.ids[number])
        rows.kind.append("term")
        rows.rule.append(self._terms[place.term].text)
        rows.variant.append(place.variant)
        rows.risk.append(self._risks[place.term])
        rows.start.append(place.start)
        rows.end.append(place.end)
        rows.confidence.append(place.confidence)
        rows.excerpt.append(masked(text, SHOWN))
        rows.digest.append("")
