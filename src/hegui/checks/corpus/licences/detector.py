"""Counting the documents by what may be done with them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hegui.checks.corpus.licences.grounds import Standing, document_answer
from hegui.checks.corpus.licences.table import Answer
from hegui.checks.corpus.reading.batch import Batch
from hegui.engine.model import Finding

CHECK = "corpus.licences"
LISTED = 1000
"""Pairs of source and licence that are listed by a worker; all documents are counted."""
SHOWN = 100
"""Characters of a source's name or a licence that a finding holds."""
MEASURES: dict[Answer, str] = {"unknown": "docs_unlicensed", "not_permitted": "docs_incompatible"}
KINDS: dict[Answer, str] = {"unknown": "unknown_licence", "not_permitted": "incompatible_licence"}


@dataclass(frozen=True, slots=True)
class LicenceSpec:
    """What a worker needs: the standing of each source, and which name or file belongs to which."""

    subject: str
    standings: Mapping[str, Standing] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)
    by_file: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def build(self) -> "LicenceDetector":
        """Return a new detector."""
        return LicenceDetector(self)


class LicenceDetector:
    """Judges every document by its source and by the licence in its own record."""

    engine = "count"
    meta = ("licence",)

    def __init__(self, spec: LicenceSpec) -> None:
        self.counts: Counter[str] = Counter()
        self._spec = spec
        self._seen: set[tuple[str, str]] = set()

    def look(self, batch: Batch) -> Iterator[Finding]:
        """Yield a finding for the first document of each source and licence that do not do."""
        spec, of_file = self._spec, self._spec.by_file.get(batch.file, "")
        licences = batch.meta["licence"]
        for pair, number in Counter(zip(batch.sources, licences, strict=True)).items():
            name, licence = pair
            source = spec.by_name.get(name, "") if name else of_file
            known = spec.standings.get(source)
            answer = document_answer(known, licence, spec.answers)
            kind = KINDS.get(answer) and why(
                known, licence, answer, asked=bool(spec.standings and name)
            )
            # A ground that does not hold is no ground: whoever reads the count relies on it.
            ground = "none" if kind else known.ground if known else "licence"
            self.counts[f"ground:{ground}"] += number
            self.counts[f"answer:{answer}"] += number
            shown = licence.strip() or (known.licence if known else "")
            self.counts[f"licence:{shown[:SHOWN]}"] += number
            if kind and pair not in self._seen and len(self._seen) < LISTED:
                self._seen.add(pair)
                at = first(batch, pair, licences)
                yield self._finding(batch, at, kind, name or source, shown)

    def _finding(self, batch: Batch, at: int, kind: str, source: str, licence: str) -> Finding:
        return Finding(
            check=CHECK,
            subject=self._spec.subject,
            item=batch.ids[at],
            where=batch.where(at),
            kind=kind,
            code=source[:SHOWN],
            variant=licence[:SHOWN],
        )


def why(known: Standing | None, licence: str, answer: Answer, *, asked: bool) -> str:
    """Return the kind of defect of a document that may not be trained on: what is truly wrong.

    `asked` says that there are ledgers in which the source that the document names could stand.
    """
    own = licence.strip() and (known is None or known.ground in ("licence", "collection"))
    if known and known.void and not own:
        return known.void
    if known is None and asked and not own:
        return "source_unregistered"
    return KINDS[answer]


def first(batch: Batch, pair: tuple[str, str], licences: list[str]) -> int:
    """Return the first document with this source and licence."""
    pairs = enumerate(zip(batch.sources, licences, strict=True))
    return next(at for at, found in pairs if found == pair)


def measured(counts: Mapping[str, int], docs: int) -> dict[str, int]:
    """Return the measures from the counts of all workers."""
    found = {name: counts.get(f"answer:{answer}", 0) for answer, name in MEASURES.items()}
    return {"docs": docs, **found}
