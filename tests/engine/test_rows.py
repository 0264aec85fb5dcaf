"""Rows of exports: formats, encodings, heads in two languages, and lines that are no rows."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hegui.engine.rows import stream_rows
from hegui.engine.tables import TableError

COLUMNS = {"id": ("编号",), "kind": ("类型", "种类"), "on": ("日期",)}

# Sheets know no time zones.
MIDNIGHT, NOON = dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 1, 12)  # noqa: DTZ001


def read(path: Path, **options: Any) -> tuple[list[tuple[int, dict[str, Any]]], list[int]]:
    """Return the rows, and the lines of what is no row."""
    bad: list[int] = []
    rows = stream_rows(path, "rows", lambda line, *_: bad.append(line), columns=COLUMNS, **options)
    return [(row.line, row.values) for row in rows], bad


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,类型 kind,日期（on）\n甲,乙,2026-03-01\n", encoding=encoding)
    assert read(path) == ([(2, {"id": "甲", "kind": "乙", "on": "2026-03-01"})], [])


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_two_encodings_in_one_file_are_told_by_line(tmp_path: Path, suffix: str) -> None:
    """Read as one of them the other would be other characters, and nobody would notice."""
    row = "甲,长江有多长\n" if suffix == ".csv" else '{"id": "甲", "kind": "长江有多长"}\n'
    path = tmp_path / f"a{suffix}"
    first = "id,kind\n" if suffix == ".csv" else '{"id": "0"}\n'
    path.write_bytes(first.encode() + row.encode() + row.encode("gb18030"))
    rows, bad = read(path)
    assert bad == [3]
    assert rows[-1] == (2, {"id": "甲", "kind": "长江有多长"})


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('\nid,kind\na,"x\ny"\n\nb\nc,z,more\nd,w,\n', encoding="utf-8")
    rows, bad = read(path)
    assert rows == [(3, {"id": "a", "kind": "x\ny"}), (8, {"id": "d", "kind": "w"})]
    assert bad == [6, 7]


@pytest.mark.parametrize(
    ("content", "good", "bad"),
    [
        (b"id,kind\na\0,b\nc,d\n", 1, [2]),
        (b'id,kind\n"a,b\nc,d\n', 0, [2]),
        (b"id,kind\n\xff\xff,b\nc,d\n", 1, [2]),
        (b"id,kind\n" + b"a" * (2 << 20) + b",b\nc,d\n", 1, [2]),
    ],
)
def test_a_broken_line_is_told_and_reading_goes_on(
    tmp_path: Path, content: bytes, good: int, bad: list[int]
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    rows, found = read(path)
    assert (len(rows), found) == (good, bad)


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"编号": 1}\n\n[2]\n{"id": 3\n{"id": {"a": 1}}\n'.encode())
    assert read(path) == ([(1, {"id": 1}), (5, {"id": {"a": 1}})], [3, 4])


def test_sheets_hold_values_and_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["编号 id", "种类", "日期", None],
        ["a", 3.0, MIDNIGHT, None],
        ["b", "=1+1", None, None],
        [None, None, None, None],
        ["c", True, None, "no head"],
        ["d", 2.5, NOON, None],
    ):
        sheet.append(row)
    book.create_sheet("条目").append(["id"])
    book.save(path)
    rows, bad = read(path)
    assert rows == [
        (2, {"id": "a", "kind": 3, "on": dt.date(2026, 3, 1)}),
        (6, {"id": "d", "kind": 2.5, "on": "2026-03-01 12:00:00"}),
    ]
    assert bad == [3, 5]
    assert read(path, sheets=("items", "条目")) == ([], [])
    with pytest.raises(TableError, match="no sheet named people"):
        read(path, sheets=("people",))


def test_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table({"编号": ["a", "b"], "kind": ["x", None]}), tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet") == ([(1, {"id": "a", "kind": "x"}), (2, {"id": "b"})], [])
    (tmp_path / "b.parquet").write_bytes(b"nothing")
    with pytest.raises(TableError, match="Parquet"):
        read(tmp_path / "b.parquet")


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", b"id,\xe7\xbc\x96\xe5\x8f\xb7\na,b\n", "appears twice"),
        ("a.exe", b"", "unknown format"),
        ("a.xlsx", b"nothing", "not a valid XLSX"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableError, match=what):
        read(path)


def test_a_workbook_that_unpacks_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "a.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/sharedStrings.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(260):
            part.write(b"\0" * (1 << 20))
    with pytest.raises(TableError, match="too large"):
        read(path)
