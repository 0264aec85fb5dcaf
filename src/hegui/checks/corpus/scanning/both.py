"""Terms and personal information in one pass, as findings of their two checks."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hegui.checks.corpus.identity.detector import PiiDetector, PiiSpec
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.scanning.looking import Found, Looker
from hegui.checks.corpus.scanning.rows import Taker
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.terms.detector import TermDetector, TermSpec
from hegui.engine.model import Finding


@dataclass(frozen=True, slots=True)
class BothSpec:
    """What a worker needs to look for terms, personal information, or both."""

    terms: TermSpec | None = None
    pii: PiiSpec | None = None

    @property
    def rules(self) -> Rules:
        """Return the rule set of the search."""
        return Rules(
            terms=self.terms.terms if self.terms else (),
            kinds=self.pii.kinds if self.pii else (),
            as_of=self.pii.as_of if self.pii else dt.date.min,
            modes=self.terms.modes if self.terms else None,
            engine=(self.pii or self.terms or PiiSpec("", dt.date.min, b"")).engine,
        )

    def build(self) -> "BothDetector":
        """Return a new detector."""
        return BothDetector(self)


class BothDetector:
    """Finds terms and personal information; counts documents, risks and kinds."""

    def __init__(self, spec: BothSpec) -> None:
        self.counts: Counter[str] = Counter()
        self.looker = FindingLooker(spec, self)
        engines = {
            name: look.engine
            for name, look in (("terms", self.looker.terms), ("pii", self.looker.identities))
            if look
        }
        self.engine = " ".join(f"{name}={engine}" for name, engine in engines.items())

    def look(self, batch: Batch) -> Iterable[Finding]:
        """Return the findings of a batch, document by document."""
        kept = Kept()
        self.looker.look(batch, kept, self.counts)
        return kept.findings


class Kept:
    """Keeps findings in a list."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.add = self.findings.append

    def whose(self, batch: Batch, number: int) -> None:
        """Findings say themselves where they lie."""


class FindingLooker(Looker):
    """Looks at documents and hands on findings of the two checks."""

    rows_only = False

    def __init__(self, spec: BothSpec, owner: BothDetector) -> None:
        super().__init__(spec.rules)
        self._owner = owner
        self._term_detector = (
            TermDetector(spec.terms, self.terms.matcher) if spec.terms and self.terms else None
        )
        self._pii_detector = (
            PiiDetector(spec.pii, self.identities.identities)
            if spec.pii and self.identities
            else None
        )

    def exactly(
        self, batch: Batch, number: int, found: Found, rows: Taker, counts: Counter[str]
    ) -> None:
        """Hand on the findings of one document, given what was seen in it."""
        if self._term_detector and found.matches:
            self._term_detector.counts = counts
            for finding in self._term_detector.found(batch, number, found.matches):
                rows.add(finding)
        if self._pii_detector and found.candidates:
            self._pii_detector.counts = counts
            for finding in self._pii_detector.found(batch, number, found.candidates):
                rows.add(finding)


def engine_of(engines: str, name: str) -> str:
    """Return the engine of one of the two, from what the detector says of both."""
    return dict(part.split("=") for part in engines.split()).get(name, "")
