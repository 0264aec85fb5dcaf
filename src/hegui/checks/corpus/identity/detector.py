"""Looking for personal information in batches of documents."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hegui.checks.corpus.identity.prefilter import Candidate, compile_prefilters, in_characters
from hegui.checks.corpus.identity.search import Seen
from hegui.checks.corpus.identity.selection import Identities, selected
from hegui.checks.corpus.masking import keyed_digest
from hegui.checks.corpus.reading.batch import Batch
from hegui.common.masking import masked
from hegui.engine.literals import EngineName
from hegui.engine.model import Finding

CHECK = "corpus.pii"


@dataclass(frozen=True, slots=True)
class PiiSpec:
    """What a worker needs to look for personal information; `kinds` None for the default ones."""

    subject: str
    as_of: dt.date
    key: bytes
    engine: EngineName | None = None
    kinds: tuple[str, ...] | None = None

    def build(self) -> "PiiDetector":
        """Return a new detector."""
        return PiiDetector(self)


class PiiDetector:
    """Finds personal information; counts documents and kinds."""

    def __init__(self, spec: PiiSpec, identities: Identities | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._spec = spec
        self._identities = identities or selected(spec.kinds, spec.as_of)
        engine, self._candidates = compile_prefilters(self._identities.prefilters, spec.engine)
        self.engine: str = engine

    def look(self, batch: Batch) -> Iterator[Finding]:
        """Yield the findings of a batch in order."""
        spans = ((number, end - 1, end) for number, end in self._candidates.find(batch.data))
        for number, candidates in batch.by_document(spans):
            yield from self.found(batch, number, [(one, end) for one, _, end in candidates])

    def found(
        self, batch: Batch, number: int, candidates: Sequence[Candidate]
    ) -> Iterator[Finding]:
        """Yield the findings of one document, given the candidates in it."""
        document = batch.document(number)
        text = document.decode()
        found = self._identities.find(text, in_characters(document, candidates))
        for seen in found:
            yield self._finding(batch, number, text, seen)
        self._count(found)

    def _finding(self, batch: Batch, number: int, text: str, seen: Seen) -> Finding:
        kind = self._identities.kinds[seen.kind]
        self.counts[f"kind:{kind.id}"] += 1
        offset = len(text[: seen.start].encode()) if batch.by_line else 0
        return Finding(
            check=CHECK,
            subject=self._spec.subject,
            item=batch.ids[number],
            where=batch.where(number, offset),
            kind="personal_information" if kind.personal else "organisation_identifier",
            code=kind.id,
            start=seen.start,
            end=seen.end,
            digest=keyed_digest(self._spec.key, seen.value),
            excerpt=masked(text[seen.start : seen.end], *kind.keep),
            note="sensitive" if kind.sensitive else "",
        )

    def _count(self, found: Iterable[Seen]) -> None:
        kinds = [self._identities.kinds[number] for number in {seen.kind for seen in found}]
        self.counts["docs_with_pii"] += any(kind.personal for kind in kinds)
        self.counts["docs_with_sensitive_pii"] += any(kind.sensitive for kind in kinds)
