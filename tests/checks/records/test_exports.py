"""Reading exports: encodings, line ends, and lines that are no records."""

from pathlib import Path

import pytest

from hegui.checks.records import exports
from hegui.checks.records.exports import Export, UnreadableExportError, field

ROWS = [{"time": "2026-11-20", "用户": "甲"}, {"time": "2026-11-19", "用户": "乙，丙"}]
CSV = 'time,用户\n2026-11-20,甲\n2026-11-19,"乙，丙"\n'


def entries(path: Path, *required: str) -> list[exports.Entry]:
    return list(Export(path, path.name).entries(*required))


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        b"\xef\xbb\xbf" + CSV.encode(),
        CSV.encode("gb18030"),
        CSV.encode("gbk").replace(b"\n", b"\r\n"),
        CSV.replace("\n2026-11-19", "\n\n\n2026-11-19").encode(),
    ],
)
def test_csv_is_read_with_mark_gbk_crlf_and_blank_lines(tmp_path: Path, data: bytes) -> None:
    assert [entry.values for entry in entries(write(tmp_path, "a.csv", data))] == ROWS


def test_tsv_and_json_lines_are_read(tmp_path: Path) -> None:
    tsv = write(tmp_path, "a.tsv", CSV.replace(",", "\t").replace('"', ""))
    lines = write(tmp_path, "a.jsonl", '{"time":"1"}\r\n\n{"time":"2"}')
    assert [entry.values for entry in entries(tsv)] == ROWS
    assert [(e.line, e.values) for e in entries(lines)] == [(1, {"time": "1"}), (3, {"time": "2"})]


def test_bad_lines_are_handed_on_with_their_reason(tmp_path: Path) -> None:
    lines = write(tmp_path, "a.jsonl", b'{"a":1}\n[1]\n{"a":\n' + b"[" * 5000 + b'\n{"b":2}\n')
    assert [entry.values for entry in entries(lines)] == [{"a": 1}, None, None, None, {"b": 2}]
    table = write(tmp_path, "a.csv", 'a,b\n1,2\n1\n1,2,3\n"x"y,2\n3,4\n')
    found = entries(table)
    assert [entry.values for entry in found] == [
        {"a": "1", "b": "2"},
        None,
        None,
        None,
        {"a": "3", "b": "4"},
    ]
    assert found[1].problem == exports.WRONG_CELLS
    assert found[3].problem == exports.NOT_CSV


def test_bytes_in_no_encoding_make_bad_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", b'{"a":"\xff\xff"}\n{"a":"ok"}\n')
    assert [entry.problem for entry in entries(path)] == [exports.NOT_TEXT, None]
    table = write(tmp_path, "a.csv", b"a\n\xff\xff\nok\n")
    assert [entry.problem for entry in entries(table)] == [exports.NOT_TEXT, None]


def test_a_line_without_end_does_not_fill_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MAX_LINE", 100)
    path = write(tmp_path, "a.jsonl", '{"a":"' + "x" * 1000 + '"}\n{"a":"b"}\n')
    assert [entry.problem for entry in entries(path)] == [exports.TOO_LONG, None]


def test_the_file_is_hashed_and_measured(tmp_path: Path) -> None:
    import hashlib

    found = Export(write(tmp_path, "a.csv", CSV), "logs/a.csv").input
    assert (found.path, found.size) == ("logs/a.csv", len(CSV.encode()))
    assert found.sha256 == hashlib.sha256(CSV.encode()).hexdigest()


def test_a_missing_file_another_format_and_a_missing_column_are_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableExportError, match="check its path"):
        Export(tmp_path / "none.csv", "none.csv")
    with pytest.raises(UnreadableExportError, match="export it as"):
        Export(write(tmp_path, "a.xlsx", "x"), "a.xlsx")
    with pytest.raises(UnreadableExportError, match="no column “when”"):
        entries(write(tmp_path, "a.csv", CSV), "when")


def test_an_export_without_records_has_its_header(tmp_path: Path) -> None:
    assert entries(write(tmp_path, "b.csv", "time\n"), "time") == []
    for text in ("", "\n", '"time'):
        with pytest.raises(UnreadableExportError, match="no header that can be read"):
            entries(write(tmp_path, "a.csv", text), "time")


def test_dots_reach_into_nested_objects() -> None:
    values = {"a": {"b": 1}, "c.d": 2}
    assert (field(values, "a.b"), field(values, "c.d"), field(values, "a.x.y")) == (1, 2, None)
