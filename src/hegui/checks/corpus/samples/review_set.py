"""The review set: what people read and fill in, as JSON lines and as a workbook.

Both hold raw text. Nothing in the workbook is a formula: every cell is written as text, and marked so
that Excel and LibreOffice keep it one.
"""

import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hegui.checks.corpus.samples.private import write_private
from hegui.checks.corpus.samples.rules import sample_rules
from hegui.checks.corpus.samples.texts import Sampled
from hegui.common.errors import MissingExtraError

WORKBOOK, LINES = "review.xlsx", "review.jsonl"
SHEET, LISTS = "审核 review", "lists"
WIDTHS = {"item": 24, "text": 80, "verdict": 12, "risk": 10, "comment": 36, "text_sha256": 20}
WIDTH = 14
NOTE = "（下文从略，全文见语料 The rest is left out, see the corpus）"


def heads() -> dict[str, str]:
    """Return the head of each column in both languages."""
    return {name: f"{others[0]} {name}" for name, others in sample_rules().review.columns.items()}


def verdict_words() -> tuple[str, str]:
    """Return the words for pass and fail that the workbook offers."""
    words = sample_rules().review.verdicts
    return words["pass"][0], words["fail"][0]


def rows(sampled: Iterable[Sampled], strata_fields: Sequence[str]) -> list[dict[str, str]]:
    """Return one row an item in the order of the items; what people fill in is empty."""
    most = sample_rules().review.most_characters
    made = []
    for one in sorted(sampled, key=lambda one: one.item.item):
        known = dict(zip(strata_fields, one.item.stratum, strict=True))
        text = one.text if len(one.text) <= most else one.text[:most] + NOTE
        known |= {"item": one.item.item, "text": text, "text_sha256": one.item.text_sha256}
        made.append({name: known.get(name, "") for name in heads()})
    return made


def write_review_set(folder: Path, found: Sequence[dict[str, str]], risks: Sequence[str]) -> None:
    """Write both files, readable by their owner only; raises `OutputError`."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    write_private(folder / LINES, lines.encode("utf-8", "replace"))
    write_private(folder / WORKBOOK, workbook(found, risks))


def workbook(found: Sequence[dict[str, str]], risks: Sequence[str]) -> bytes:
    """Return the workbook: a frozen bilingual head, lists of verdicts and risks, text as text."""
    openpyxl = _openpyxl()
    book = openpyxl.Workbook(write_only=True)
    sheet, lists = book.create_sheet(SHEET), book.create_sheet(LISTS)
    sheet.freeze_panes = "B2"
    for at, name in enumerate(heads(), start=1):
        sheet.column_dimensions[_letter(at)].width = WIDTHS.get(name, WIDTH)
    for column, values in (("verdict", verdict_words()), ("risk", risks)):
        _offer(sheet, column, values, len(found))
    sheet.append([_cell(sheet, head, bold=True) for head in heads().values()])
    for row in found:
        sheet.append([_cell(sheet, row[name]) for name in heads()])
    for values in _columns(verdict_words(), risks):
        lists.append([_cell(lists, value) for value in values])
    lists.sheet_state = "hidden"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError(
            library="openpyxl", purpose="review workbook / 审核表", extra="corpus"
        ) from error
    return openpyxl


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def _columns(verdicts: Sequence[str], risks: Sequence[str]) -> list[tuple[str, str]]:
    height = max(len(verdicts), len(risks))
    return [
        (verdicts[n] if n < len(verdicts) else "", risks[n] if n < len(risks) else "")
        for n in range(height)
    ]


def _offer(sheet: Any, column: str, values: Sequence[str], count: int) -> None:
    """Let a column be chosen from a list that stands in the hidden sheet."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if not values:
        return
    letter, own = _letter(list(heads()).index(column) + 1), {"verdict": "A", "risk": "B"}[column]
    source = f"{LISTS}!${own}$1:${own}${len(values)}"
    offered = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    offered.add(f"{letter}2:{letter}{count + 1}")
    sheet.data_validations.append(offered)


def _cell(sheet: Any, value: str, *, bold: bool = False) -> Any:
    """Return a cell that is text whatever it begins with; what XML cannot hold is spelled out."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    text = ILLEGAL_CHARACTERS_RE.sub(lambda found: f"\\x{ord(found[0]):02x}", value)
    cell = WriteOnlyCell(sheet, text.encode("utf-8", "replace").decode())
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell
