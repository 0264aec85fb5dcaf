"""Sheets of XLSX workbooks: values only. Formulas are never run, and a cell that holds one is bad."""

import datetime as dt
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hegui.common.errors import MissingExtraError
from hegui.engine.rows.headers import head
from hegui.engine.rows.text import Report
from hegui.engine.tables import Row, fail

MAX_UNPACKED = 2 << 30
"""Bytes of a workbook when unpacked; a million rows of thirty columns take about one GiB."""
MAX_STRINGS = 256 << 20
"""Bytes of the table of shared strings, which is the one part that is held in memory."""
STRINGS = "xl/sharedStrings.xml"
MAX_COLUMNS = 500


def sheet_rows(
    path: Path, wanted: Sequence[str], names: Mapping[str, str], report: Report
) -> Iterator[Row]:
    """Yield the rows of the first sheet, or of the one that has a name among `wanted`.

    Raises `TableError` for what is no workbook, is too large, or lacks the sheet.
    """
    book = open_book(path)
    try:
        sheet = _sheet(path, book, wanted)
        sheet.reset_dimensions()  # what a file says of its size is not believed
        columns: list[str] = []
        for line, cells in enumerate(_cells(path, sheet), start=1):
            if not any(cell.value not in (None, "") for cell in cells):
                continue
            if not columns:
                columns = head(path, [cell.value for cell in cells], names)
            elif row := _row(line, columns, cells, report):
                yield row
    finally:
        book.close()


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets."""
    book = open_book(path)
    try:
        return [str(name) for name in book.sheetnames]
    finally:
        book.close()


def open_book(path: Path) -> Any:
    """Return a workbook opened for reading; raises `TableError` for what is none."""
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError(library="openpyxl", purpose="XLSX", extra="corpus") from error
    try:
        with zipfile.ZipFile(path) as packed:
            sizes = {part.filename: part.file_size for part in packed.infolist()}
    except zipfile.BadZipFile as error:
        raise _no_book(path) from error
    if sum(sizes.values()) > MAX_UNPACKED or sizes.get(STRINGS, 0) > MAX_STRINGS:
        raise fail(
            path,
            0,
            "工作簿过大，请另存为 CSV 再试",
            "the workbook is too large; save it as CSV and try again",
        )
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # whatever a damaged workbook makes the library raise
        raise _no_book(path) from error


def _no_book(path: Path) -> Exception:
    return fail(
        path,
        0,
        "不是有效的 XLSX 工作簿，请重新导出",
        "not a valid XLSX workbook; export it again",
    )


def _sheet(path: Path, book: Any, wanted: Sequence[str]) -> Any:
    sheets = {str(sheet.title).strip(): sheet for sheet in book.worksheets}
    for name, sheet in sheets.items():
        if name in wanted:
            return sheet
    if wanted or not sheets:
        known = ", ".join(sheets) or "—"
        raise fail(
            path,
            0,
            f"没有名为 {'、'.join(wanted)} 的工作表，只有 {known}",
            f"there is no sheet named {' or '.join(wanted)}, only {known}",
        )
    return next(iter(sheets.values()))


def _cells(path: Path, sheet: Any) -> Iterator[Sequence[Any]]:
    try:
        yield from sheet.iter_rows(max_col=MAX_COLUMNS)
    except Exception as error:  # a damaged sheet, met half-way
        raise _no_book(path) from error


def _row(line: int, columns: list[str], cells: Sequence[Any], report: Report) -> Row | None:
    values = {}
    for at, cell in enumerate(cells):
        if cell.value is None or cell.value == "":
            continue
        name = columns[at] if at < len(columns) else ""
        if cell.data_type == "f":
            report(
                line,
                f"“{name}”是公式，请改为粘贴数值",
                f"“{name}” holds a formula; paste its value instead",
            )
            return None
        if cell.data_type == "e":
            report(line, f"“{name}”是错误值", f"“{name}” holds an error value")
            return None
        if not name:
            report(line, "有值的列没有列名", "a cell has a value but its column has no name")
            return None
        values[name] = _plain(cell.value)
    return Row(line, values)


def _plain(value: Any) -> Any:
    """Return a value as a text table would have it: days without a clock, whole numbers whole."""
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        return value.strip()
    return value
