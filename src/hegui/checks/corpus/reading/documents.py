"""From decoded records to batches: one text a record, or several with their fields."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from hegui.checks.corpus.reading.batch import Batch, make_batch
from hegui.checks.corpus.reading.beside import NAMES, Beside
from hegui.checks.corpus.reading.diagnosis import NO_FIELD, why_not_json, why_unusable
from hegui.checks.corpus.reading.items import as_name, as_word, bad_record, no_text
from hegui.checks.corpus.reading.layout import layout
from hegui.checks.corpus.reading.shapes import MISSING, names, single, texts_of, value_at
from hegui.common.text import Text
from hegui.engine.model import ItemError
from hegui.project.model import FieldMap

Report = Callable[[ItemError], None]
Numbered = tuple[int, Any]
"""Line or row, and a record."""


class Documents(Protocol):
    """What makes documents of records; `kind` is what a record is decoded to."""

    kind: Any

    def batch(self, records: Sequence[Numbered]) -> Batch | None:
        """Return the documents of the records, None when there is no text; report what is wrong."""

    def why(self, part: bytes) -> Text:
        """Return why a record that could not be decoded gives nothing."""


def documents(file: str, fields: FieldMap, report: Report, meta: Sequence[str] = ()) -> Documents:
    """Return what makes documents of the JSON records of a file."""
    if single(fields):
        return OneText(file, fields, report, meta)
    return PlainRecords(file, fields, report, meta)


class OneText:
    """Records with one text, decoded no further than the fields that are named."""

    def __init__(
        self, file: str, fields: FieldMap, report: Report, meta: Sequence[str] = ()
    ) -> None:
        self._file, self._report, self._field = file, report, fields.text
        self.kind, self._text, getters = layout(fields, (*NAMES, *meta))
        self._beside = Beside(file, getters, meta)

    def why(self, part: bytes) -> Text:
        """Return why a record that could not be decoded gives no text."""
        return why_unusable(part, self._field)

    def batch(self, records: Sequence[Numbered]) -> Batch | None:
        """Return the documents of records."""
        get = self._text
        texts = [get(record) for _, record in records]
        good = [bool(text) and not text.isspace() for text in texts]
        if not all(good):
            self._refuse(records, texts, good)
            records = [record for record, is_good in zip(records, good, strict=True) if is_good]
            texts = [text for text, is_good in zip(texts, good, strict=True) if is_good]
        if not texts:
            return None
        lines, beside = [line for line, _ in records], self._beside
        values = [record for _, record in records]
        ids, sources = beside.ids(lines, values), beside.sources(values)
        return make_batch(self._file, ids, lines, sources, texts, meta=beside.meta(values))

    def _refuse(self, records: Sequence[Numbered], texts: list[Any], good: list[bool]) -> None:
        for (line, _), text, is_good in zip(records, texts, good, strict=True):
            where = f"{self._file}:{line}"
            if text is None:
                self._report(bad_record(where, NO_FIELD.filled(field=self._field)))
            elif not is_good:
                self._report(no_text(where))


class PlainRecords:
    """Records as plain values, with one text or several."""

    kind = Any

    def __init__(
        self, file: str, fields: FieldMap, report: Report, meta: Sequence[str] = ()
    ) -> None:
        self._file, self._report, self._fields = file, report, fields
        self._meta = {name: getattr(fields, name) for name in meta}
        self._several = not single(fields)

    def why(self, part: bytes) -> Text:
        """Return why a record that could not be decoded gives nothing."""
        return why_not_json(part)

    def batch(self, records: Sequence[Numbered]) -> Batch | None:
        """Return the documents of records; those of one record follow each other."""
        found = [
            (line, record, path, text)
            for line, record in records
            for path, text in self._texts(line, record)
        ]
        if not found:
            return None
        ids = [self._word(one[1], self._fields.id, as_name) or self._where(one[0]) for one in found]
        sources = [self._word(one[1], self._fields.source, as_name) for one in found]
        meta = {
            name: [self._word(one[1], path, as_word) for one in found]
            for name, path in self._meta.items()
        }
        own = [one[2] for one in found] if self._several else ()
        lines, texts = [one[0] for one in found], [one[3] for one in found]
        return make_batch(self._file, ids, lines, sources, texts, meta=meta, fields=own)

    def _texts(self, line: int, record: Any) -> list[tuple[str, str]]:
        found, wrong = texts_of(record, self._fields)
        for what in wrong:
            self._report(bad_record(self._where(line), what))
        full = [(path, text) for path, text in found if text and not text.isspace()]
        if found and not full:
            self._report(no_text(self._where(line)))
        return full

    def _where(self, line: int) -> str:
        return f"{self._file}:{line}"

    @staticmethod
    def _word(record: Any, path: str, convert: Callable[[Any], str]) -> str:
        value = value_at(record, path)
        return "" if value is MISSING else convert(value)


def field_paths(fields: FieldMap, meta: Sequence[str]) -> list[str]:
    """Return every path that is read: texts, id, source and metadata."""
    return [*names(fields), *(getattr(fields, name) for name in ("id", "source", *meta))]
