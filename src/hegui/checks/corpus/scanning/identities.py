"""Looking for personal information in documents."""

from collections import Counter
from typing import Any

from hegui.checks.corpus.identity.prefilter import compile_prefilters, in_characters
from hegui.checks.corpus.identity.search import Seen
from hegui.checks.corpus.identity.selection import selected
from hegui.checks.corpus.masking import keyed_digest, masked
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.scanning.raw import ANY_ESCAPE
from hegui.checks.corpus.scanning.rows import Rows
from hegui.checks.corpus.scanning.rules import Rules


class IdentityLook:
    """Compiled kinds of personal information."""

    def __init__(self, rules: Rules) -> None:
        self._key = rules.key
        self._identities = selected(rules.kinds, rules.as_of)
        found = compile_prefilters(self._identities.prefilters, rules.engine)
        self.engine, self._candidates = found
        self._raw = self._escapes() if self.engine == "hyperscan" else None

    def _escapes(self) -> Any:
        import hyperscan

        from hegui.engine.databases import database

        found = database([ANY_ESCAPE], [0])
        return found, hyperscan.Scratch(found)

    def ends_in_raw(self, buffer: bytes) -> list[tuple[Any, int]]:
        """Return an end, in bytes, for whatever may be a value in raw JSON strings."""
        assert self._raw is not None
        database, scratch = self._raw
        ends: list[tuple[Any, int]] = list(self._candidates.find(buffer))
        database.scan(buffer, match_event_handler=_keep_end, context=ends, scratch=scratch)
        return ends

    def look(self, batch: Batch, rows: Rows, counts: Counter[str]) -> None:
        """Add a row for every value."""
        spans = ((number, end - 1, end) for number, end in self._candidates.find(batch.data))
        for number, candidates in batch.by_document(spans):
            document = batch.document(number)
            text = document.decode()
            ends = in_characters(document, [(one, end) for one, _, end in candidates])
            for seen in self._identities.find(text, ends):
                self._add(rows, batch, number, text, seen)

    def _add(self, rows: Rows, batch: Batch, number: int, text: str, seen: Seen) -> None:
        kind = self._identities.kinds[seen.kind]
        offset = len(text[: seen.start].encode()) if batch.by_line else 0
        rows.line.append(batch.line(number, offset))
        rows.doc_id.append(batch.ids[number])
        rows.kind.append("pii")
        rows.rule.append(kind.id)
        rows.variant.append("")
        rows.risk.append("")
        rows.start.append(seen.start)
        rows.end.append(seen.end)
        rows.confidence.append(seen.confidence)
        rows.excerpt.append(masked(text[seen.start : seen.end], *kind.keep))
        rows.digest.append(keyed_digest(self._key, seen.value))


def _keep_end(kind: int, _start: int, end: int, _flags: int, ends: Any) -> None:
    ends.append((kind, end))
