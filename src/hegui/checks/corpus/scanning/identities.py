"""Looking for personal information in documents."""

from collections import Counter
from typing import Any

from hegui.checks.corpus.identity.candidates import compile_candidates
from hegui.checks.corpus.identity.detector import candidate_lines
from hegui.checks.corpus.identity.rules import LineRules, Seen, pii_kinds
from hegui.checks.corpus.identity.values import make_checks
from hegui.checks.corpus.masking import keyed_digest, masked
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.scanning.raw import ANY_ESCAPE
from hegui.checks.corpus.scanning.rows import Rows
from hegui.checks.corpus.scanning.rules import Rules


class IdentityLook:
    """Compiled kinds of personal information."""

    def __init__(self, rules: Rules) -> None:
        kinds = pii_kinds()
        self._key = rules.key
        self._kinds = kinds.kinds
        self._rules = LineRules(kinds, make_checks(kinds, rules.as_of))
        self.engine, self._candidates = compile_candidates(kinds, rules.engine)
        self._raw = self._raw_patterns() if self.engine == "hyperscan" else None

    def _raw_patterns(self) -> Any:
        import hyperscan

        from hegui.engine.databases import database

        patterns = [kind.pattern for kind in self._kinds] + [pii_kinds().wide]
        flags = [hyperscan.HS_FLAG_UTF8] * len(patterns) + [0]
        found = database([p.encode() for p in patterns] + [ANY_ESCAPE], flags)
        return found, hyperscan.Scratch(found)

    def ends_in_raw(self, buffer: bytes) -> list[tuple[Any, int]]:
        """Return an end, in bytes, for whatever may be a value in raw JSON strings."""
        assert self._raw is not None
        database, scratch = self._raw
        ends: list[tuple[Any, int]] = []
        database.scan(buffer, match_event_handler=_keep_end, context=ends, scratch=scratch)
        return ends

    def look(self, batch: Batch, rows: Rows, counts: Counter[str]) -> None:
        """Add a row for every value."""
        found = sorted(self._candidates.find(batch.data), key=lambda candidate: candidate[1])
        spans = ((kind, end - 1, end) for kind, end in found)
        for number, candidates in batch.by_document(spans):
            self._document(batch, number, [(kind, end) for kind, _, end in candidates], rows)

    def _document(
        self, batch: Batch, number: int, candidates: list[tuple[int, int]], rows: Rows
    ) -> None:
        document = batch.document(number)
        at = before = 0
        for line in candidate_lines(document, candidates):
            wide = len(self._kinds) in line.kinds
            wanted = range(len(self._kinds)) if wide else line.kinds
            before += len(document[at : line.start].decode())
            at = line.start
            for seen in self._rules.find(document[line.start : line.end].decode(), wanted):
                self._add(rows, batch, number, line.start, before, seen)

    def _add(
        self, rows: Rows, batch: Batch, number: int, offset: int, before: int, seen: Seen
    ) -> None:
        kind = self._kinds[seen.kind]
        rows.line.append(batch.line(number, offset))
        rows.doc_id.append(batch.ids[number])
        rows.kind.append("pii")
        rows.rule.append(kind.id)
        rows.variant.append("")
        rows.risk.append("")
        rows.start.append(before + seen.start)
        rows.end.append(before + seen.end)
        rows.confidence.append(1.0)
        rows.excerpt.append(masked(seen.value, *kind.keep))
        rows.digest.append(keyed_digest(self._key, seen.value))


def _keep_end(kind: int, _start: int, end: int, _flags: int, ends: Any) -> None:
    ends.append((kind, end))
