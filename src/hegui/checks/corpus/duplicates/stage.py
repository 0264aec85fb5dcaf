"""The first step as a stage: each shard becomes a table of sketches and a list of its documents."""

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, NamedTuple

import msgspec
import numpy as np

from hegui import __version__
from hegui.checks.corpus.duplicates.rules import rules
from hegui.checks.corpus.duplicates.sketches import Table, sketch_rows, sketched
from hegui.checks.corpus.letters.table import table_digest
from hegui.checks.corpus.reading.files import CorpusFile, Unit
from hegui.checks.corpus.reading.items import damage_in
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.reading.units import read_unit
from hegui.checks.corpus.shards.manifest import Line
from hegui.checks.corpus.shards.output import file_stem, table_path, write_errors, write_table
from hegui.common.files import OutputError, make_folder, why
from hegui.common.hashing import sha256_bytes
from hegui.engine.model import InputFile, ItemError
from hegui.project.model import FieldMap

SKETCHES, DOCUMENTS = "sketches", "documents"


class Names(NamedTuple):
    """Ids of the documents of a shard, and their fields ("" for the one text field), in order."""

    ids: list[str]
    fields: list[str]


class SketchLine(Line, frozen=True, kw_only=True):
    """What is known of a shard whose sketches are written; digests are of their content."""

    command: ClassVar[str] = "duplicates"

    sketches_sha256: str
    names_sha256: str


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
            names = names_sha256(read_names(self.folder, line.shard))
            return (table_sha256(table), names) == (line.sketches_sha256, line.names_sha256)
        return False


def sketch_stage(fields: FieldMap, folder: Path) -> SketchStage:
    """Return the stage; its digest covers what sketches depend on, not the limits of likeness."""
    said = rules()
    read = [fields.text, fields.texts, fields.shape, fields.id, fields.encoding]
    what = [said.gram, said.gram_alphabet, said.slots, said.seed, table_digest(), *read]
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
        tables, names = [np.zeros((sketch_rows(), 0), np.uint64)], Names([], [])
        unit = Unit(0, self._stage.fields, (shard,))
        for batch in read_unit(unit, tick, errors.append, files.append):
            tables.append(sketched(batch))
            names.ids.extend(batch.ids)
            names.fields.extend(batch.field(number) for number in range(len(batch)))
        table = np.concatenate(tables, axis=1)
        _write(self._stage.folder, shard.name, table, names)
        write_errors(self._stage.folder, shard.name, errors)
        return SketchLine(
            shard=shard.name,
            size=files[0].size,
            sha256=files[0].sha256,
            rules=self._stage.digest,
            version=__version__,
            docs=len(names.ids),
            bad=len(errors),
            damaged=damage_in(errors),
            sketches_sha256=table_sha256(table),
            names_sha256=names_sha256(names),
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


def read_names(folder: Path, shard: str) -> Names:
    """Return ids and fields of the documents of a shard."""
    from pyarrow import parquet

    table = parquet.read_table(table_path(folder, DOCUMENTS, shard))
    return Names(table["doc_id"].to_pylist(), table["field"].to_pylist())


def table_sha256(table: Table) -> str:
    """Return the SHA-256 of a table's numbers."""
    digest = hashlib.sha256()
    for row in table:
        digest.update(row.tobytes())
    return digest.hexdigest()


def names_sha256(names: Names) -> str:
    """Return the SHA-256 of ids and fields."""
    return sha256_bytes(msgspec.json.encode(names))


def _write(folder: Path, shard: str, table: Table, names: Names) -> None:
    import pyarrow as pa

    kinds = {"doc_id": names.ids, "field": names.fields}
    schema = pa.schema([("doc_id", pa.string()), ("field", pa.dictionary(pa.int32(), pa.string()))])
    write_table(table_path(folder, DOCUMENTS, shard), pa.table(kinds, schema=schema))
    path = sketch_path(folder, shard)
    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                # No file object: numpy's own way into files does not say why one cannot be written.
                into: Any = SimpleNamespace(write=file.write)
                np.save(into, table, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error
