"""Text and tables in text."""

import csv
import io
from itertools import islice
from pathlib import Path
from typing import Any

LOOK = 400_000
ROWS, COLUMNS, CELL = 50, 30, 200


def text(path: Path, picture: Path) -> dict[str, Any]:
    """Return the beginning of a text in whatever encoding it is."""
    from hegui.server.evidence.inspection.text import decode
    from hegui.server.evidence.sandbox.make import shortened

    with path.open("rb") as file:
        made = shortened(decode(file, LOOK))
    return {**made, "more": made["more"] or path.stat().st_size > LOOK}


def table(path: Path, picture: Path) -> dict[str, Any]:
    """Return the first rows of a table in text."""
    from hegui.server.evidence.inspection.text import decode

    with path.open("rb") as file:
        beginning = decode(file, LOOK)
    head = beginning[:2000]
    comma = max(",;\t", key=head.count)
    rows = list(islice(csv.reader(io.StringIO(beginning), delimiter=comma), ROWS + 1))
    return table_of(rows)


def table_of(rows: list[list[Any]], sheet: str = "") -> dict[str, Any]:
    """Return a table cut to what a page can show."""
    shown = [[cell_text(cell) for cell in row[:COLUMNS]] for row in rows[:ROWS]]
    wide = any(len(row) > COLUMNS for row in rows)
    return {"kind": "table", "rows": shown, "sheet": sheet, "more": wide or len(rows) > ROWS}


def cell_text(cell: Any) -> str:
    """Return a cell as text."""
    return "" if cell is None else str(cell)[:CELL]
