"""CSV, TSV and JSON lines, read line by line."""

import csv
from collections.abc import Callable, Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import msgspec

from hegui.common.text import Text
from hegui.engine.rows.encodings import inspect_text
from hegui.engine.rows.headers import head
from hegui.engine.tables import Row

MAX_LINE = 1 << 20
"""Characters of a line; what is longer is no row."""
DELIMITERS = {".csv": ",", ".tsv": "\t"}
BROKEN = Text(
    "含有无法解码的字节，或与别的行编码不同",
    "it holds bytes that are no text, or is in another encoding than other lines",
)
Report = Callable[[int, str, str], None]
"""Takes the line of a bad row and what is wrong with it, in Chinese and English."""


def text_rows(path: Path, names: Mapping[str, str], report: Report) -> Iterator[Row]:
    """Yield the rows of a text file; raises `OSError`, and `TableError` for a bad head."""
    encoding = inspect_text(path).encoding
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        delimiter = DELIMITERS.get(path.suffix.lower())
        if delimiter is None:
            yield from _json_lines(file, report)
        else:
            yield from _csv_rows(path, file, delimiter, names, report)


def lines(file: TextIOWrapper) -> Iterator[str]:
    """Yield lines; one that is too long is cut to just over the limit and its rest dropped."""
    while line := file.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            while rest := file.readline(MAX_LINE):
                if rest.endswith("\n"):
                    break
        yield line


def _json_lines(file: TextIOWrapper, report: Report) -> Iterator[Row]:
    decoder = msgspec.json.Decoder()
    for number, line in enumerate(lines(file), start=1):
        if len(line) > MAX_LINE:
            report(number, "行过长", "the line is too long")
        elif "\ufffd" in line:
            report(number, BROKEN.zh, BROKEN.en)
        elif line.strip():
            value = _decoded(decoder, line)
            if isinstance(value, dict):
                yield Row(number, value)
            else:
                report(number, "不是有效的 JSON 对象", "not a valid JSON object")


def _decoded(decoder: msgspec.json.Decoder[Any], line: str) -> Any:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return None


def _csv_rows(
    path: Path, file: TextIOWrapper, delimiter: str, names: Mapping[str, str], report: Report
) -> Iterator[Row]:
    reader = csv.reader(lines(file), delimiter=delimiter, strict=True)
    columns: list[str] = []
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            report(start, f"不是有效的 CSV（{error}）", f"not valid CSV ({error})")
            continue
        if not any(map(str.strip, cells)):
            continue
        if not columns:
            columns = head(path, cells, names)
        elif row := csv_row(start, columns, cells, report):
            yield row


def csv_row(line: int, columns: list[str], cells: list[str], report: Report) -> Row | None:
    """Return a row from its cells, None when it is none; empty cells are left out."""
    if len(cells) != len(columns) and any(map(str.strip, cells[len(columns) :])):
        report(
            line,
            f"有 {len(cells)} 列，表头有 {len(columns)} 列",
            f"{len(cells)} cells under a header of {len(columns)}",
        )
        return None
    if len(cells) < len(columns):
        report(line, "列数少于表头", "fewer cells than the header has")
        return None
    values = {}
    for name, cell in zip(columns, cells, strict=False):
        if text := cell.strip():
            if "\ufffd" in text or "\0" in text:
                report(line, BROKEN.zh, BROKEN.en)
                return None
            values[name] = text
    return Row(line, values)
