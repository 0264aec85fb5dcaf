"""Looking for personal information in documents."""

from collections.abc import Iterable, Sequence

from hegui.checks.corpus.identity.prefilter import (
    Candidate,
    Candidates,
    compile_prefilters,
    in_characters,
)
from hegui.checks.corpus.identity.search import Seen
from hegui.checks.corpus.identity.selection import selected
from hegui.checks.corpus.masking import keyed_digest
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.scanning.rows import Row, Taker
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.strings import RawString
from hegui.common.masking import masked


class IdentityLook:
    """Compiled kinds of personal information."""

    def __init__(self, rules: Rules) -> None:
        self._key = rules.key
        self.identities = selected(rules.kinds, rules.as_of)
        self.prefilters = self.identities.prefilters
        self._candidates: Candidates
        self.engine, self._candidates = compile_prefilters(self.prefilters, rules.engine)

    def find(self, buffer: bytes) -> list[Candidate]:
        """Return the places in decoded text that are worth an exact look."""
        return self._candidates.find(buffer)

    def possible(self, data: bytes, found: Iterable[Candidate]) -> list[Candidate]:
        """Return the candidates in raw JSON strings without `\\u` that may be values."""
        return self.identities.possible(data, found)

    def likely(self, raw: RawString) -> list[Candidate]:
        """Return the candidates inside a raw text that may be values."""
        return self.identities.likely(raw.data, raw.start, raw.end, raw.candidates)

    def look_raw(self, batch: Batch, number: int, raw: RawString, rows: Taker) -> None:
        """Add a row for every value of a raw text, given the candidates in it."""
        text = raw.text()
        for seen in self.identities.find(text, raw.candidates_in_characters()):
            self._add(rows, batch, number, text, seen)

    def look(self, batch: Batch, number: int, found: Sequence[Candidate], rows: Taker) -> None:
        """Add a row for every value, given the candidates in a document."""
        document = batch.document(number)
        text = document.decode()
        for seen in self.identities.find(text, in_characters(document, found)):
            self._add(rows, batch, number, text, seen)

    def _add(self, rows: Taker, batch: Batch, number: int, text: str, seen: Seen) -> None:
        kind = self.identities.kinds[seen.kind]
        offset = len(text[: seen.start].encode()) if batch.by_line else 0
        rows.add(
            Row(
                "",
                batch.line(number, offset),
                batch.ids[number],
                "pii",
                kind.id,
                "",
                "",
                seen.start,
                seen.end,
                seen.confidence,
                masked(text[seen.start : seen.end], *kind.keep),
                keyed_digest(self._key, seen.value),
                batch.field(number),
            )
        )
