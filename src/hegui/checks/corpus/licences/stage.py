"""Counting licences shard by shard: on every engine, with manifest and resume."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from hegui import __version__
from hegui.checks.corpus.licences.detector import LicenceSpec, measured
from hegui.checks.corpus.licences.grounds import standing
from hegui.checks.corpus.reading.files import CorpusFile, Unit
from hegui.checks.corpus.reading.items import damage_in
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.reading.units import read_unit
from hegui.checks.corpus.shards.manifest import Line
from hegui.checks.corpus.shards.output import write_errors
from hegui.checks.corpus.sources.check import names_of
from hegui.checks.corpus.sources.register import read_register
from hegui.checks.corpus.sources.rights import absent_files, lacking_basis, void_because
from hegui.common.hashing import digest_of
from hegui.engine.model import Finding, InputFile, ItemError
from hegui.project.model import FieldMap

KEPT = 200
"""Licences of a shard that its manifest line names; the others are summed under `…`."""


class LicenceLine(Line, frozen=True, kw_only=True):
    """What is known of a finished shard; `examples` are places of documents that do not do."""

    command: ClassVar[str] = "licences"

    docs_unlicensed: int
    docs_incompatible: int
    by_answer: dict[str, int] = {}
    by_ground: dict[str, int] = {}
    by_licence: dict[str, int] = {}
    examples: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LicenceStage:
    """What is known of the sources, the fields, and where the output goes."""

    spec: LicenceSpec
    fields: FieldMap
    folder: Path
    digest: str
    line: type[LicenceLine] = LicenceLine

    def worker(self) -> "LicenceWorker":
        """Return a new worker."""
        return LicenceWorker(self)

    def intact(self, line: LicenceLine) -> bool:
        """Tell whether the output of a shard is there: all of it stands in the line itself."""
        return line.rules == self.digest


def licence_stage(
    registers: Iterable[Path], fields: FieldMap, folder: Path, as_of: dt.date, root: Path | None
) -> LicenceStage:
    """Return the stage; its digest covers the registers' content, the fields and the day."""
    spec = spec_of(registers, as_of, root)
    digest = digest_of([spec.standings, spec.by_name, fields, as_of])
    return LicenceStage(spec, fields, folder, digest)


def spec_of(registers: Iterable[Path], as_of: dt.date, root: Path | None) -> LicenceSpec:
    """Return what the registers say; basis files are looked for in `root` or beside the register."""
    used, standings = [], {}
    for path in registers:
        base = root or path.parent
        for entry in read_register(path, path.as_posix()):
            if entry.used:
                absent = absent_files(entry, lambda value, base=base: base / value)  # type: ignore[misc]
                missing = lacking_basis(entry, absent, as_of)
                why = void_because(entry, missing, as_of)
                standings[entry.id] = standing(entry, missing, {}, why)
                used.append(entry)
    return LicenceSpec("corpus", standings, names_of(used))


class LicenceWorker:
    """Judges the documents of a shard."""

    def __init__(self, stage: LicenceStage) -> None:
        self._stage = stage

    def do(self, shard: CorpusFile, tick: Tick) -> LicenceLine:
        """Count a shard and write what could not be read."""
        wall, cpu = time.perf_counter(), time.process_time()
        detector = self._stage.spec.build()
        errors: list[ItemError] = []
        hashed: list[InputFile] = []
        found: list[Finding] = []
        docs = 0
        unit = Unit(0, self._stage.fields, (shard,))
        for batch in read_unit(unit, tick, errors.append, hashed.append, detector.meta):
            docs += len(batch)
            found += detector.look(batch)
        write_errors(self._stage.folder, shard.name, errors)
        counts = detector.counts
        return LicenceLine(
            shard=shard.name,
            size=hashed[0].size,
            sha256=hashed[0].sha256,
            rules=self._stage.digest,
            version=__version__,
            bad=len(errors),
            damaged=damage_in(errors),
            **measured(counts, docs),
            by_answer=group(counts, "answer"),
            by_ground=group(counts, "ground"),
            by_licence=group(counts, "licence", KEPT),
            examples=tuple((f.where, f.kind, f.code, f.variant) for f in found),
            seconds=round(time.perf_counter() - wall, 3),
            cpu_seconds=round(time.process_time() - cpu, 3),
            tag="",
        )


def group(counts: Counter[str], name: str, most: int | None = None) -> dict[str, int]:
    """Return the counts of one group, the most frequent first, and the sum of what is left out."""
    start = f"{name}:"
    own = Counter({key[len(start) :]: n for key, n in counts.items() if key.startswith(start)})
    ordered = sorted(own.items(), key=lambda item: (-item[1], item[0]))
    kept = dict(ordered[:most])
    rest = own.total() - sum(kept.values())
    return kept | ({"…": rest} if rest else {})
