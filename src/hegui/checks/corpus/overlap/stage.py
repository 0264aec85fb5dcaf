"""The comparison as a stage: what a worker does with a shard, and what its manifest line says."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from hegui import __version__
from hegui.checks.corpus.overlap.comparing import Comparer
from hegui.checks.corpus.overlap.kinds import rules
from hegui.checks.corpus.overlap.rows import OVERLAPS, TEST_SET, Row, rows_of, schema
from hegui.checks.corpus.reading.files import CorpusFile, Unit
from hegui.checks.corpus.reading.items import damage_in
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.reading.units import read_unit
from hegui.checks.corpus.shards.manifest import Line
from hegui.checks.corpus.shards.output import table_path, write_errors, write_table
from hegui.common.hashing import sha256_bytes
from hegui.engine.model import InputFile, ItemError
from hegui.project.model import FieldMap


class OverlapLine(Line, frozen=True, kw_only=True):
    """What a comparison knows of a finished shard.

    `docs_hit` share a passage with some text; `docs_overlapping` reach the limit with a work or a
    block-listed text, `docs_contaminated` with an item of a test set. `max_overlap` is the largest
    share of a document that lies in one work or block-listed text.
    """

    command: ClassVar[str] = "overlap"

    docs_hit: int
    docs_overlapping: int
    docs_contaminated: int
    max_overlap: float
    rows: int
    rows_sha256: str


Document = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OverlapStage:
    """The indexes, the fields, the limit, and where the hits go."""

    indexes: tuple[Path, ...]
    fields: FieldMap
    share: float | None
    folder: Path
    digest: str
    line: type[OverlapLine] = OverlapLine

    def worker(self) -> "OverlapWorker":
        """Return a new worker with the indexes mapped."""
        return OverlapWorker(self)

    def intact(self, line: OverlapLine) -> bool:
        """Tell whether the hits of a shard are on disk."""
        import pyarrow
        from pyarrow import parquet

        with suppress(OSError, ValueError, pyarrow.ArrowException):
            table = parquet.read_table(table_path(self.folder, OVERLAPS, line.shard))
            rows = [Row(**row) for row in table.to_pylist()]
            return rows_digest(rows) == line.rows_sha256
        return False


def overlap_stage(
    indexes: Sequence[Path], fields: FieldMap, share: float | None, folder: Path
) -> OverlapStage:
    """Return the stage; an index is compared with its digest, and counts once however often given."""
    by_digest: dict[str, Path] = {}
    for path in indexes:
        by_digest.setdefault(Comparer(path).header.sha256, path)
    said = [list(by_digest), rules(), *read_fields(fields), share]
    digest = sha256_bytes(msgspec.json.encode(said))
    return OverlapStage(tuple(by_digest.values()), fields, share, folder, digest)


def read_fields(fields: FieldMap) -> list[Any]:
    """Return what is read of a record."""
    return [fields.text, fields.texts, fields.shape, fields.id, fields.encoding]


def rows_digest(rows: Sequence[Row]) -> str:
    """Return the SHA-256 of rows, which does not depend on how a file stores them."""
    return sha256_bytes(msgspec.json.encode(rows))


@dataclass(slots=True)
class Seen:
    """What was met in a shard; documents are told by number of the batch and in it."""

    docs: int = 0
    rows: list[Row] = field(default_factory=list)
    hit: set[Document] = field(default_factory=set)
    overlapping: set[Document] = field(default_factory=set)
    contaminated: set[Document] = field(default_factory=set)
    errors: list[ItemError] = field(default_factory=list)
    files: list[InputFile] = field(default_factory=list)

    def add(self, document: Document, row: Row) -> None:
        """Take a row."""
        self.rows.append(row)
        self.hit.add(document)
        if row.over:
            (self.contaminated if row.kind == TEST_SET else self.overlapping).add(document)

    @property
    def max_overlap(self) -> float:
        """Return the largest share of a document that lies in one work or block-listed text."""
        return max((row.doc_share for row in self.rows if row.kind != TEST_SET), default=0.0)


class OverlapWorker:
    """Indexes that are open."""

    def __init__(self, stage: OverlapStage) -> None:
        self._stage = stage
        self._comparers = [Comparer(path, verify=False) for path in stage.indexes]

    def do(self, shard: CorpusFile, tick: Tick) -> OverlapLine:
        """Compare the documents of a shard and write what they share."""
        import pyarrow as pa

        wall, cpu = time.perf_counter(), time.process_time()
        seen = self._seen(shard, tick)
        folder = self._stage.folder
        columns = [list(column) for column in zip(*seen.rows, strict=True)]
        columns = columns or [[] for _ in Row._fields]
        table = pa.table(dict(zip(Row._fields, columns, strict=True)), schema=schema())
        write_table(table_path(folder, OVERLAPS, shard.name), table)
        write_errors(folder, shard.name, seen.errors)
        spent = time.perf_counter() - wall, time.process_time() - cpu
        return _line(shard.name, seen, self._stage.digest, spent)

    def _seen(self, shard: CorpusFile, tick: Tick) -> Seen:
        seen = Seen()
        unit = Unit(0, self._stage.fields, (shard,))
        batches = read_unit(unit, tick, seen.errors.append, seen.files.append)
        for at, batch in enumerate(batches):
            seen.docs += len(batch)
            for comparer in self._comparers:
                for number, row in rows_of(comparer, batch, self._stage.share):
                    seen.add((at, number), row)
        return seen


def _line(shard: str, seen: Seen, rules_digest: str, spent: tuple[float, float]) -> OverlapLine:
    (file,) = seen.files
    return OverlapLine(
        shard=shard,
        size=file.size,
        sha256=file.sha256,
        rules=rules_digest,
        version=__version__,
        docs=seen.docs,
        bad=len(seen.errors),
        damaged=damage_in(seen.errors),
        docs_hit=len(seen.hit),
        docs_overlapping=len(seen.overlapping),
        docs_contaminated=len(seen.contaminated),
        max_overlap=seen.max_overlap,
        rows=len(seen.rows),
        rows_sha256=rows_digest(seen.rows),
        seconds=round(spent[0], 3),
        cpu_seconds=round(spent[1], 3),
    )
