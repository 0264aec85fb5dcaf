"""Findings streamed to Parquet in bounded memory, in one order whatever order they came in.

Findings are sorted by place. While sorted batches follow one another they go straight to the
file; the first batch that belongs earlier turns the writer to sorted runs on disk, which are
merged at the end. The same findings therefore give the same file, also from several workers.
"""

import heapq
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec

from hegui.common.errors import MissingExtraError
from hegui.common.files import OutputError, make_folder, why
from hegui.engine.model import Finding
from hegui.engine.order import natural, storable

BATCH = 20_000
"""Findings held in memory, and rows of one Parquet row group."""
COLUMNS = tuple(field.name for field in msgspec.structs.fields(Finding))
NUMBERS = ("start", "end")
WHERE, START, END = (COLUMNS.index(name) for name in ("where", *NUMBERS))

Key = tuple[Any, ...]


class Keyed(NamedTuple):
    """A finding's row with its key; the key holds every column, so that the order is total."""

    key: Key
    row: tuple[Any, ...]


def keyed(row: tuple[Any, ...]) -> Keyed:
    """Return the row with its key: place, offsets (none first), then everything else."""
    start, end = row[START], row[END]
    offsets = (-1 if start is None else start, -1 if end is None else end)
    return Keyed((natural(row[WHERE]), offsets, row[:START], row[END + 1 :]), row)


def _key(item: Keyed) -> Key:
    return item.key


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError(
            library="pyarrow", purpose="findings / 发现 (Parquet)", extra="corpus"
        ) from error
    return pyarrow


class _Run:
    """One Parquet file being written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pa = _pyarrow()
        kinds = {name: self._pa.int64() for name in NUMBERS}
        self._schema = self._pa.schema(
            [(name, kinds.get(name, self._pa.string())) for name in COLUMNS]
        )
        make_folder(path.parent)
        self._file = self._guard(
            lambda: self._pa.parquet.ParquetWriter(path, self._schema, compression="zstd")
        )

    def _guard(self, action: Any) -> Any:
        try:
            return action()
        except OSError as error:
            raise OutputError(path=self.path, why=why(error)) from error

    def write(self, rows: Iterable[Keyed]) -> None:
        columns = zip(*(item.row for item in rows), strict=True)
        arrays = [
            self._array(list(column), field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._guard(
            lambda: self._file.write_table(self._pa.Table.from_arrays(arrays, schema=self._schema))
        )

    def _array(self, values: list[Any], kind: Any) -> Any:
        try:
            return self._pa.array(values, type=kind)
        except UnicodeEncodeError:
            return self._pa.array([value and storable(value) for value in values], type=kind)

    def close(self) -> None:
        self._guard(self._file.close)


class FindingWriter:
    """Writes the findings of one job to `path`; nothing is written when there are none.

    Raises `MissingExtraError` without pyarrow and `OutputError` when the disk is full.
    """

    def __init__(self, path: Path, batch: int = BATCH) -> None:
        self.count = 0
        self._path = path
        self._batch = batch
        self._buffer: list[Keyed] = []
        self._runs: list[_Run] = []
        self._last: Key | None = None

    def add(self, finding: Finding) -> None:
        """Take one finding."""
        if not self.count:
            _pyarrow()  # missing is known at the first finding, not at the end
        self._buffer.append(keyed(msgspec.structs.astuple(finding)))
        self.count += 1
        if len(self._buffer) >= self._batch:
            self._flush()

    def _part(self, number: int) -> Path:
        return self._path.with_name(f".{self._path.name}.{number}.part")

    def _flush(self) -> None:
        self._buffer.sort(key=_key)
        rows, self._buffer = self._buffer, []
        if self._last is None or rows[0].key < self._last:
            if self._runs:
                self._runs[-1].close()
            self._runs.append(_Run(self._part(len(self._runs))))
        self._last = rows[-1].key
        self._runs[-1].write(rows)

    def finish(self) -> bool:
        """Complete the file; tell whether there is one."""
        if self._buffer:
            self._flush()
        if not self._runs:
            self._path.unlink(missing_ok=True)
            return False
        self._runs[-1].close()
        source = self._runs[0].path if len(self._runs) == 1 else self._merge()
        try:
            source.replace(self._path)
        except OSError as error:
            raise OutputError(path=self._path, why=why(error)) from error
        self.discard()
        return True

    def _merge(self) -> Path:
        """Merge the sorted runs, reading a slice of each at a time."""
        merged = _Run(self._part(len(self._runs)))
        share = max(1, self._batch // len(self._runs))
        rows = heapq.merge(*(read_rows(run.path, share) for run in self._runs), key=_key)
        while chunk := list(islice(rows, self._batch)):
            merged.write(chunk)
        merged.close()
        return merged.path

    def discard(self) -> None:
        """Remove what is left of the parts."""
        for run in self._runs:
            run.path.unlink(missing_ok=True)


def read_rows(path: Path, size: int) -> Iterator[Keyed]:
    """Yield the rows of a run in order, `size` of them in memory at a time."""
    for row in read_tuples(path, size):
        yield keyed(row)


def read_tuples(path: Path | BinaryIO, size: int = BATCH) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a findings file as tuples in the order of the columns."""
    with _pyarrow().parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=size):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def read_findings(path: Path | BinaryIO) -> Iterator[Finding]:
    """Yield the findings of a file in order, in bounded memory."""
    for row in read_tuples(path):
        yield Finding(**dict(zip(COLUMNS, row, strict=True)))
