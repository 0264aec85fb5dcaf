"""Parquet to batches; only the declared columns are read."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hegui.checks.corpus.errors import DamagedFileError, FormatError
from hegui.checks.corpus.reading.batch import Batch, make_batch
from hegui.checks.corpus.reading.diagnosis import why_no_text
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import as_name, as_word, bad_record, no_text, not_utf8
from hegui.engine.model import ItemError
from hegui.project.model import FieldMap

ROWS = 512
"""Rows of one batch."""

Report = Callable[[ItemError], None]


def parquet_batches(
    file: CorpusFile,
    fields: FieldMap,
    span: tuple[int, int] | None,
    report: Report,
    meta: Sequence[str] = (),
) -> Iterator[Batch]:
    """Yield the documents of some row groups or all; a place is the row, counted from 1."""
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(file.path) as opened:
            columns = _columns(file, fields, opened.schema_arrow, meta)
            span = span or (0, opened.num_row_groups)
            row = 1 + sum(opened.metadata.row_group(at).num_rows for at in range(span[0]))
            for batch in opened.iter_batches(
                ROWS,
                row_groups=list(range(*span)),
                columns=sorted({column for column in columns if column}),
            ):
                values = [_values(batch, column) for column in columns]
                if made := _batch(file, fields, row, values, report, meta):
                    yield made
                row += batch.num_rows
    except (pyarrow.ArrowException, OSError) as error:
        raise DamagedFileError(path=file.name, why=type(error).__name__) from error


def _columns(file: CorpusFile, fields: FieldMap, schema: Any, meta: Sequence[str]) -> list[str]:
    """Return the columns of text, id, source and metadata; the text must be there."""
    paths = [getattr(fields, name) for name in ("text", "id", "source", *meta)]
    found = [path if _has(schema, path) else "" for path in paths]
    if not found[0]:
        raise FormatError(
            path=file.name,
            what_zh=f"没有字段“{fields.text}”",
            what_en=f"no column “{fields.text}”",
        )
    return found


def _has(schema: Any, path: str) -> bool:
    import pyarrow

    first, *rest = path.split(".")
    if first not in schema.names:
        return False
    kind = schema.field(first).type
    for part in rest:
        if not pyarrow.types.is_struct(kind) or kind.get_field_index(part) < 0:
            return False
        kind = kind.field(part).type
    return True


def _values(batch: Any, path: str) -> list[Any]:
    if not path:
        return [None] * batch.num_rows
    from pyarrow import compute

    first, *rest = path.split(".")
    column = batch.column(first)
    values: list[Any] = (compute.struct_field(column, rest) if rest else column).to_pylist()
    return values


def _batch(
    file: CorpusFile,
    fields: FieldMap,
    row: int,
    values: list[list[Any]],
    report: Report,
    meta: Sequence[str],
) -> Batch | None:
    kept = []
    for line, (value, name, source, *others) in enumerate(zip(*values, strict=True), start=row):
        where = f"{file.name}:{line}"
        if not isinstance(value, str | bytes):
            report(bad_record(where, why_no_text(value, fields.text)))
            continue
        text = _text(value)
        if text is None:
            report(not_utf8(where))
        elif not text or text.isspace():
            report(no_text(where))
        else:
            kept.append(
                (line, text, as_name(name) or where, as_name(source), *map(as_word, others))
            )
    if not kept:
        return None
    lines, texts, ids, sources, *words = (list(column) for column in zip(*kept, strict=True))
    told = dict(zip(meta, words, strict=True))
    return make_batch(file.name, ids, lines, sources, texts, meta=told)


def _text(value: str | bytes) -> str | None:
    """Return the text; None for bytes that are not UTF-8."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return None
    return value
