"""Looking for terms in documents."""

from collections.abc import Sequence
from typing import NamedTuple

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.scanning.raw import every_line, pieces, raw_keys, without_breaks
from hegui.checks.corpus.scanning.rows import SUPPRESSED, Row, Taker
from hegui.checks.corpus.scanning.strings import Match, RawString, characters
from hegui.common.masking import masked
from hegui.engine.forms import Form
from hegui.engine.literals import IN_RAW, EngineName, Literals, compile_literals
from hegui.engine.matching import TermMatcher, in_characters
from hegui.engine.terms import Mode, Term

SHOWN = 1
"""Characters of a term that its excerpt shows."""


class PlainTerm(NamedTuple):
    """What a row says of every match of a key; `size` counts characters."""

    term: int
    text: str
    variant: str
    risks: str
    size: int
    excerpt: str

    def row(self, line: int, name: str, start: int) -> Row:
        """Return the row of a match that begins at a character of a document."""
        _, text, variant, risks, size, excerpt = self
        end = start + size
        return Row("", line, name, "term", text, variant, risks, start, end, 1.0, excerpt, "", "")


class TermLook:
    """Compiled terms."""

    def __init__(
        self,
        terms: tuple[Term, ...],
        engine: EngineName | None,
        modes: Sequence[Mode] | None = None,
    ) -> None:
        self._terms = terms
        self._risks = ["|".join(term.risks) for term in terms]
        self.matcher = TermMatcher(terms, engine, modes)
        self.engine = self.matcher.engine
        self.find = self.matcher.raw
        self._raw = self._raw_literals()
        self._known: dict[int, PlainTerm | None] = {}
        self.in_place = self.engine == "native" and not self.matcher.spellings
        """Whether `in_raw` takes memory that will be used again."""

    def _raw_literals(self) -> Literals | None:
        """Return what stands for the keys in raw JSON, those that stand for themselves first."""
        if self.engine not in IN_RAW:
            return None
        keys = self.matcher.keys
        raw = raw_keys(keys)
        if raw == keys:
            self._number = list(range(len(keys)))
            return self.matcher.literals
        others = {one for key, one in zip(keys, raw, strict=True) if key != one}
        own = {
            key: number
            for number, key in enumerate(keys)
            if key == raw[number] and key not in others
        }
        self._number = list(own.values())
        return compile_literals([*own, *sorted(others)], self.engine)[1]

    def in_raw(self, buffer: bytes) -> tuple[list[Match], list[int]]:
        """Search raw JSON strings.

        Return the matches of keys and spellings, right where no escape stands before them, and an
        end, in bytes, for whatever else may be a term.
        """
        assert self._raw is not None
        found, known = self._raw.find(buffer), len(self._number)
        number = self._number
        matches = [(number[key], start, end) for key, start, end in found if key < known]
        hidden = [end for key, _, end in found if key >= known]
        if self.matcher.spellings:
            for at, piece in pieces(buffer):
                self._spelled_in_raw(at, piece, matches, hidden)
        return matches, hidden

    def _spelled_in_raw(
        self, at: int, buffer: bytes, matches: list[Match], hidden: list[int]
    ) -> None:
        """Add whatever may be another spelling of a term in a part that begins at `at`."""
        plain, backslashes = without_breaks(buffer)
        hidden += [at + end for end in backslashes]
        try:
            found = self.matcher.spellings.find(plain)
        except UnicodeDecodeError:
            hidden += [at + end for end in every_line(buffer)]
            return
        base = len(self.matcher.keys)
        matches += [(key + base, at + start, at + end) for key, start, end in found]

    def _plain(self, key: int) -> PlainTerm | None:
        """Return what the rows of a key say where nothing beside a match matters, else None."""
        if key not in self._known:
            form = self.matcher.always(key) if key < len(self.matcher.keys) else None
            self._known[key] = self._plain_term(form) if form else None
        return self._known[key]

    def _plain_term(self, form: Form) -> PlainTerm:
        term, excerpt = self._terms[form.term], masked(form.text, SHOWN)
        risks, size = self._risks[form.term], len(form.text)
        return PlainTerm(form.term, term.text, form.variant, risks, size, excerpt)

    def look_raw(self, batch: Batch, number: int, raw: RawString, rows: Taker) -> None:
        """Add a row for every place of every term in a raw text, given the matches in it."""
        known = self._plain
        plain = [(start, -end, one) for key, start, end in raw.matches if (one := known(key))]
        if len(plain) < len(raw.matches):
            document = raw.text().encode()
            self._look(batch, number, document, raw.decoded_matches(), rows)
            return
        data, at, count = raw.data, raw.start, 0
        line, name = batch.lines[number], batch.ids[number]
        for start, _, term in sorted(plain) if len(plain) > 1 else plain:
            count += characters(data[at:start])
            at = start
            rows.add(term.row(line, name, count))

    def look(self, batch: Batch, number: int, found: Sequence[Match], rows: Taker) -> None:
        """Add a row for every place of every term, given the matches in a document."""
        self._look(batch, number, batch.document(number), found, rows)

    def _look(
        self, batch: Batch, number: int, document: bytes, found: Sequence[Match], rows: Taker
    ) -> None:
        places = self.matcher.every_place(document, found)
        for place, shown in zip(places, in_characters(document, places), strict=True):
            text = document[place.start : place.end].decode()
            rows.add(
                Row(
                    "",
                    batch.line(number, place.start),
                    batch.ids[number],
                    SUPPRESSED if place.suppressed else "term",
                    self._terms[place.term].text,
                    place.variant,
                    self._risks[place.term],
                    shown.start,
                    shown.end,
                    place.confidence,
                    masked(text, SHOWN),
                    "",
                    batch.field(number),
                )
            )
