"""Looking for personal information in batches of documents."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hegui.checks.corpus.identity.candidates import Candidate, compile_candidates
from hegui.checks.corpus.identity.rules import LineRules, Seen, pii_kinds
from hegui.checks.corpus.identity.values import make_checks
from hegui.checks.corpus.masking import keyed_digest, masked
from hegui.checks.corpus.reading.batch import Batch
from hegui.engine.literals import EngineName
from hegui.engine.model import Finding

CHECK = "corpus.pii"


@dataclass(frozen=True, slots=True)
class PiiSpec:
    """What a worker needs to look for personal information."""

    subject: str
    as_of: dt.date
    key: bytes
    engine: EngineName | None = None

    def build(self) -> "PiiDetector":
        """Return a new detector."""
        return PiiDetector(self)


class Line(NamedTuple):
    """A line with candidates: where it lies in the document (bytes), and the kinds to look for."""

    start: int
    end: int
    kinds: set[int]


class PiiDetector:
    """Finds personal information; counts documents and kinds."""

    def __init__(self, spec: PiiSpec) -> None:
        kinds = pii_kinds()
        self.counts: Counter[str] = Counter()
        self._spec = spec
        self._kinds = kinds.kinds
        self._rules = LineRules(kinds, make_checks(kinds, spec.as_of))
        engine, self._candidates = compile_candidates(kinds, spec.engine)
        self.engine: str = engine

    def look(self, batch: Batch) -> Iterator[Finding]:
        """Yield the findings of a batch in order."""
        found = self._candidates.find(batch.data)
        found.sort(key=lambda candidate: candidate[1])
        spans = ((kind, end - 1, end) for kind, end in found)
        for number, candidates in batch.by_document(spans):
            document = batch.document(number)
            ends = [(kind, end) for kind, _, end in candidates]
            yield from self._document(batch, number, document, candidate_lines(document, ends))

    def _document(
        self, batch: Batch, number: int, document: bytes, lines: Iterable[Line]
    ) -> Iterator[Finding]:
        kinds: set[int] = set()
        at = before = 0
        for line in lines:
            wide = len(self._kinds) in line.kinds
            wanted = range(len(self._kinds)) if wide else line.kinds
            before += len(document[at : line.start].decode())
            at = line.start
            for seen in self._rules.find(document[line.start : line.end].decode(), wanted):
                kinds.add(seen.kind)
                yield self._finding(batch, number, line.start, before, seen)
        self._count(kinds)

    def _finding(self, batch: Batch, number: int, offset: int, before: int, seen: Seen) -> Finding:
        kind = self._kinds[seen.kind]
        self.counts[f"kind:{kind.id}"] += 1
        return Finding(
            check=CHECK,
            subject=self._spec.subject,
            item=batch.ids[number],
            where=batch.where(number, offset),
            kind="personal_information" if kind.personal else "organisation_identifier",
            code=kind.id,
            start=before + seen.start,
            end=before + seen.end,
            digest=keyed_digest(self._spec.key, seen.value),
            excerpt=masked(seen.value, *kind.keep),
            note="sensitive" if kind.sensitive else "",
        )

    def _count(self, kinds: set[int]) -> None:
        found = [self._kinds[number] for number in kinds]
        self.counts["docs_with_pii"] += any(kind.personal for kind in found)
        self.counts["docs_with_sensitive_pii"] += any(kind.sensitive for kind in found)


def candidate_lines(document: bytes, candidates: Iterable[Candidate]) -> Iterator[Line]:
    """Yield the lines that hold candidates (sorted by end), each with all kinds on it."""
    line: Line | None = None
    for kind, end in candidates:
        if line is None or end > line.end:
            if line:
                yield line
            start = document.rfind(b"\n", 0, end) + 1
            stop = document.find(b"\n", end)
            line = Line(start, len(document) if stop < 0 else stop, set())
        line.kinds.add(kind)
    if line:
        yield line
