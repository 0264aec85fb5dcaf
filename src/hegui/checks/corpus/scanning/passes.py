"""One pass over a corpus: read, look, collect; in this process or in several.

Findings come in the order of files and documents whatever the number of processes: workers write
what they see to a spool, which is read back unit by unit.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from hegui.checks.corpus.errors import EmptyCorpusError
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.files import Unit, corpus_files, divide
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.reading.units import read_unit
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.shard import QuickSink, is_quick, quick_pass
from hegui.engine.check import Context
from hegui.engine.model import Finding, InputFile, ItemError
from hegui.project.model import Corpus

POOL_FROM = 32 << 20
"""Bytes of corpus from which starting processes pays."""


class Detector(Protocol):
    """What looks at the documents; it keeps its own counts.

    One that needs metadata names it in `meta` (fields of `FieldMap`).
    """

    counts: Counter[str]
    engine: str

    def look(self, batch: Batch) -> Iterable[Finding]:
        """Yield the findings of a batch in order."""


class Spec(Protocol):
    """What a worker needs to make the detector; it is sent to other processes."""

    def build(self) -> Detector:
        """Return a new detector."""


class Sink(Protocol):
    """Where findings and errors go."""

    def finding(self, finding: Finding) -> None:
        """Take a finding."""

    def error(self, error: ItemError) -> None:
        """Take an error."""


class Handed:
    """Hands findings on to a sink."""

    def __init__(self, sink: Sink) -> None:
        self.add: Callable[[Any], None] = sink.finding

    def whose(self, batch: Batch, number: int) -> None:
        """Findings say themselves where they lie."""


@dataclass(slots=True)
class Totals:
    """What a pass counted and which files it read."""

    counts: Counter[str] = field(default_factory=Counter)
    inputs: list[InputFile] = field(default_factory=list)
    engine: str = ""

    @property
    def docs(self) -> int:
        """Return how many documents were looked at."""
        return self.counts["docs"]

    @property
    def unread(self) -> int:
        """Return how many items could not be read."""
        return self.counts["unread"]

    def prefixed(self, prefix: str) -> dict[str, int]:
        """Return the counts whose name begins with `prefix:`, by the rest of the name."""
        start = f"{prefix}:"
        found = (name for name in sorted(self.counts) if name.startswith(start))
        return {name.removeprefix(start): self.counts[name] for name in found}


def scan(corpora: Sequence[Corpus], context: Context, spec: Spec) -> Totals:
    """Look at every document of the corpora; raise `EmptyCorpusError` when there is none."""
    found = [(corpus.fields, f) for corpus in corpora for f in corpus_files(corpus, context)]
    files = {file.name: (own, file) for own, file in found}
    units = divide([files[name] for name in sorted(files)])
    size = sum(file.size for _, file in files.values())
    if context.workers > 1 and len(units) > 1 and size >= POOL_FROM:
        from hegui.checks.corpus.scanning.pool import scan_in_pool

        totals = scan_in_pool(units, size, context, spec)
    else:
        totals = scan_here(units, size, context, spec)
    totals.inputs.sort(key=lambda file: file.path)
    if not totals.docs:
        names = ", ".join(corpus.id for corpus in corpora)
        raise EmptyCorpusError(corpus=names, unread=totals.unread)
    return totals


def scan_here(units: Sequence[Unit], size: int, context: Context, spec: Spec) -> Totals:
    """Do all units in this process."""
    done = 0

    def tick(read: int) -> None:
        nonlocal done
        done += read
        context.progress(min(done, size), size, "B")

    detector = spec.build()
    totals = Totals(engine=detector.engine)
    for unit in units:
        totals.inputs += scan_unit(unit, detector, context, tick)
    totals.counts = detector.counts
    return totals


def scan_unit(unit: Unit, detector: Detector, sink: Sink, tick: Tick) -> list[InputFile]:
    """Do one unit and return the files read."""
    inputs: list[InputFile] = []

    def report(error: ItemError) -> None:
        detector.counts["unread"] += 1
        sink.error(error)

    looker: Looker | None = getattr(detector, "looker", None)
    if looker and not unit.groups and all(is_quick(f, unit.fields, looker) for f in unit.files):
        handed = QuickSink(Handed(sink), detector.counts, report)
        return [quick_pass(file, unit.fields, looker, handed, tick) for file in unit.files]
    meta: Sequence[str] = getattr(detector, "meta", ())
    for batch in read_unit(unit, tick, report, inputs.append, meta):
        detector.counts["docs"] += len(batch)
        for finding in detector.look(batch):
            sink.finding(finding)
    return inputs
