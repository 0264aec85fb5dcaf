"""Reading the cells of a workbook within limits."""

import io
import zipfile
from typing import Any

MAX_UNPACKED = 100 * 1024 * 1024


def sheet_rows(data: bytes, limit: int) -> list[tuple[Any, ...]] | None:
    """Return the cells of the first sheet as values, or None for what is not a sound workbook.

    The size that the archive claims to unpack to is bounded, and so is the number of rows.
    """
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                return None
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = []
        for row in sheet.iter_rows(values_only=True, max_col=40):
            rows.append(row)
            if len(rows) > limit + 2:
                break
        book.close()
    except Exception:  # noqa: BLE001 - a workbook of strangers may break the reader anywhere
        return None
    return rows
