"""One way to read the rows of any table that people or platforms export."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hegui.common.errors import MissingExtraError
from hegui.common.files import why
from hegui.engine.rows.headers import column, names_of
from hegui.engine.rows.sheets import sheet_rows
from hegui.engine.rows.text import DELIMITERS, Report, text_rows
from hegui.engine.tables import Row, TableError, fail, read_table

LINES = (".jsonl", ".ndjson", *DELIMITERS)
TREES = (".json", ".yaml", ".yml")
SUFFIXES = (*LINES, ".xlsx", ".parquet", *TREES)
BATCH = 10_000
"""Rows of a Parquet file in memory at a time."""


def stream_rows(
    path: Path,
    key: str,
    report: Report,
    *,
    columns: Mapping[str, Sequence[str]] | None = None,
    sheets: Sequence[str] = (),
) -> Iterator[Row]:
    """Yield the rows of a table with their lines; what is no row goes to `report`.

    `key` names the list of rows in JSON and YAML; `sheets` the sheet of a workbook (the first by
    default); `columns` canonical names with others, so that heads in either language are known.
    Raises `TableError` for a file that cannot be read at all.
    """
    suffix, names = path.suffix.lower(), names_of(columns or {})
    if suffix in TREES:
        yield from _tree(path, key, names)
        return
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise fail(path, 0, f"不支持的格式，可用 {known}", f"unknown format; use one of {known}")
    try:
        if suffix == ".xlsx":
            yield from sheet_rows(path, sheets, names, report)
        elif suffix == ".parquet":
            yield from _parquet(path, names)
        else:
            for row in text_rows(path, names, report):
                yield _renamed(row, names) if suffix in (".jsonl", ".ndjson") else row
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> TableError:
    said = why(error)
    return fail(
        path, 0, f"无法读取（{said}），请检查路径", f"cannot be read ({said}); check the path"
    )


def _tree(path: Path, key: str, names: Mapping[str, str]) -> Iterator[Row]:
    for row in read_table(path, key).rows:
        yield _renamed(row, names)


def _renamed(row: Row, names: Mapping[str, str]) -> Row:
    if not names:
        return row
    values = {column(name, names): value for name, value in row.values.items()}
    return Row(row.line, values)


def _parquet(path: Path, names: Mapping[str, str]) -> Iterator[Row]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError(library="pyarrow", purpose="Parquet", extra="corpus") from error
    try:
        line = 0
        with parquet.ParquetFile(path) as file:
            heads = [column(name, names) for name in file.schema_arrow.names]
            for batch in file.iter_batches(batch_size=BATCH):
                for values in zip(*(part.to_pylist() for part in batch.columns), strict=True):
                    line += 1
                    yield Row(line, _given(heads, values))
    except pyarrow.ArrowException as error:
        raise fail(
            path, 0, "不是有效的 Parquet 文件", f"not a valid Parquet file ({type(error).__name__})"
        ) from error


def _given(heads: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return {name: value for name, value in zip(heads, values, strict=True) if value is not None}
