"""Excel out and in: what goes out comes back; what does not fit is named, cell by cell."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from hegui.common.text import Text
from hegui.server.pages.excel import Column, Sheet, UnreadableExcelError, read, write, write_book
from hegui.server.pages.excel.formulas import without_result
from hegui.server.pages.language import speaking

STATES = [("open", Text("待办", "open")), ("done", Text("完成", "done"))]
SHEET = Sheet(
    title=Text("任务", "Tasks"),
    columns=[
        Column("id", Text("编号", "Id"), required=True, unique=True, max_length=12),
        Column("what", Text("内容", "What"), kind="long"),
        Column("state", Text("状态", "State"), kind="choice", choices=STATES),
        Column("due", Text("期限", "Due"), kind="date"),
        Column("share", Text("比例", "Share"), kind="number"),
        Column("ok", Text("可用", "Usable"), kind="yes_no"),
    ],
)
ROW: dict[str, Any] = {
    "id": "A-1",
    "what": "第一行\n第二行",
    "state": "done",
    "due": dt.date(2026, 2, 28),
    "share": 0.25,
    "ok": False,
}


def file_of(*rows: list[Any], title: str = "任务") -> bytes:
    """Return a file as somebody would make it by hand."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_goes_out_comes_back(lang: Any) -> None:
    with speaking(lang):
        data = write(SHEET, [ROW])
    found = read(SHEET, data)
    assert not found.problems
    assert found.rows[0].values == ROW


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_nothing_becomes_a_formula(start: str) -> None:
    data = write(SHEET, [{"id": "A", "what": f'{start}HYPERLINK("http://x","y")'}])
    cell = load_workbook(io.BytesIO(data))["任务"]["B2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_every_bad_cell_is_named() -> None:
    data = file_of(
        ["编号", "状态", "期限", "比例", "可用", "别的"],
        ["A-1", "open", "2026年2月3日", "1,250", "yes", "x"],
        ["", "开着", "2026-02-30", "much", "maybe", ""],
        ["A-1", "完成", dt.datetime(2026, 2, 3), 3.0, True, ""],  # noqa: DTZ001
        ["A-very-long-identifier", "#REF!", None, None, None, None],
    )
    found = read(SHEET, data)
    assert [(p.row, p.column) for p in found.problems] == [
        (3, "编号 / Id"),
        (3, "状态 / State"),
        (3, "期限 / Due"),
        (3, "比例 / Share"),
        (3, "可用 / Usable"),
        (4, "编号 / Id"),
        (5, "编号 / Id"),
        (5, "状态 / State"),
    ]
    assert found.problems[0].where.zh == "工作表“任务”第 3 行 编号 / Id 列"
    assert found.problems[5].what.en == "repeats row 2."
    assert found.ignored == ["别的"]
    assert found.rows[0].values["due"] == dt.date(2026, 2, 3)
    assert "what" not in found.rows[0].values


def test_one_bad_row_in_ten_thousand_is_found() -> None:
    rows = [{"id": f"R{number}", "due": dt.date(2026, 1, 1)} for number in range(10_000)]
    rows[7_654]["due"] = "soon"  # type: ignore[assignment]
    found = read(SHEET, write(SHEET, rows))
    assert [(p.row, p.column) for p in found.problems] == [(7_656, "期限 / Due")]


def test_a_formula_without_a_result_is_named_and_not_taken_for_an_empty_cell() -> None:
    data = file_of(["编号", "内容", "乱"], ["A-1", "=1+1", "=2"], ["A-2", "好"])
    found = read(SHEET, data)
    assert [(row.row, row.column) for row in found.problems] == [(2, "内容 / What")]
    assert "公式没有算出的结果" in found.problems[0].what.zh


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('<c r="B2"><f>1+1</f><v></v></c>', [(2, "B")]),
        ('<c r="B2"><f>1+1</f></c>', [(2, "B")]),
        ('<x:c r="AB12" s="1"><x:f t="shared" si="0"/></x:c>', [(12, "AB")]),
        ('<c r="B2" t="str"><f>IF(A2="","",1)</f><v></v></c>', []),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', []),
        ('<c r="B2"><v></v></c><c r="C2"><f>1</f><v>1</v></c>', []),
    ],
)
def test_which_formulas_have_no_result(cell: str, told: list[tuple[int, str]]) -> None:
    assert without_result(cell.encode()) == told


def test_missing_columns_and_sheets_are_named() -> None:
    assert read(SHEET, file_of(["状态"], ["open"])).problems[0].column == "编号 / Id"
    assert read(SHEET, file_of()).problems[0].what.zh == "缺少这一列。"
    twice = read(SHEET, file_of(["编号", "Id"], ["A", "B"]))
    assert twice.problems[0].what.en == "the column appears twice."
    other = Sheet(title=Text("别的", "Other"), columns=SHEET.columns)
    third = Sheet(title=Text("第三", "Third"), columns=SHEET.columns)
    book = write_book([(SHEET, [ROW]), (other, [])])
    assert read(third, book, optional=True).rows == []
    with pytest.raises(UnreadableExcelError, match="Third"):
        read(third, book)


def test_too_many_rows_are_refused() -> None:
    small = Sheet(title=SHEET.title, columns=SHEET.columns, max_rows=3)
    found = read(small, write(SHEET, [{"id": f"R{number}"} for number in range(5)]))
    assert found.problems[-1].row == 5


def bomb() -> bytes:
    """Return a small archive that unpacks to 100 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_000)
    return out.getvalue()


def with_entities() -> bytes:
    """Return a sound file whose sheet begins with entity definitions."""
    old, out = zipfile.ZipFile(io.BytesIO(write(SHEET, [ROW]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                text = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + text
            packed.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"id,what\n1,2\n", bomb(), with_entities(), write(SHEET, [ROW])[:-40]],
    ids=["empty", "stub", "csv", "bomb", "entities", "cut"],
)
def test_bad_files_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableExcelError):
        read(SHEET, data)


def test_a_file_of_another_kind_of_zip_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<a/>")
    with pytest.raises(UnreadableExcelError):
        read(SHEET, out.getvalue())
