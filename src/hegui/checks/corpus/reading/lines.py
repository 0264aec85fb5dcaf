"""JSON lines to batches: one native decode per block, line by line only where a block is bad."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from hegui.checks.corpus.errors import FormatError
from hegui.checks.corpus.reading.batch import Batch, make_batch
from hegui.checks.corpus.reading.diagnosis import NO_FIELD, why_unusable
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import as_name, as_word, bad_record, no_text, too_long
from hegui.checks.corpus.reading.layout import layout
from hegui.checks.corpus.reading.streams import Source, blocks
from hegui.engine.model import ItemError
from hegui.project.model import FieldMap

BOM = b"\xef\xbb\xbf"
Record = tuple[int, str | None, Any]
"""Line, text (None where there is none), and the record as decoded."""


class LineReader:
    """Reads one file of JSON lines."""

    def __init__(
        self,
        file: CorpusFile,
        fields: FieldMap,
        report: Callable[[ItemError], None],
        meta: Sequence[str] = (),
    ) -> None:
        self._file = file
        self._report = report
        self._text_field = fields.text
        kind, self._text, (self._id, self._source, *others) = layout(
            fields, ("id", "source", *meta)
        )
        self._meta = dict(zip(meta, others, strict=True))
        self._decoder = msgspec.json.Decoder(kind)

    def batches(self, source: Source) -> Iterator[Batch]:
        """Yield the documents of the file in order."""
        for block in blocks(source.unpacked()):
            if block.data is None:
                self.too_long(block.first)
            elif batch := self.batch(block.first, block.lines, block.data):
                yield batch

    def batch(self, first: int, count: int, data: bytes) -> Batch | None:
        """Return the documents of some whole lines that begin with line `first`."""
        if first == 1:
            data = self._opening(data)
        return self._batch(self._records(first, count, data))

    def numbered(self, parts: Sequence[tuple[int, bytes]]) -> Batch | None:
        """Return the documents of records that are given one by one, with their lines."""
        records = [self._record(line, part) for line, part in parts]
        return self._batch([record for record in records if record is not None])

    def too_long(self, line: int) -> None:
        """Report a line that is too long to be read."""
        self._report(too_long(self._where(line)))

    def _where(self, line: int) -> str:
        return f"{self._file.name}:{line}"

    def _opening(self, data: bytes) -> bytes:
        """Drop a byte-order mark; refuse a JSON array, which cannot be read line by line."""
        data = data.removeprefix(BOM)
        if data[:64].lstrip()[:1] == b"[":
            raise FormatError(
                path=self._file.name,
                what_zh="是 JSON 数组，应每行一条记录",
                what_en="a JSON array, where one record a line is expected",
            )
        return data

    def _records(self, first: int, count: int, data: bytes) -> list[Record]:
        try:
            decoded = self._decoder.decode_lines(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._one_by_one(first, data)
        if len(decoded) != count:
            return self._one_by_one(first, data)
        text = self._text
        return [(line, text(record), record) for line, record in enumerate(decoded, start=first)]

    def _one_by_one(self, first: int, data: bytes) -> list[Record]:
        parts = enumerate(data.split(b"\n"), start=first)
        records = (self._record(line, part) for line, part in parts if part.strip())
        return [record for record in records if record is not None]

    def _record(self, line: int, part: bytes) -> Record | None:
        record = self._decoded(line, part)
        if record is None:
            return None
        return line, self._text(record), record

    def _decoded(self, line: int, part: bytes) -> Any:
        try:
            return self._decoder.decode(part)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._report(bad_record(self._where(line), why_unusable(part, self._text_field)))
        return None

    def _batch(self, records: list[Record]) -> Batch | None:
        kept = [record for record in records if record[1] and not record[1].isspace()]
        if len(kept) != len(records):
            for line, text, _ in records:
                where = self._where(line)
                if text is None:
                    self._report(bad_record(where, NO_FIELD.filled(field=self._text_field)))
                elif not text or text.isspace():
                    self._report(no_text(where))
        if not kept:
            return None
        lines = [record[0] for record in kept]
        ids = [as_name(self._id(record)) or self._where(line) for line, _, record in kept]
        sources = [as_name(self._source(record)) for _, _, record in kept]
        texts = (text or "" for _, text, _ in kept)
        meta = {
            name: [as_word(get(record)) for _, _, record in kept]
            for name, get in self._meta.items()
        }
        return make_batch(self._file.name, ids, lines, sources, texts, meta=meta)
