"""Drawing as a stage: each shard gives its candidates and its counts, in one small file."""

import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import msgspec

from hegui import __version__
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import damage_in
from hegui.checks.corpus.reading.single import Reading
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.samples.errors import ScanMismatchError, TooManyStrataError
from hegui.checks.corpus.samples.judging import Findings
from hegui.checks.corpus.samples.model import Kept, Part
from hegui.checks.corpus.samples.naming import item_name
from hegui.checks.corpus.samples.rules import rules_digest, sample_rules
from hegui.checks.corpus.samples.sketch import Candidate, Candidates, Values
from hegui.checks.corpus.samples.strata import Strata, meta_for
from hegui.checks.corpus.scanning.stage import ScanLine
from hegui.checks.corpus.shards.manifest import Line
from hegui.checks.corpus.shards.output import file_stem, write_errors
from hegui.common.files import write_atomic
from hegui.common.hashing import sha256_bytes
from hegui.engine.sampling import Ranker
from hegui.project.model import FieldMap

PARTS = "parts"
BIN_BITS = 10
"""Bits of a rank that make its bin: a share is drawn in steps of one in 1,024."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be drawn: `size` items for people, and with `technical` a share for the machine."""

    key: str
    size: int
    minimum: int
    strata: tuple[str, ...] = ()
    technical: bool = False
    scan: Path | None = None


class SampleLine(Line, frozen=True, kw_only=True):
    """What is known of a shard that was drawn from; `part_sha256` is of its file of candidates."""

    command: ClassVar[str] = "sample"

    part_sha256: str


@dataclass(frozen=True, slots=True)
class SampleStage:
    """The plan, the fields, the names of shards in items, what was scanned, and where it goes."""

    plan: Plan
    fields: FieldMap
    names: Mapping[str, str]
    scanned: Mapping[str, ScanLine]
    folder: Path
    digest: str
    line: type[SampleLine] = SampleLine

    def worker(self) -> "SampleWorker":
        """Return a new worker."""
        return SampleWorker(self)

    def intact(self, line: SampleLine) -> bool:
        """Tell whether the candidates of a shard are on disk, under the name it has now."""
        with suppress(OSError, msgspec.DecodeError):
            data = part_path(self.folder, line.shard).read_bytes()
            same = msgspec.json.decode(data, type=Part).name == self.names[line.shard]
            return same and sha256_bytes(data) == line.part_sha256
        return False


def sample_stage(
    plan: Plan,
    fields: FieldMap,
    names: Mapping[str, str],
    scanned: Mapping[str, ScanLine],
    folder: Path,
) -> SampleStage:
    """Return the stage; its digest covers the plan, the fields, the rules and the scan's rules."""
    judges = sorted({line.rules for line in scanned.values()})
    drawn = [plan.key, plan.size, plan.minimum, plan.strata, plan.technical]
    parts = msgspec.json.encode([drawn, fields, judges, rules_digest()], order="deterministic")
    return SampleStage(plan, fields, names, scanned, folder, sha256_bytes(parts))


def part_path(folder: Path, shard: str) -> Path:
    """Return where the candidates of a shard lie."""
    return folder / PARTS / f"{file_stem(shard)}.json"


def read_part(folder: Path, shard: str) -> Part:
    """Return the candidates of a shard."""
    return msgspec.json.decode(part_path(folder, shard).read_bytes(), type=Part)


class SampleWorker:
    """Draws from one shard after the other."""

    def __init__(self, stage: SampleStage) -> None:
        self._stage = stage

    def do(self, shard: CorpusFile, tick: Tick) -> SampleLine:
        """Draw from a shard and write its candidates."""
        stage, wall, cpu = self._stage, time.perf_counter(), time.process_time()
        drawing = Drawing(stage, shard)
        reading = Reading(shard, stage.fields, meta_for(stage.plan.strata), tick)
        for batch in reading:
            drawing.look(batch)
        drawing.check_scan(reading.input.sha256)
        data = msgspec.json.encode(drawing.part())
        write_atomic(part_path(stage.folder, shard.name), data)
        write_errors(stage.folder, shard.name, reading.errors)
        return SampleLine(
            shard=shard.name,
            size=reading.input.size,
            sha256=reading.input.sha256,
            rules=stage.digest,
            version=__version__,
            docs=drawing.docs,
            bad=len(reading.errors),
            damaged=damage_in(reading.errors),
            part_sha256=sha256_bytes(data),
            seconds=round(time.perf_counter() - wall, 3),
            cpu_seconds=round(time.process_time() - cpu, 3),
        )


class Drawing:
    """The draw from one shard in the making."""

    def __init__(self, stage: SampleStage, shard: CorpusFile) -> None:
        plan = stage.plan
        self._plan, self._shard = plan, shard
        self._name, self._line = stage.names[shard.name], stage.scanned.get(shard.name)
        if plan.scan and self._line is None:
            raise ScanMismatchError(scan=str(plan.scan), shard=shard.name)
        self._findings = Findings(plan.scan, shard.name) if plan.scan else None
        self._strata = Strata(plan.strata, self._findings)
        self._rank = Ranker(plan.key).rank
        self._candidates = Candidates(plan.size, plan.minimum)
        self._populations: Counter[Values] = Counter()
        self._cells: Counter[tuple[Values, int, bool]] = Counter()

    @property
    def docs(self) -> int:
        """Return how many documents were seen."""
        return self._populations.total()

    def check_scan(self, sha256: str) -> None:
        """Raise `ScanMismatchError` when the scan looked at other content."""
        if self._line is not None and self._line.sha256 != sha256:
            raise ScanMismatchError(scan=str(self._plan.scan), shard=self._shard.name)

    def look(self, batch: Batch) -> None:
        """Take the documents of a batch."""
        strata = self._strata.of(batch)
        fields = batch.fields or [""] * len(batch)
        failed = self._findings.failed(batch) if self._findings else [False] * len(batch)
        self._populations.update(strata)
        self._check_strata()
        for number, stratum in enumerate(strata):
            line, field = batch.lines[number], fields[number]
            item = item_name(self._name, line, field)
            rank = self._rank(item)
            where = (self._shard.name, line, field, batch.ids[number])
            self._candidates.add(Candidate(rank, item, stratum, *where))
            if self._plan.technical:
                self._cells[stratum, bin_of(rank), failed[number]] += 1

    def _check_strata(self) -> None:
        most = sample_rules().drawing.most_strata
        if len(self._populations) > most:
            raise TooManyStrataError(most=most, strata=",".join(self._plan.strata))

    def part(self) -> Part:
        """Return what the shard gives to the draw."""
        strata = sorted(self._populations)
        numbers = {values: number for number, values in enumerate(strata)}
        return Part(
            name=self._name,
            strata=tuple(strata),
            populations=tuple(self._populations[values] for values in strata),
            kept=kept_of(self._candidates.kept(), numbers),
            cells=tuple(self._cell_rows(numbers)),
        )

    def _cell_rows(self, numbers: Mapping[Values, int]) -> list[tuple[int, int, int, int]]:
        rows: dict[tuple[int, int], list[int]] = {}
        for (values, number, failed), docs in self._cells.items():
            row = rows.setdefault((numbers[values], number), [0, 0])
            row[0] += docs
            row[1] += docs if failed else 0
        return [(*where, docs, failed) for where, (docs, failed) in sorted(rows.items())]


def bin_of(rank: bytes) -> int:
    """Return the first ten bits of a rank."""
    return int.from_bytes(rank[:2]) >> (16 - BIN_BITS)


def kept_of(candidates: list[Candidate], numbers: Mapping[Values, int]) -> Kept:
    """Return candidates by column; their ranks follow from their names."""
    return Kept(
        lines=tuple(one.line for one in candidates),
        fields=tuple(one.field for one in candidates) if any(c.field for c in candidates) else (),
        ids=tuple(one.doc_id for one in candidates),
        strata=tuple(numbers[one.stratum] for one in candidates),
    )
