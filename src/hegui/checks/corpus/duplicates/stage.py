"""The first step as a stage: each shard becomes a table of sketches and a list of its documents."""

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from hegui import __version__
from hegui.checks.corpus.duplicates.rules import rules
from hegui.checks.corpus.duplicates.sketches import Table, sketch_rows, sketched
from hegui.checks.corpus.letters.table import table_digest
from hegui.checks.corpus.reading.files import CorpusFile, Unit
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.reading.units import read_unit
from hegui.checks.corpus.shards.manifest import Line
from hegui.checks.corpus.shards.output import file_stem, table_path, write_errors, write_table
from hegui.common.files import OutputError, make_folder, why
from hegui.common.hashing import sha256_bytes
from hegui.engine.model import InputFile, ItemError
from hegui.project.model import FieldMap

SKETCHES, DOCUMENTS = "sketches", "documents"


class SketchLine(Line, frozen=True, kw_only=True):
    """What is known of a shard whose sketches are written; digests are of their content."""

    sketches_sha256: str
    ids_sha256: str


@dataclass(frozen=True, slots=True)
class SketchStage:
    """The fields, and where sketches go."""

    fields: FieldMap
    folder: Path
    digest: str
    line: type[SketchLine] = SketchLine

    def worker(self) -> "SketchWorker":
        """Return a new worker."""
        return SketchWorker(self)

    def intact(self, line: SketchLine) -> bool:
        """Tell whether sketches and documents of a shard are on disk."""
        import pyarrow

        with suppress(OSError, ValueError, pyarrow.ArrowException):
            table = open_sketches(self.folder, line.shard)
            ids = read_ids(self.folder, line.shard)
            return (table_sha256(table), ids_sha256(ids)) == (line.sketches_sha256, line.ids_sha256)
        return False


def sketch_stage(fields: FieldMap, folder: Path) -> SketchStage:
    """Return the stage; its digest covers what sketches depend on, not the limits of likeness."""
    said = rules()
    what = [
        said.gram,
        said.gram_alphabet,
        said.slots,
        said.seed,
        table_digest(),
        fields.text,
        fields.id,
    ]
    return SketchStage(fields, folder, sha256_bytes(msgspec.json.encode(what)))


class SketchWorker:
    """Makes sketches; holds nothing between shards."""

    def __init__(self, stage: SketchStage) -> None:
        self._stage = stage

    def do(self, shard: CorpusFile, tick: Tick) -> SketchLine:
        """Sketch the documents of a shard and write them."""
        wall, cpu = time.perf_counter(), time.process_time()
        errors: list[ItemError] = []
        files: list[InputFile] = []
        tables, ids = [np.zeros((sketch_rows(), 0), np.uint64)], list[str]()
        unit = Unit(0, self._stage.fields, (shard,))
        for batch in read_unit(unit, tick, errors.append, files.append):
            tables.append(sketched(batch))
            ids += batch.ids
        table = np.concatenate(tables, axis=1)
        _write(self._stage.folder, shard.name, table, ids)
        write_errors(self._stage.folder, shard.name, errors)
        return SketchLine(
            shard=shard.name,
            size=files[0].size,
            sha256=files[0].sha256,
            rules=self._stage.digest,
            version=__version__,
            docs=len(ids),
            bad=len(errors),
            sketches_sha256=table_sha256(table),
            ids_sha256=ids_sha256(ids),
            seconds=round(time.perf_counter() - wall, 3),
            cpu_seconds=round(time.process_time() - cpu, 3),
        )


def sketch_path(folder: Path, shard: str) -> Path:
    """Return where the sketches of a shard lie."""
    return folder / SKETCHES / f"{file_stem(shard)}.npy"


def open_sketches(folder: Path, shard: str) -> Table:
    """Map the sketches of a shard; raises `OSError` or `ValueError`."""
    table: Table = np.load(sketch_path(folder, shard), mmap_mode="r", allow_pickle=False)
    if table.dtype != np.uint64 or table.ndim != 2 or len(table) != sketch_rows():
        raise ValueError(shard)
    return table


def read_ids(folder: Path, shard: str) -> list[str]:
    """Return the ids of the documents of a shard in order."""
    from pyarrow import parquet

    table = parquet.read_table(table_path(folder, DOCUMENTS, shard), columns=["doc_id"])
    ids: list[str] = table["doc_id"].to_pylist()
    return ids


def table_sha256(table: Table) -> str:
    """Return the SHA-256 of a table's numbers."""
    digest = hashlib.sha256()
    for row in table:
        digest.update(row.tobytes())
    return digest.hexdigest()


def ids_sha256(ids: list[str]) -> str:
    """Return the SHA-256 of a list of ids."""
    return sha256_bytes(msgspec.json.encode(ids))


def _write(folder: Path, shard: str, table: Table, ids: list[str]) -> None:
    import pyarrow as pa

    write_table(
        table_path(folder, DOCUMENTS, shard), pa.table({"doc_id": pa.array(ids, pa.string())})
    )
    path = sketch_path(folder, shard)
    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                np.save(file, table, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error
