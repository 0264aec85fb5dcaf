"""Writing Excel files: headings in both languages, lists to choose from, texts that stay texts."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from hegui.server.pages.excel.model import CUT, MAX_CELL, Column, Sheet
from hegui.server.pages.language import language, said

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LISTS = "lists"
Rows = Iterable[Mapping[str, Any]]


def write(sheet: Sheet, rows: Rows) -> bytes:
    """Return an Excel file with one sheet, in the language of the page."""
    return write_book([(sheet, rows)])


def write_book(sheets: Sequence[tuple[Sheet, Rows]]) -> bytes:
    """Return an Excel file with several sheets."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    lists: list[list[str]] = []
    for sheet, rows in sheets:
        _write_sheet(book, sheet, rows, lists)
    _write_lists(book, lists)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(book: Any, sheet: Sheet, rows: Rows, lists: list[list[str]]) -> None:
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(said(sheet.title)[:31])
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column.width or (48 if column.kind == "long" else 20)
        _offer(page, column, letter, sheet.max_rows, lists)
    page.append([_heading(page, column) for column in sheet.columns])
    for row in rows:
        page.append([_cell(page, column, row.get(column.name)) for column in sheet.columns])


def _offer(page: Any, column: Column, letter: str, rows: int, lists: list[list[str]]) -> None:
    """Let Excel offer the choices of a column; the words lie in a hidden sheet."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words = [said(title) for _, title in column.choices]
    if column.kind == "yes_no":
        words = ["是", "否"] if language() == "zh" else ["yes", "no"]
    if not words:
        return
    lists.append(words)
    at = get_column_letter(len(lists))
    formula = f"{LISTS}!${at}$1:${at}${len(words)}"
    offer = DataValidation(type="list", formula1=formula, allow_blank=not column.required)
    offer.add(f"{letter}2:{letter}{rows + 1}")
    page.data_validations.append(offer)


def _write_lists(book: Any, lists: list[list[str]]) -> None:
    if not lists:
        return
    page = book.create_sheet(LISTS)
    page.sheet_state = "hidden"
    for number in range(max(map(len, lists))):
        page.append([words[number] if number < len(words) else None for words in lists])


def _heading(page: Any, column: Column) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(page, value=column.heading)
    cell.font = Font(bold=True)
    return cell


def _cell(page: Any, column: Column, value: Any) -> Any:
    value = _plain(column, value)
    if not isinstance(value, str) or not value.startswith(FORMULA):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, value=value)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _plain(column: Column, value: Any) -> Any:
    """Return what stands in the cell: words for choices, calendar days, texts without controls."""
    if value is None or value == "":
        return None
    if column.kind == "choice":
        words = {key: said(title) for key, title in column.choices}
        value = words.get(value, value)
    if isinstance(value, bool):
        return ("是" if value else "否") if language() == "zh" else ("yes" if value else "no")
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, (dt.date, int, float)):
        return value
    text = CONTROL.sub("", str(value))
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - len(CUT)] + CUT
