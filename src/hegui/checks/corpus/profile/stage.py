"""The profile as a stage: one small file of counts a shard."""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import msgspec

from hegui import __version__
from hegui.checks.corpus.profile.model import Part
from hegui.checks.corpus.profile.profiler import Profiler
from hegui.checks.corpus.profile.rules import rules_digest
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import damage_in
from hegui.checks.corpus.reading.single import Reading
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.shards.manifest import Line
from hegui.checks.corpus.shards.output import file_stem, write_errors
from hegui.common.files import write_atomic
from hegui.common.hashing import sha256_bytes
from hegui.engine.model import InputFile, ItemError
from hegui.project.model import FieldMap

PARTS = "parts"
META = ("language", "type", "date", "synthetic")
"""Metadata that the profile counts, beside the source."""


class ProfileLine(Line, frozen=True, kw_only=True):
    """What is known of a profiled shard; `part_sha256` is of its file of counts."""

    command: ClassVar[str] = "profile"

    part_sha256: str


@dataclass(frozen=True, slots=True)
class ProfileStage:
    """Which fields are read, and where the counts go."""

    fields: FieldMap
    folder: Path
    digest: str
    line: type[ProfileLine] = ProfileLine

    def worker(self) -> "ProfileWorker":
        """Return a new worker."""
        return ProfileWorker(self)

    def intact(self, line: ProfileLine) -> bool:
        """Tell whether the counts of a shard are on disk."""
        with suppress(OSError):
            return sha256_bytes(part_path(self.folder, line.shard).read_bytes()) == line.part_sha256
        return False


def profile_stage(fields: FieldMap, folder: Path) -> ProfileStage:
    """Return the stage; its digest covers the rules and the fields."""
    names = msgspec.json.encode(fields, order="deterministic")
    return ProfileStage(fields, folder, sha256_bytes(rules_digest().encode() + names))


def part_path(folder: Path, shard: str) -> Path:
    """Return where the counts of a shard lie."""
    return folder / PARTS / f"{file_stem(shard)}.json"


def read_part(folder: Path, shard: str) -> Part:
    """Return the counts of a shard."""
    return msgspec.json.decode(part_path(folder, shard).read_bytes(), type=Part)


class ProfileWorker:
    """Profiles one shard after the other."""

    def __init__(self, stage: ProfileStage) -> None:
        self._stage = stage

    def do(self, shard: CorpusFile, tick: Tick) -> ProfileLine:
        """Profile a shard and write its counts."""
        wall, cpu = time.perf_counter(), time.process_time()
        part, file, errors = profiled(shard, self._stage.fields, tick)
        data = msgspec.json.encode(part)
        write_atomic(part_path(self._stage.folder, shard.name), data)
        write_errors(self._stage.folder, shard.name, errors)
        return ProfileLine(
            shard=shard.name,
            size=file.size,
            sha256=file.sha256,
            rules=self._stage.digest,
            version=__version__,
            docs=part.docs,
            bad=len(errors),
            damaged=damage_in(errors),
            part_sha256=sha256_bytes(data),
            seconds=round(time.perf_counter() - wall, 3),
            cpu_seconds=round(time.process_time() - cpu, 3),
        )


def profiled(
    shard: CorpusFile, fields: FieldMap, tick: Tick
) -> tuple[Part, InputFile, list[ItemError]]:
    """Return the counts of a file, the file as read, and what could not be read."""
    profiler, reading = Profiler(), Reading(shard, fields, META, tick)
    for batch in reading:
        profiler.look(batch)
    return profiler.part(), reading.input, reading.errors
