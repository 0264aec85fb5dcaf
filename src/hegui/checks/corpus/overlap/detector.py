"""Comparing batches of documents with indexes, as a pass over a corpus."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hegui.checks.corpus.overlap.comparing import Comparer
from hegui.checks.corpus.overlap.rows import TEST_SET, Row, rows_of
from hegui.checks.corpus.reading.batch import Batch
from hegui.engine.model import Finding

CHECK = "corpus.protected"
SHARE = "share"
"""Counts of this prefix tell how many documents have which largest share of one work."""


@dataclass(frozen=True, slots=True)
class OverlapSpec:
    """What a worker needs to compare."""

    subject: str
    indexes: tuple[Path, ...]
    share: float | None = None

    def build(self) -> "OverlapDetector":
        """Return a new detector."""
        return OverlapDetector(self)


class OverlapDetector:
    """Compares documents; counts those that overlap."""

    engine = "winnowing"

    def __init__(self, spec: OverlapSpec) -> None:
        self.counts: Counter[str] = Counter()
        self._spec = spec
        self._comparers = [Comparer(path, verify=False) for path in spec.indexes]

    def look(self, batch: Batch) -> Iterator[Finding]:
        """Yield the findings of a batch, by document: those that reach the limit."""
        found: dict[int, list[Row]] = {}
        for comparer in self._comparers:
            for number, row in rows_of(comparer, batch, self._spec.share):
                found.setdefault(number, []).append(row)
        for number in sorted(found):
            self._count(found[number])
            yield from (self._finding(row) for row in found[number] if row.over)

    def _count(self, rows: list[Row]) -> None:
        protected = [row for row in rows if row.kind != TEST_SET]
        self.counts["docs_sharing"] += 1
        self.counts["docs_overlapping"] += any(row.over for row in protected)
        self.counts["docs_contaminated"] += any(row.over for row in rows if row.kind == TEST_SET)
        if protected:
            self.counts[f"{SHARE}:{max(row.doc_share for row in protected)}"] += 1

    def _finding(self, row: Row) -> Finding:
        return Finding(
            check=CHECK,
            subject=self._spec.subject,
            item=row.doc_id,
            where=f"{row.shard}:{row.line}",
            kind="contamination" if row.kind == TEST_SET else "overlap",
            code=row.reference,
            variant=row.kind,
            start=row.start,
            end=row.end,
            digest=row.digest,
            excerpt=row.excerpt,
            note=f"{row.text}: doc_share={row.doc_share}, text_share={row.text_share}",
        )
