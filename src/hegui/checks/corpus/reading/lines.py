"""JSON lines to batches: one native decode per block, line by line only where a block is bad."""

from collections.abc import Iterator, Sequence

import msgspec

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.beside import BesideReader
from hegui.checks.corpus.reading.documents import Numbered, Report, documents
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import bad_record, too_long
from hegui.checks.corpus.reading.streams import CHUNK, blocks
from hegui.checks.corpus.reading.values import values
from hegui.project.model import FieldMap

BOM = b"\xef\xbb\xbf"


class LineReader:
    """Reads one file of JSON lines, or JSON records that were cut out of it otherwise."""

    def __init__(
        self, file: CorpusFile, fields: FieldMap, report: Report, meta: Sequence[str] = ()
    ) -> None:
        self._file, self._report = file, report
        self._beside = BesideReader(file.name, fields, meta)
        self._documents = documents(file.name, fields, report, meta)
        self._decoder = msgspec.json.Decoder(self._documents.kind)

    def batches(self, pieces: Iterator[bytes]) -> Iterator[Batch]:
        """Yield the documents of a file, given its content, in order."""
        for block in blocks(pieces):
            if block.data is None:
                self.too_long(block.first)
            elif batch := self.batch(block.first, block.lines, block.data):
                yield batch

    def record_batches(self, pieces: Iterator[bytes]) -> Iterator[Batch]:
        """Yield the documents of JSON that is not one record a line; a place is the record."""
        parts: list[tuple[int, bytes]] = []
        size = 0
        for number, part in enumerate(values(_unmarked(pieces)), start=1):
            if part is None:
                self.too_long(number)
                continue
            parts.append((number, part))
            size += len(part)
            if size >= CHUNK:
                yield from filter(None, [self.numbered(parts)])
                parts, size = [], 0
        yield from filter(None, [self.numbered(parts)])

    def batch(self, first: int, count: int, data: bytes) -> Batch | None:
        """Return the documents of some whole lines that begin with line `first`."""
        if first == 1:
            data = data.removeprefix(BOM)
        return self._documents.batch(self._records(first, count, data))

    def numbered(self, parts: Sequence[tuple[int, bytes]]) -> Batch | None:
        """Return the documents of records that are given one by one."""
        return self._documents.batch(self._one_by_one(parts))

    def beside(self, numbers: list[int], data: bytes) -> Batch | None:
        """Return the documents of sound lines without their texts; see `BesideReader`."""
        return self._beside.batch(numbers, data)

    def too_long(self, line: int) -> None:
        """Report a record that is too long to be read."""
        self._report(too_long(self._where(line)))

    def _where(self, line: int) -> str:
        return f"{self._file.name}:{line}"

    def _records(self, first: int, count: int, data: bytes) -> list[Numbered]:
        try:
            decoded = self._decoder.decode_lines(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            decoded = []
        if len(decoded) == count:
            return list(enumerate(decoded, start=first))
        parts = enumerate(data.split(b"\n"), start=first)
        return self._one_by_one([(line, part) for line, part in parts if part.strip()])

    def _one_by_one(self, parts: Sequence[tuple[int, bytes]]) -> list[Numbered]:
        found: list[Numbered] = []
        for line, part in parts:
            try:
                found.append((line, self._decoder.decode(part)))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                self._report(bad_record(self._where(line), self._documents.why(part)))
        return found


def _unmarked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield next(pieces, b"").removeprefix(BOM)
    yield from pieces
