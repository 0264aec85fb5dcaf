"""What a running check holds in its hands: findings, errors, progress and safe paths."""

import heapq
from collections.abc import Callable, Iterable
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.engine.check import Check, Job
from hegui.engine.errors import BadOutcomeError
from hegui.engine.findings import FindingWriter
from hegui.engine.model import Finding, ItemError
from hegui.engine.order import natural, storable
from hegui.engine.shared import Shared
from hegui.project.declared import Declared
from hegui.project.paths import expand, inside

LISTED_ERRORS = 100
"""How many item errors a result lists; all are counted."""

Progress = Callable[[int, int | None, str], None]


class ErrorBag:
    """Counts item errors and keeps the first hundred by place, whatever order they came in."""

    def __init__(self, limit: int = LISTED_ERRORS) -> None:
        self.count = 0
        self._limit = limit
        self._kept: list[ItemError] = []

    def add(self, error: ItemError) -> None:
        """Count one error."""
        self.count += 1
        self._kept.append(ItemError(where=storable(error.where), what=storable(error.what)))
        if len(self._kept) >= 2 * self._limit:
            self._kept = self.listed()

    def listed(self) -> list[ItemError]:
        """Return the first errors by place."""
        return heapq.nsmallest(self._limit, self._kept, key=lambda e: (natural(e.where), e.what))


class RunContext:
    """The runner's implementation of `Context` for one job."""

    def __init__(
        self,
        *,
        declared: Declared,
        catalogue: Catalogue,
        check: Check,
        job: Job,
        seed: str,
        workdir: Path,
        workers: int,
        findings: FindingWriter,
        progress: Progress,
        shared: Shared | None = None,
    ) -> None:
        self.declared = declared
        self.catalogue = catalogue
        self.seed = seed
        self.workdir = workdir
        self.workers = workers
        self.shared = shared or Shared()
        self.errors = ErrorBag()
        self._check = check
        self._job = job
        self._findings = findings
        self._progress = progress

    def finding(self, finding: Finding) -> None:
        """Record one finding; it must name this check and the job's subject."""
        if finding.check != self._check.id or finding.subject != self._job.subject:
            what = f"a finding of {finding.check} about {finding.subject}"
            raise BadOutcomeError(id=self._check.id, what=what)
        self._findings.add(finding)

    def error(self, error: ItemError) -> None:
        """Count one item that could not be read or judged."""
        self.errors.add(error)

    def progress(self, done: int, total: int | None = None, unit: str = "") -> None:
        """Report progress; raises `CancelledRunError` when the user has asked to stop."""
        self._progress(done, total, unit)

    def path(self, relative: str) -> Path:
        """Return the path of a declared file; refuses what leaves the project folder."""
        return inside(self.declared.root, relative)

    def glob(self, patterns: Iterable[str]) -> list[Path]:
        """Return the sorted files of declared patterns; refuses what leaves the folder."""
        return expand(self.declared.root, patterns)
