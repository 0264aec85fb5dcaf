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
                self.too_long(block.first)
            elif batch := self.batch(block.first, block.lines, block.data):
                yield batch

    def batch(self, first: int, count: int, data: bytes) -> Batch | None:
        """Return the documents of some whole lines that begin with line `first`."""
        if first == 1:
            data = self._opening(data)
        return self._batch(self._records(first, count, data))

    def chosen(self, first: int, parts: list[bytes], numbers: list[int]) -> Batch | None:
        """Return the documents of chosen lines, counted from 0 in `parts`."""
        records = [self._record(first + number, parts[number]) for number in numbers]
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
        text, name, source = self._text, self._id, self._source
        return [
            (line, text(record), name(record), source(record))
            for line, record in enumerate(decoded, start=first)
        ]

    def _one_by_one(self, first: int, data: bytes) -> list[Record]:
        parts = enumerate(data.split(b"\n"), start=first)
        records = (self._record(line, part) for line, part in parts if part.strip())
        return [record for record in records if record is not None]

    def _record(self, line: int, part: bytes) -> Record | None:
        record = self._decoded(line, part)
        if record is None:
            return None
        return line, self._text(record), self._id(record), self._source(record)

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


def raw_layout(fields: FieldMap) -> tuple[Any, Get]:
    """Return a type that leaves the text undecoded, and the getter of its raw value."""
    tree: Tree = {}
    *parents, leaf = path = fields.text.split(".")
    node = tree
    for parent in parents:
        node = node.setdefault(parent, {})
    node[leaf] = msgspec.Raw
    return _struct(tree), _getter(_slots(tree, path))


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
            required = node is str or node is msgspec.Raw
            slots.append((f"f{at}", node) if required else (f"f{at}", node, None))
    names = {f"f{at}": key for at, key in enumerate(tree)}
    return msgspec.defstruct("Document", sorted(slots, key=len), rename=names)
