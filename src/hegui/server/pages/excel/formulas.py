"""Formulas without a result: the reading library takes them for empty cells."""

import re

from hegui.common.text import Text
from hegui.server.pages.excel.model import Column, Reading

CELL = re.compile(
    rb"<(?:\w{1,9}:)?c\b([^<>]*)>\s*<(?:\w{1,9}:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w{1,9}:)?f>)"
    rb"(?:\s*<(?:\w{1,9}:)?v\s*/>|\s*<(?:\w{1,9}:)?v>\s*</(?:\w{1,9}:)?v>)?\s*</(?:\w{1,9}:)?c>"
)
"""A cell with a formula and no value. One of type `str` has an empty text for its result."""
PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
EMPTY_TEXT = re.compile(rb"""\bt=["']str["']""")
NO_RESULT = Text(
    "公式没有算出的结果，请用 Excel 打开并保存一次，或改为文字。",
    "the formula has no result; open and save the file in Excel once, or write a text.",
)


def without_result(part: bytes) -> list[tuple[int, str]]:
    """Return row and column letters of the formulas of a worksheet whose result is missing.

    Excel keeps results when it saves; many programs that write workbooks do not.
    """
    attributes = (match[1] for match in CELL.finditer(part))
    places = [PLACE.search(text) for text in attributes if not EMPTY_TEXT.search(text)]
    return [(int(place[2]), place[1].decode()) for place in places if place]


def refuse_them(part: bytes, columns: list[tuple[int, Column]], found: Reading) -> None:
    """Name them in the columns that are read."""
    from openpyxl.utils import column_index_from_string

    headings = {place: column.heading for place, column in columns}
    for row, letters in without_result(part):
        heading = headings.get(column_index_from_string(letters) - 1)
        if heading and row > 1:
            found.refuse(row, heading, NO_RESULT)
