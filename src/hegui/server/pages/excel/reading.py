"""Reading Excel files that people send: bounded, and every bad cell is named."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from hegui.common.text import Text
from hegui.server.core.errors import InvalidError
from hegui.server.pages.excel.cells import NotRightError, cell_value
from hegui.server.pages.excel.formulas import refuse_them
from hegui.server.pages.excel.model import Column, Reading, Sheet, SheetRow

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 500
MAX_COLUMNS = 200
BROKEN = (
    zipfile.BadZipFile,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    SyntaxError,
    EOFError,
    OSError,
)
"""What the reading libraries raise for files that are not what they seem."""


class UnreadableExcelError(InvalidError):
    """The file is no Excel file that can be read; nothing was imported."""

    code = "unreadable_excel"
    text = Text(
        "无法读取这个 Excel 文件：{what_zh}什么都没有导入。",
        "This Excel file cannot be read: {what_en} Nothing was imported.",
    )

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(field="file", what_zh=zh, what_en=en)


def read(sheet: Sheet, file: BinaryIO | bytes, *, optional: bool = False) -> Reading:
    """Return the rows and all problems of one sheet of a file.

    The sheet is found by its title in either language; a file with one sheet needs no title. An
    `optional` sheet may be missing. Raises `UnreadableExcelError`.
    """
    data = _bytes(file)
    _inspect(data)
    book = _open(data)
    try:
        page = _page(book, sheet, optional)
        found = Reading(sheet=page.title if page else sheet.title.zh)
        if page is not None:
            _read_page(page, sheet, found, _part(data, page))
        return found
    except BROKEN as error:
        raise _broken() from error
    finally:
        book.close()


def _bytes(file: BinaryIO | bytes) -> bytes:
    data = file if isinstance(file, bytes) else file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableExcelError("超过 20 MB，请分成几个文件。", "it is above 20 MB; split it.")
    return data


def _inspect(data: bytes) -> None:
    """Refuse what unpacks to too much, and texts that define entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            size = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or size > MAX_UNPACKED:
                raise UnreadableExcelError("展开后超过 60 MB。", "it unpacks to more than 60 MB.")
            for part in parts:
                text = packed.read(part).replace(b"\0", b"")
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    raise UnreadableExcelError("含有实体定义。", "it defines entities.")
    except (*BROKEN, NotImplementedError, RuntimeError, zlib.error) as error:
        raise _broken() from error


def _broken() -> UnreadableExcelError:
    return UnreadableExcelError(
        "不是完好的 .xlsx 文件，请用 Excel 另存为 .xlsx 后重试。",
        "it is no sound .xlsx file; save it as .xlsx and try again.",
    )


def _open(data: bytes) -> Any:
    import warnings

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, *BROKEN) as error:
        raise _broken() from error


def _page(book: Any, sheet: Sheet, optional: bool) -> Any:
    names = {sheet.title.zh[:31].casefold(), sheet.title.en[:31].casefold()}
    pages = [page for page in book.worksheets if page.sheet_state == "visible"]
    for page in pages:
        if page.title.strip().casefold() in names:
            return page
    if optional:
        return None
    if len(pages) == 1:
        return pages[0]
    raise UnreadableExcelError(
        f"没有名为“{sheet.title.zh}”的工作表。", f"it has no sheet named “{sheet.title.en}”."
    )


def _part(data: bytes, page: Any) -> bytes:
    """Return the XML of a worksheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(page._worksheet_path)


def _read_page(page: Any, sheet: Sheet, found: Reading, part: bytes) -> None:
    page.reset_dimensions()
    rows = page.iter_rows(max_row=sheet.max_rows + 2, max_col=MAX_COLUMNS, values_only=True)
    columns = _columns(next(rows, ()), sheet, found)
    if found.problems:
        return
    refuse_them(part, columns, found)
    seen: dict[tuple[str, Any], int] = {}
    for number, cells in _filled(rows):
        if number > sheet.max_rows + 1:
            much = Text(f"超过 {sheet.max_rows} 行。", f"more than {sheet.max_rows} rows.")
            found.refuse(number, "", much)
            return
        row = _row(number, cells, columns, found)
        _once(row, columns, seen, found)
        found.rows.append(row)


def _filled(rows: Iterator[Sequence[Any]]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows in which something stands, with their number in the file."""
    for number, cells in enumerate(rows, start=2):
        if any(value is not None and str(value).strip() for value in cells):
            yield number, cells


def _columns(headings: Sequence[Any], sheet: Sheet, found: Reading) -> list[tuple[int, Column]]:
    """Match the headings: by both languages together, by either, or by the column's name."""
    known: dict[str, Column] = {}
    for column in sheet.columns:
        for word in (column.heading, column.title.zh, column.title.en, column.name):
            known.setdefault(word.casefold(), column)
    columns: dict[str, tuple[int, Column]] = {}
    for place, heading in enumerate(headings):
        word = str(heading or "").strip()
        match = known.get(word.casefold())
        if match is None:
            found.ignored.extend([word] if word else [])
        elif match.name in columns:
            found.refuse(1, match.heading, Text("这一列出现了两次。", "the column appears twice."))
        else:
            columns[match.name] = (place, match)
    for column in sheet.columns:
        if column.required and column.name not in columns:
            found.refuse(1, column.heading, Text("缺少这一列。", "the column is missing."))
    return list(columns.values())


def _row(
    number: int, cells: Sequence[Any], columns: list[tuple[int, Column]], found: Reading
) -> SheetRow:
    values: dict[str, Any] = {}
    for place, column in columns:
        try:
            values[column.name] = cell_value(column, cells[place] if place < len(cells) else None)
        except NotRightError as error:
            found.refuse(number, column.heading, error.what)
    return SheetRow(number, values)


def _once(
    row: SheetRow,
    columns: list[tuple[int, Column]],
    seen: dict[tuple[str, Any], int],
    found: Reading,
) -> None:
    """Name the row that repeats a value which may stand once only."""
    for _, column in columns:
        value = row.values.get(column.name)
        if not column.unique or value in (None, ""):
            continue
        first = seen.setdefault((column.name, value), row.number)
        if first != row.number:
            what = Text(f"与第 {first} 行重复。", f"repeats row {first}.")
            found.refuse(row.number, column.heading, what)
