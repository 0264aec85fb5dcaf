"""Tables for people: CSV that spreadsheets open rightly, XLSX, JSON lines. No cell is a formula."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hegui.common.errors import MissingExtraError
from hegui.common.files import EVERYONE, write_atomic
from hegui.engine.tables import fail

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text cell that begins so would be run by a spreadsheet."""
WIDE, NARROW = 40, 16
"""Widths of columns in a workbook, in characters."""
SUFFIXES = (".xlsx", ".csv", ".jsonl")


class Sheet(NamedTuple):
    """One table: its name, its heads and its rows."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Mapping[int, int] = {}


def write_tables(path: Path, sheets: Sequence[Sheet], mode: int = EVERYONE) -> None:
    """Write tables to a file by its suffix: a workbook takes all, CSV and JSON lines the first.

    `mode` says who may read it.
    Raises `TableError` for another suffix and `OutputError` when the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise fail(path, 0, f"不支持的格式，可用 {known}", f"unknown format; use one of {known}")
    make = {".xlsx": workbook, ".csv": csv_bytes, ".jsonl": json_lines}[suffix]
    write_atomic(path, make(sheets), mode)


def csv_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return the first table as CSV with a byte-order mark, by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(sheets[0].head)
    writer.writerows([_harmless(cell) for cell in row] for row in sheets[0].rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def json_lines(sheets: Sequence[Sheet]) -> bytes:
    """Return the first table as JSON lines; empty cells are left out."""
    out = io.BytesIO()
    for row in sheets[0].rows:
        pairs = zip(sheets[0].head, row, strict=True)
        values = {name: cell for name, cell in pairs if cell not in (None, "")}
        out.write(json.dumps(values, ensure_ascii=False, default=str).encode("utf-8", "replace"))
        out.write(b"\n")
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook; every text is a text, whatever it begins with."""
    try:
        from openpyxl import Workbook
        from openpyxl.utils import get_column_letter
    except ImportError as error:
        raise MissingExtraError(library="openpyxl", purpose="XLSX", extra="corpus") from error
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        for at in range(len(sheet.head)):
            page.column_dimensions[get_column_letter(at + 1)].width = sheet.widths.get(at, NARROW)
        page.append([_text_cell(page, head, bold=True) for head in sheet.head])
        for row in sheet.rows:
            page.append([_text_cell(page, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(page: Any, value: Any, *, bold: bool = False) -> Any:
    """Return a cell for write-only sheets; text is marked as text, so that = begins no formula."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:32767])
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
