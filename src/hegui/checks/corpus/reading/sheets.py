"""CSV and TSV to batches: the first row names the columns, quotes may hold line ends."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePath

from hegui.checks.corpus.errors import FormatError, NoColumnError
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.diagnosis import CELLS
from hegui.checks.corpus.reading.documents import PlainRecords, Report, field_paths
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import bad_record, not_utf8, too_long, unclosed
from hegui.checks.corpus.reading.shapes import names
from hegui.checks.corpus.reading.streams import blocks
from hegui.project.model import FieldMap

ROWS = 512
MAX_CELL = 16 << 20
"""Characters; a longer cell is counted as an error (the parser takes four bytes for each)."""
DELIMITERS = (",", "\t", ";", "|")


class SheetReader:
    """Reads one file. A place is the row, counted from 1 below the names of the columns."""

    def __init__(
        self, file: CorpusFile, fields: FieldMap, report: Report, meta: Sequence[str] = ()
    ) -> None:
        self._file, self._fields, self._report = file, fields, report
        self._paths = field_paths(fields, meta)
        self._documents = PlainRecords(file.name, fields, report, meta)
        self._row, self._odd, self._ended = 0, False, False

    def batches(self, pieces: Iterator[bytes]) -> Iterator[Batch]:
        """Yield the documents of a file, given its content, in order."""
        lines = self._lines(pieces)
        first = next((line for line in lines if line.strip()), "").removeprefix("\ufeff")
        if not first:
            return
        csv.field_size_limit(MAX_CELL)
        reader = csv.reader(self._after(first, lines), delimiter=self._delimiter(first))
        heads = next(reader)
        if self._ended:
            self._report(unclosed(self._where(), 0))
            return
        columns = self._columns(heads)
        rows = self._rows(reader, len(columns))
        while part := list(islice(rows, ROWS)):
            records = [
                (row, {name: cells[at] for at, name in enumerate(columns) if name in self._paths})
                for row, cells in part
            ]
            if batch := self._documents.batch(records):
                yield batch

    def _lines(self, pieces: Iterator[bytes]) -> Iterator[str]:
        for block in blocks(pieces):
            if block.data is None:
                self._row += 1
                self._report(too_long(self._where()))
                continue
            try:
                text = block.data.decode()
            except UnicodeDecodeError:
                text, self._odd = block.data.decode("utf-8", "surrogateescape"), True
            yield from io.StringIO(text, newline="")

    def _after(self, first: str, lines: Iterator[str]) -> Iterator[str]:
        """Yield the lines; a row that is still open at their end asked for one more."""
        yield first
        yield from lines
        self._ended = True

    def _where(self) -> str:
        return f"{self._file.name}:{self._row}"

    def _delimiter(self, first: str) -> str:
        suffixes = PurePath(self._file.name.lower()).suffixes
        return "\t" if ".tsv" in suffixes else max(DELIMITERS, key=first.count)

    def _columns(self, columns: list[str]) -> list[str]:
        columns = [name.strip() for name in columns]
        wanted = names(self._fields)
        if not set(wanted) & set(columns):
            raise NoColumnError(path=self._file.name, wanted=wanted, there=columns)
        for name in self._paths:
            if columns.count(name) > 1:
                raise FormatError(
                    path=self._file.name,
                    what_zh=f"列“{name}”出现两次",
                    what_en=f"the column “{name}” is there twice",
                )
        return columns

    def _rows(self, reader: Iterator[list[str]], width: int) -> Iterator[tuple[int, list[str]]]:
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                self._row += 1
                self._report(too_long(self._where()))
                continue
            if self._ended:
                self._row += 1
                self._report(unclosed(self._where(), self._row))
                return
            if cells:
                self._row += 1
                if self._good(cells, width):
                    yield self._row, cells

    def _good(self, cells: list[str], width: int) -> bool:
        if len(cells) != width:
            what = CELLS.filled(count=len(cells), expected=width)
            self._report(bad_record(self._where(), what))
            return False
        if self._odd and not _is_text("".join(cells)):
            self._report(not_utf8(self._where()))
            return False
        return True


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
