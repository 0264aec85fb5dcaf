"""Rows of people's tables: JSONL, JSON, CSV and YAML files, each row with its line.

What is wrong in a file is said with file, line and what to do; nothing is passed over.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from hegui.common.errors import WrongUseError
from hegui.common.text import Lang, Text, default_lang
from hegui.engine.encodings import Decoded, decode

MAX_BYTES = 256 << 20
"""A table is written by people or exported for them; a larger file is not one."""
SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".yaml", ".yml")


class BadRow(NamedTuple):
    """What is wrong with one row of a table, in both languages."""

    line: int
    zh: str
    en: str


class TableError(WrongUseError):
    """A table cannot be read; `line` counts from 1, 0 speaks of the whole file.

    `rows` lists every bad row where reading went on after the first; `others` are the errors of
    further tables that were read in the same run.
    """

    code = "table"
    rows: tuple[BadRow, ...] = ()
    others: tuple["TableError", ...] = ()
    text = Text(
        "“{path}”第 {line} 行：{what_zh}。",
        "“{path}”, line {line}: {what_en}.",
    )

    def message(self, lang: Lang | None = None) -> str:
        """Return the sentence; no line is named where the whole file is meant."""
        said = super().message(lang)
        if self.data.get("line") == 0:
            said = said.replace("”第 0 行：", "”：", 1).replace("”, line 0: ", "”: ", 1)
        return said

    def as_dict(self, lang: Lang | None = None) -> dict[str, Any]:
        """Return the error ready for JSON, with every bad row."""
        own = lang or default_lang()
        rows = [
            {"line": row.line, "message": row.zh if own == "zh" else row.en} for row in self.rows
        ]
        told = super().as_dict(lang) | ({"rows": rows} if rows else {})
        others = [other.as_dict(lang) for other in self.others]
        return told | ({"others": others} if others else {})


class Row(NamedTuple):
    """One row: the line it begins on and its values by column."""

    line: int
    values: dict[str, Any]


class Table(NamedTuple):
    """The rows of a file and, for YAML and JSON with a mapping on top, its other keys."""

    rows: list[Row]
    head: dict[str, Any]


def fail(path: Path | str, line: int, zh: str, en: str) -> TableError:
    """Return the error that says what is wrong in a line."""
    return TableError(path=str(path), line=line, what_zh=zh, what_en=en)


def read_table(path: Path, key: str, limit: int = MAX_BYTES) -> Table:
    """Read a table of at most `limit` bytes; `key` names the rows of a mapping on top.

    Raises `TableError` for a missing file, another format, text in an encoding that is not
    recognised, or rows that are not rows.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise fail(path, 0, f"不支持的格式，可用 {known}", f"unknown format; use one of {known}")
    text = read_text(path, limit)
    if suffix in (".jsonl", ".ndjson"):
        return Table(list(_json_lines(path, text)), {})
    if suffix == ".csv":
        return Table(list(_csv_rows(path, text)), {})
    return _tree(path, text, key, yaml_file=suffix != ".json")


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """Return the text of a file without byte-order mark, or raise `TableError`."""
    return read_encoded(path, limit).text


def read_encoded(path: Path, limit: int = MAX_BYTES) -> Decoded:
    """Return the text of a file and its encoding, or raise `TableError`; never reads past `limit`.

    UTF-8, UTF-16 with a byte-order mark, and GB18030 are recognised.
    """
    data = read_bytes(path, limit)
    try:
        return decode(data)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise fail(
            path,
            line,
            "不是 UTF-8、UTF-16（带字节序标记）或 GB18030 文本，请另存为 UTF-8",
            "not text in UTF-8, UTF-16 (with a byte-order mark) or GB18030; save it as UTF-8",
        ) from error


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file of at most `limit` bytes, or raise `TableError`."""
    try:
        check_size(path, limit)
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise fail(
            path, 0, f"无法读取（{why}），请检查路径", f"cannot be read ({why}); check the path"
        ) from error


def check_size(path: Path, limit: int) -> None:
    """Raise `TableError` for a file of more than `limit` bytes, `OSError` for one that is not."""
    size = path.stat().st_size
    if size > limit:
        raise fail(
            path,
            0,
            f"文件有 {size >> 20} MiB，超过 {limit >> 20} MiB，请确认是否选对文件，或拆分后再试",
            f"the file has {size >> 20} MiB, more than {limit >> 20} MiB; check that it is the "
            "right one, or split it and try again",
        )


def _row(path: Path, line: int, value: Any) -> Row:
    if not isinstance(value, dict):
        raise fail(path, line, "应是一个对象（键与值）", "expected an object with keys and values")
    return Row(line, {str(name): field for name, field in value.items()})


def _json_lines(path: Path, text: str) -> Iterator[Row]:
    for line, part in enumerate(text.split("\n"), start=1):
        if not part.strip():
            continue
        try:
            value = json.loads(part)
        except (ValueError, RecursionError) as error:
            what = _json_problem(error)
            raise fail(
                path, line, f"不是有效的 JSON（{what}）", f"not valid JSON ({what})"
            ) from error
        yield _row(path, line, value)


def _json_problem(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__


def _csv_rows(path: Path, text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    start = 1
    try:
        for cells in reader:
            if not header:
                header = _header(path, [cell.strip() for cell in cells])
            elif any(cell.strip() for cell in cells):
                yield _csv_row(path, start, header, cells)
            start = reader.line_num + 1
    except csv.Error as error:
        raise fail(path, start, f"不是有效的 CSV（{error}）", f"not valid CSV ({error})") from error


def _header(path: Path, names: list[str]) -> list[str]:
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise fail(path, 1, f"列名重复：{doubled[0]}", f"the column “{doubled[0]}” appears twice")
    return names


def _csv_row(path: Path, line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        raise fail(
            path,
            line,
            f"有 {len(cells)} 列，表头有 {len(header)} 列",
            f"{len(cells)} cells under a header of {len(header)}",
        )
    pairs = zip(header, cells, strict=True)
    return Row(line, {name: cell.strip() for name, cell in pairs if cell.strip()})


def _tree(path: Path, text: str, key: str, *, yaml_file: bool) -> Table:
    """Read YAML or JSON: a list of rows, or a mapping with the rows under `key`."""
    value, lines = _yaml(path, text, key) if yaml_file else (_json(path, text), [])
    head: dict[str, Any] = {}
    if isinstance(value, dict):
        head = {str(name): part for name, part in value.items() if name != key}
        value = value.get(key)
    if not isinstance(value, list):
        raise fail(
            path, 0, f"应是行的列表，或有键“{key}”", f"expected a list of rows, or the key “{key}”"
        )
    lines = lines or [0] * len(value)
    return Table([_row(path, line, row) for line, row in zip(lines, value, strict=True)], head)


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        what = _json_problem(error)
        raise fail(path, line, f"不是有效的 JSON（{what}）", f"not valid JSON ({what})") from error


def _yaml(path: Path, text: str, key: str) -> tuple[Any, list[int]]:
    """Return the value and the line of each row; aliases are refused (they can grow without end)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                raise fail(
                    path,
                    _line(event.start_mark),
                    "不支持 YAML 别名（*），请写出内容",
                    "YAML aliases (*) are not supported; write the content out",
                )
        lines = _row_lines(yaml.compose(text, Loader=loader), key)
        return yaml.load(text, Loader=loader), lines  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        what = getattr(error, "problem", None) or type(error).__name__
        line = _line(getattr(error, "problem_mark", None))
        raise fail(path, line, f"不是有效的 YAML（{what}）", f"not valid YAML ({what})") from error


def _line(mark: Any) -> int:
    return mark.line + 1 if mark else 0


def _row_lines(node: Any, key: str) -> list[int]:
    if isinstance(node, yaml.MappingNode):
        rows = [value for name, value in node.value if name.value == key]
        node = rows[-1] if rows else None
    if isinstance(node, yaml.SequenceNode):
        return [item.start_mark.line + 1 for item in node.value]
    return []
