"""Parquet and Arrow files: what is opened, and which rows are read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from hegui.checks.corpus.errors import DamagedFileError
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.columns import ROWS, ColumnReader
from hegui.checks.corpus.reading.documents import Report
from hegui.checks.corpus.reading.files import CorpusFile, opened_for_arrow
from hegui.project.model import FieldMap

FILE_MAGIC = b"ARROW1"
"""How a file of the IPC format begins; the streaming format has no such mark."""


@contextmanager
def damage_named(file: CorpusFile) -> Iterator[None]:
    """Turn what Arrow raises into `DamagedFileError`."""
    import pyarrow

    try:
        yield
    except (pyarrow.ArrowException, OSError, EOFError) as error:
        raise DamagedFileError(path=file.name, why=type(error).__name__) from error


def parquet_batches(
    file: CorpusFile,
    fields: FieldMap,
    report: Report,
    meta: Sequence[str] = (),
    span: tuple[int, int] | None = None,
) -> Iterator[Batch]:
    """Yield the documents of some row groups, or of all."""
    from pyarrow import parquet

    with damage_named(file), parquet.ParquetFile(opened_for_arrow(file)) as opened:
        reader = ColumnReader(file, fields, report, meta, opened.schema_arrow)
        first, last = span or (0, opened.num_row_groups)
        row = 1 + sum(opened.metadata.row_group(at).num_rows for at in range(first))
        tables = opened.iter_batches(
            ROWS, row_groups=list(range(first, last)), columns=reader.columns
        )
        yield from reader.batches(tables, row)


def arrow_batches(
    file: CorpusFile, fields: FieldMap, report: Report, meta: Sequence[str] = ()
) -> Iterator[Batch]:
    """Yield the documents of an Arrow (Feather) file, or of a stream in a file."""
    with damage_named(file), opened_for_arrow(file) as opened:
        magic = opened.read(len(FILE_MAGIC))
        opened.seek(0)
        schema, tables = _file(opened) if magic == FILE_MAGIC else _stream(opened)
        yield from ColumnReader(file, fields, report, meta, schema).batches(tables)


def _file(opened: Any) -> tuple[Any, Iterator[Any]]:
    from pyarrow import ipc

    reader = ipc.open_file(opened)
    return reader.schema, map(reader.get_batch, range(reader.num_record_batches))


def _stream(opened: Any) -> tuple[Any, Iterator[Any]]:
    from pyarrow import ipc

    reader = ipc.open_stream(opened)
    return reader.schema, iter(reader)
