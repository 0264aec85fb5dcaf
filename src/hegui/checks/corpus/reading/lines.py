"""JSON lines to batches: one native decode per block, line by line only where a block is bad."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import msgspec

from hegui.checks.corpus.errors import FormatError
from hegui.checks.corpus.reading.batch import Batch, make_batch
from hegui.checks.corpus.reading.diagnosis import NO_FIELD, why_unusable
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import as_name, bad_record, no_text, too_long
from hegui.checks.corpus.reading.streams import Source, blocks
from hegui.engine.model import ItemError
from hegui.project.model import FieldMap

BOM = b"\xef\xbb\xbf"
Record = tuple[int, str | None, Any, Any]
"""Line, text (None where there is none), id and source of a record."""


class LineReader:
    """Reads one file of JSON lines."""

    def __init__(
        self, file: CorpusFile, fields: FieldMap, report: Callable[[ItemError], None]
    ) -> None:
        self._file = file
        self._report = report
        self._text_field = fields.text
        kind, (self._text, self._id, self._source) = layout(fields)
        self._decoder = msgspec.json.Decoder(kind)

    def batches(self, source: Source) -> Iterator[Batch]:
        """Yield the documents of the file in order."""
        for block in blocks(source.unpacked()):
            if block.data is None:
                self._report(too_long(self._where(block.first)))
                continue
            data = self._opening(block.data) if block.first == 1 else block.data
            records = self._records(block.first, block.lines, data)
            if batch := self._batch(records):
                yield batch

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
        text, name, source = self._text, self._id, self._source
        return [
            (line, text(record), name(record), source(record))
            for line, record in enumerate(decoded, start=first)
        ]

    def _one_by_one(self, first: int, data: bytes) -> list[Record]:
        records = []
        for line, part in enumerate(data.split(b"\n"), start=first):
            if not part.strip():
                continue
            record = self._decoded(line, part)
            if record is not None:
                fields = self._text(record), self._id(record), self._source(record)
                records.append((line, *fields))
        return records

    def _decoded(self, line: int, part: bytes) -> Any:
        try:
            return self._decoder.decode(part)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._report(bad_record(self._where(line), why_unusable(part, self._text_field)))
        return None

    def _batch(self, records: list[Record]) -> Batch | None:
        kept = [record for record in records if record[1] and not record[1].isspace()]
        if len(kept) != len(records):
            for line, text, *_ in records:
                where = self._where(line)
                if text is None:
                    self._report(bad_record(where, NO_FIELD.filled(field=self._text_field)))
                elif not text or text.isspace():
                    self._report(no_text(where))
        if not kept:
            return None
        lines = [record[0] for record in kept]
        ids = [as_name(record[2]) or self._where(record[0]) for record in kept]
        sources = [as_name(record[3]) for record in kept]
        texts = (record[1] or "" for record in kept)
        return make_batch(self._file.name, ids, lines, sources, texts)


Get = Callable[[Any], Any]
Tree = dict[str, Any]


def layout(fields: FieldMap) -> tuple[Any, tuple[Get, Get, Get]]:
    """Return a type that decodes the declared fields only, and getters of text, id and source."""
    paths = [path.split(".") for path in (fields.text, fields.id, fields.source)]
    tree: Tree = {}
    for path, leaf in zip(paths, (str, Any, Any), strict=True):
        node = tree
        for parent in path[:-1]:
            node = node.setdefault(parent, {})
        node.setdefault(path[-1], leaf)
    text, name, source = (_getter(_slots(tree, path)) for path in paths)
    return _struct(tree), (text, name, source)


def _slots(tree: Tree, path: list[str]) -> list[str]:
    slots = []
    for part in path:
        slots.append(f"f{list(tree).index(part)}")
        tree = tree[part]
    return slots


def _getter(slots: list[str]) -> Get:
    if len(slots) == 1:
        return attrgetter(slots[0])

    def get(record: Any) -> Any:
        for slot in slots:
            record = getattr(record, slot, None)
        return record

    return get


def _struct(tree: Tree) -> Any:
    slots: list[Any] = []
    for at, node in enumerate(tree.values()):
        if isinstance(node, dict):
            slots.append((f"f{at}", _struct(node) | None, None))
        else:
            slots.append((f"f{at}", node) if node is str else (f"f{at}", node, None))
    names = {f"f{at}": key for at, key in enumerate(tree)}
    return msgspec.defstruct("Document", sorted(slots, key=len), rename=names)
