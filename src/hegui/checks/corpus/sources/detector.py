"""Counting the documents of each source."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hegui.checks.corpus.reading.batch import Batch
from hegui.engine.model import Finding

CHECK = "corpus.sources"
LISTED = 1000
"""Unregistered source names that are listed, by worker; all documents are counted."""

SHOWN = 100
"""Characters of a source's name that a finding holds."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """What a worker needs: which name or file belongs to which registered source."""

    subject: str
    by_name: Mapping[str, str]
    by_file: Mapping[str, str] = field(default_factory=dict)
    rejected: frozenset[str] = frozenset()

    def build(self) -> "SourceDetector":
        """Return a new detector."""
        return SourceDetector(self)


class SourceDetector:
    """Counts documents by registered source; names in the records go before files."""

    engine = "count"

    def __init__(self, spec: SourceSpec) -> None:
        self.counts: Counter[str] = Counter()
        self._spec = spec
        self._seen: set[str] = set()

    def look(self, batch: Batch) -> Iterator[Finding]:
        """Yield a finding for the first document of each source that is not registered."""
        of_file = self._spec.by_file.get(batch.file, "")
        for name, number in Counter(batch.sources).items():
            source = self._spec.by_name.get(name, "") if name else of_file
            if source:
                self.counts[f"source:{source}"] += number
                continue
            self.counts["unregistered"] += number
            if name not in self._seen and len(self._seen) < LISTED:
                self._seen.add(name)
                yield self._finding(batch, name)

    def _finding(self, batch: Batch, name: str) -> Finding:
        at = batch.sources.index(name)
        return Finding(
            check=CHECK,
            subject=self._spec.subject,
            item=batch.ids[at],
            where=batch.where(at),
            kind=self._kind(name),
            code=name[:SHOWN],
        )

    def _kind(self, name: str) -> str:
        if name in self._spec.rejected:
            return "rejected_source"
        return "unregistered_source" if name else "no_source"
