"""Exports of logs and tickets (CSV, TSV, JSONL), read line by line, whatever their size.

A line that cannot be read is handed on as bad, never passed over.
"""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hegui.common.errors import HeguiError
from hegui.common.files import why
from hegui.common.text import Text
from hegui.engine.model import InputFile
from hegui.engine.rows.encodings import inspect_text

MAX_LINE = 1 << 20
"""Characters of a line; what is longer is no record."""
DELIMITERS = {".csv": ",", ".tsv": "\t"}
JSON_LINES = (".jsonl", ".ndjson")
SUFFIXES = (*DELIMITERS, *JSON_LINES)

NOT_JSON = Text("不是有效的 JSON 对象", "not a valid JSON object")
WRONG_CELLS = Text("列数与表头不同", "the number of cells differs from the header")
NOT_CSV = Text("不是有效的 CSV", "not valid CSV")
TOO_LONG = Text("行过长", "the line is too long")
NOT_TEXT = Text("含有无法解码的字节", "it holds bytes that are no text")


class UnreadableExportError(HeguiError):
    """An export cannot be read at all."""

    code = "unreadable_export"
    text = Text("导出文件“{path}”{zh}。", "The export “{path}” {en}.")

    def __init__(self, path: str, reason: Text, **values: object) -> None:
        filled = reason.filled(**values)
        super().__init__(path=path, zh=filled.zh, en=filled.en)


CANNOT_OPEN = Text("无法打开（{why}）；请核对路径", "cannot be opened ({why}); check its path")
FORMAT = Text(
    "的格式不支持；请导出为 {known}", "has a format that cannot be read; export it as {known}"
)
NO_FIELD = Text(
    "没有“{field}”这一列；请在声明中写明列名", "has no column “{field}”; name it in the declaration"
)
NO_HEADER = Text(
    "没有可读的表头；没有记录时也请连同表头一起导出",
    "has no header that can be read; export the header even when there are no records",
)


class Entry(NamedTuple):
    """One record: the line it ends on and its values, or what is wrong with it."""

    line: int
    values: dict[str, Any] | None
    problem: Text | None = None


class Export:
    """One export file: checked, hashed, and read as often as needed."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        if path.suffix.lower() not in SUFFIXES:
            raise UnreadableExportError(name, FORMAT, known=" ".join(SUFFIXES))
        try:
            found = inspect_text(path)
        except OSError as error:
            raise UnreadableExportError(name, CANNOT_OPEN, why=why(error)) from error
        self.encoding = found.encoding
        self.input = InputFile(path=name, size=found.size, sha256=found.sha256)

    def entries(self, *required: str) -> Iterator[Entry]:
        """Yield the records; raise when a CSV lacks its header or one of the `required` columns."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            if self.path.suffix.lower() in JSON_LINES:
                yield from _json_lines(file)
            else:
                delimiter = DELIMITERS[self.path.suffix.lower()]
                yield from _rows(file, delimiter, self.name, required)


def _lines(file: TextIOWrapper) -> Iterator[str]:
    """Yield lines; one that is too long is cut to just over the limit and its rest dropped."""
    while line := file.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            while rest := file.readline(MAX_LINE):
                if rest.endswith("\n"):
                    break
        yield line


def _json_lines(file: TextIOWrapper) -> Iterator[Entry]:
    decoder = msgspec.json.Decoder()
    for number, line in enumerate(_lines(file), start=1):
        if len(line) > MAX_LINE:
            yield Entry(number, None, TOO_LONG)
        elif "\ufffd" in line:
            yield Entry(number, None, NOT_TEXT)
        elif line.strip():
            yield _json_entry(number, line, decoder)


def _json_entry(number: int, line: str, decoder: msgspec.json.Decoder[Any]) -> Entry:
    try:
        value = decoder.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return Entry(number, None, NOT_JSON)
    return Entry(number, value) if isinstance(value, dict) else Entry(number, None, NOT_JSON)


def _rows(
    file: TextIOWrapper, delimiter: str, name: str, required: tuple[str, ...]
) -> Iterator[Entry]:
    reader = csv.reader(_lines(file), delimiter=delimiter, strict=True)
    header = next(_cells(reader), None)
    if header is None or header.cells is None:
        raise UnreadableExportError(name, NO_HEADER)
    columns = [cell.strip() for cell in header.cells]
    for field in required:
        if field not in columns:
            raise UnreadableExportError(name, NO_FIELD, field=field)
    for row in _cells(reader):
        yield _row(row, columns)


class _Cells(NamedTuple):
    line: int
    cells: list[str] | None


def _cells(reader: Any) -> Iterator[_Cells]:
    """Yield rows that are not blank; a row that breaks the reader has no cells."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _Cells(reader.line_num, None)
            continue
        if any(cell.strip() for cell in cells):
            yield _Cells(reader.line_num, cells)


def _row(row: _Cells, columns: list[str]) -> Entry:
    if row.cells is None:
        return Entry(row.line, None, NOT_CSV)
    if len(row.cells) != len(columns):
        return Entry(row.line, None, WRONG_CELLS)
    if any("\ufffd" in cell for cell in row.cells):
        return Entry(row.line, None, NOT_TEXT)
    return Entry(row.line, dict(zip(columns, row.cells, strict=True)))


def field(values: dict[str, Any], name: str) -> Any:
    """Return a field; a name with dots reaches into nested objects. None when it is not there."""
    if name in values:
        return values[name]
    found: Any = values
    for part in name.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(part)
    return found
