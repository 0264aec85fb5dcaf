"""Excel out and in: a `Sheet` says which columns there are; `write` and `read` do the rest.

    SHEET = Sheet(title=Text("义务", "Obligations"), columns=[
        Column("id", Text("编号", "Id"), required=True, unique=True, max_length=64),
        Column("state", Text("状态", "State"), kind="choice", choices=[("open", Text("开放", "open"))]),
        Column("due", Text("期限", "Due"), kind="date"),
    ])
    data = write(SHEET, [{"id": "A-1", "state": "open", "due": None}])
    found = read(SHEET, uploaded_file)      # found.rows, found.problems, found.ignored

Reading never stops at the first bad cell: each is named by sheet, row, column and reason. Nothing
is written anywhere here; whoever imports does so in one transaction, and only without problems.
"""

from hegui.server.pages.excel.answer import MEDIA_TYPE, excel_answer
from hegui.server.pages.excel.model import Column, Problem, Reading, Sheet, SheetRow
from hegui.server.pages.excel.reading import UnreadableExcelError, read
from hegui.server.pages.excel.refusing import refused
from hegui.server.pages.excel.seen import SEEN, moved_since, overwrite_field, seen_as
from hegui.server.pages.excel.writing import write, write_book

__all__ = [
    "MEDIA_TYPE",
    "SEEN",
    "Column",
    "Problem",
    "Reading",
    "Sheet",
    "SheetRow",
    "UnreadableExcelError",
    "excel_answer",
    "moved_since",
    "overwrite_field",
    "read",
    "refused",
    "seen_as",
    "write",
    "write_book",
]
