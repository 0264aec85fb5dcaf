"""Arrow columns to batches; only what is declared is looked at."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hegui.checks.corpus.errors import NoColumnError
from hegui.checks.corpus.reading.batch import Batch, make_batch
from hegui.checks.corpus.reading.diagnosis import why_no_text
from hegui.checks.corpus.reading.documents import PlainRecords, Report, field_paths
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import as_name, as_word, bad_record, no_text, not_utf8
from hegui.checks.corpus.reading.shapes import names, single
from hegui.project.model import FieldMap

ROWS = 512
"""Rows of one batch."""


class ColumnReader:
    """Reads the record batches of one table. A place is the row, counted from 1."""

    def __init__(
        self,
        file: CorpusFile,
        fields: FieldMap,
        report: Report,
        meta: Sequence[str],
        schema: Any,
    ) -> None:
        self._file, self._fields, self._report, self._meta = file, fields, report, meta
        self._schema = schema
        self._paths = [path if self._has(path) else "" for path in field_paths(fields, meta)]
        self._plain = None if single(fields) else PlainRecords(file.name, fields, report, meta)
        if not any(self._paths[: len(names(fields))]):
            raise NoColumnError(path=file.name, wanted=names(fields), there=schema.names)

    @property
    def columns(self) -> list[str]:
        """Return the columns that need be read, as paths."""
        return sorted({path for path in self._paths if path})

    def batches(self, tables: Iterable[Any], row: int = 1) -> Iterator[Batch]:
        """Yield the documents of record batches, the first of which begins at `row`."""
        for table in tables:
            for start in range(0, table.num_rows, ROWS):
                part = table.slice(start, ROWS)
                made = self._several(part, row) if self._plain else self._one(part, row)
                if made:
                    yield made
                row += part.num_rows

    def _has(self, path: str) -> bool:
        import pyarrow

        first, *rest = self._split(path)
        if first not in self._schema.names:
            return False
        kind = self._schema.field(first).type
        for part in rest:
            if not pyarrow.types.is_struct(kind) or kind.get_field_index(part) < 0:
                return False
            kind = kind.field(part).type
        return True

    def _split(self, path: str) -> list[str]:
        return [path] if path in self._schema.names else path.split(".")

    def _several(self, part: Any, row: int) -> Batch | None:
        assert self._plain is not None
        heads = dict.fromkeys(self._split(path)[0] for path in self._paths if path)
        rows = part.select(list(heads)).to_pylist()
        return self._plain.batch(list(enumerate(rows, start=row)))

    def _values(self, part: Any, path: str) -> list[Any]:
        if not path:
            return [None] * part.num_rows
        from pyarrow import compute

        first, *rest = self._split(path)
        column = part.column(first)
        values: list[Any] = (compute.struct_field(column, rest) if rest else column).to_pylist()
        return values

    def _one(self, part: Any, row: int) -> Batch | None:
        kept = []
        values = [self._values(part, path) for path in self._paths]
        for line, (value, name, source, *others) in enumerate(zip(*values, strict=True), start=row):
            where = f"{self._file.name}:{line}"
            text = self._text(value, where)
            if text:
                words = map(as_word, others)
                kept.append((line, text, as_name(name) or where, as_name(source), *words))
        if not kept:
            return None
        lines, texts, ids, sources, *found = (list(column) for column in zip(*kept, strict=True))
        told = dict(zip(self._meta, found, strict=True))
        return make_batch(self._file.name, ids, lines, sources, texts, meta=told)

    def _text(self, value: Any, where: str) -> str:
        """Return the text; "" when there is none, which is reported."""
        if isinstance(value, bytes):
            try:
                value = value.decode()
            except UnicodeDecodeError:
                self._report(not_utf8(where))
                return ""
        if not isinstance(value, str):
            self._report(bad_record(where, why_no_text(value, self._fields.text)))
            return ""
        if not value or value.isspace():
            self._report(no_text(where))
            return ""
        return value
