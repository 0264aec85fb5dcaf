"""Word text, the first rows of a workbook, the table of contents of archives."""

import zipfile
from itertools import islice
from pathlib import Path
from typing import Any

from hegui.server.evidence.sandbox.plain import COLUMNS, ROWS, table_of

MAX_SHEET = 200 << 20


def word(path: Path, picture: Path) -> dict[str, Any]:
    """Return the text of a Word file, read within limits."""
    from hegui.checks.records.reading.word import word_text
    from hegui.server.evidence.sandbox.make import shortened

    return shortened(word_text(path).strip())


def sheet(path: Path, picture: Path) -> dict[str, Any]:
    """Return the first rows of the first sheet."""
    import openpyxl

    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_SHEET:
            raise ValueError("the workbook unpacks to too much")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    first = book.worksheets[0]
    rows = first.iter_rows(max_row=ROWS + 1, max_col=COLUMNS + 1, values_only=True)
    return table_of([list(row) for row in islice(rows, ROWS + 1)], str(first.title))


def listing(path: Path, picture: Path) -> dict[str, Any]:
    """Return the names inside an archive; nothing is unpacked."""
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
    rows = [["", ""], *([info.filename, f"{info.file_size:,}"] for info in infos)]
    return table_of(rows[1:])
