"""Formats, damage, and what is counted when an item cannot be read."""

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from hegui.checks.corpus.errors import DamagedFileError, EmptyCorpusError, FormatError
from hegui.checks.corpus.reading import streams
from hegui.checks.corpus.reading import units as reading
from hegui.checks.corpus.reading.blocks import line_blocks
from hegui.checks.corpus.reading.streams import blocks
from hegui.checks.corpus.scanning import shard
from hegui.common.hashing import sha256_bytes
from hegui.project.model import FieldMap
from tests.support.scans import Desk, jsonl

ROWS = [{"id": f"d{n}", "text": f"第{n}篇，电话1380000000{n}", "source": "s"} for n in range(5)]
LINES = jsonl(ROWS)


def places(desk: Desk) -> list[tuple[str, str]]:
    _, context = desk.run("corpus.pii")
    return [(finding.item, finding.where) for finding in context.findings]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("c.jsonl", LINES),
        ("c.ndjson", LINES.rstrip(b"\n")),
        ("c.jsonl", b"\xef\xbb\xbf" + LINES.replace(b"\n", b"\r\n")),
        ("c.jsonl", json.dumps(ROWS[0]).encode() + b"\n" + LINES.partition(b"\n")[2]),
        ("c.json.gz", gzip.compress(LINES[:99]) + gzip.compress(LINES[99:])),
        ("c.jsonl.gz", gzip.compress(LINES) + b"\0" * 100),
        ("c.jsonl.zst", zstandard.compress(LINES[:99]) + zstandard.compress(LINES[99:])),
    ],
)
def test_lines_plain_and_packed(desk: Desk, name: str, data: bytes) -> None:
    desk.write(name, data)
    desk.corpus(name)
    outcome, context = desk.run("corpus.pii")
    found = [(finding.item, finding.where) for finding in context.findings]
    assert found == [(f"d{n}", f"{name}:{n + 1}") for n in range(5)]
    assert outcome.inputs[0].sha256 == sha256_bytes(data)
    assert outcome.inputs[0].size == len(data)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary()])
def test_parquet(desk: Desk, kind: pa.DataType) -> None:
    texts = pa.array([row["text"] for row in ROWS]).cast(kind)
    table = pa.table({"id": [row["id"] for row in ROWS], "text": texts})
    parquet.write_table(table, desk.root / "c.parquet", row_group_size=1)
    desk.corpus("c.parquet")
    assert places(desk) == [(f"d{n}", f"c.parquet:{n + 1}") for n in range(5)]
    outcome, _ = desk.run("corpus.pii")
    assert [file.path for file in outcome.inputs] == ["c.parquet"]
    assert outcome.inputs[0].sha256 == sha256_bytes((desk.root / "c.parquet").read_bytes())


def test_nested_fields(desk: Desk) -> None:
    rows = [
        {"meta": {"key": n, "x": {"y": 1}}, "doc": {"body": row["text"]}}
        for n, row in enumerate(ROWS)
    ]
    fields = FieldMap(text="doc.body", id="meta.key", source="meta.from")
    desk.write("c.jsonl", jsonl(rows))
    parquet.write_table(pa.Table.from_pylist(rows), desk.root / "c.parquet")
    desk.corpus("c.jsonl", fields=fields)
    desk.corpus("c.parquet", fields=fields)
    assert places(desk) == [
        (str(n), f"{name}:{n + 1}") for name in ("c.jsonl", "c.parquet") for n in range(5)
    ]


def test_a_folder_of_texts_is_one_document_a_file(desk: Desk) -> None:
    desk.write("laws/a.md", "第一行\n第二行 13800000000\n")
    desk.write("laws/b/c.txt", b"\xef\xbb\xbf13900000000")
    desk.corpus("laws")
    assert places(desk) == [("laws/a.md", "laws/a.md:2"), ("laws/b/c.txt", "laws/b/c.txt:1")]


def test_bad_items_are_counted_and_located(desk: Desk) -> None:
    lines = [
        b'{"text": "13800000000"}',
        b"{broken",
        b'{"text": "\xff\xfe"}',
        b"",
        b'{"body": "x"}',
        b'{"text": null}',
        b'{"text": "\\ud800"}',
        b'["text"]',
        b'{"text": " "}',
        b"[" * 5000,
        b'{"text": "13900000000", "id": 7}',
    ]
    desk.write("c.jsonl", b"\n".join(lines))
    desk.corpus("c.jsonl")
    outcome, context = desk.run("corpus.pii")
    assert outcome.measures["docs"] == 2
    assert [f.where for f in context.findings] == ["c.jsonl:1", "c.jsonl:11"]
    bad = sorted(int(error.where.split(":")[1]) for error in context.errors)
    assert bad == [2, 3, 5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        (b"{broken", "不是有效的 JSON（第 2 列）", "not valid JSON (column 2)"),
        (b'{"doc": {"text": "\xff"}}', "不是 UTF-8 文本", "not UTF-8 text"),
        (
            b'{"doc": {"text": null}}',
            "字段“doc.text”是空值（null）",
            "the field “doc.text” is null",
        ),
        (b'{"doc": {"text": 3}}', "字段“doc.text”是数字，不是文字", "is a number, where text"),
        (b'{"doc": {"text": true}}', "是真假值", "is true or false"),
        (b'{"doc": {"text": []}}', "是列表", "is a list"),
        (b'{"doc": {"text": {}}}', "是对象", "is an object"),
        (b'{"doc": {}}', "没有字段“doc.text”", "there is no field “doc.text”"),
        (b'{"doc": 1}', "没有字段“doc.text”", "there is no field “doc.text”"),
        (b'"text"', "不是 JSON 对象", "not a JSON object"),
        (b'{"doc": {"text": "a", "n": NaN}}', "含有 NaN", "it holds NaN"),
        (b'{"n": -Infinity}', "含有 -Infinity", "it holds -Infinity"),
        (b'{"doc": {"text": "\\ud800"}}', "代理字符", "half of a surrogate pair"),
        (b'{"n": ' + b"[" * 100_000 + b"}", "嵌套过深", "nested too deeply"),
        (b"{}", "没有字段“doc.text”", "there is no field “doc.text”"),
        (b'{"doc": null}', "没有字段“doc.text”", "there is no field “doc.text”"),
        (b'{"doc": 0, "n": ' + b"1" * 5000 + b"}", "不是可用的 JSON", "not JSON that can be used"),
        (b'{"doc": {"text": " "}}', "没有文字", "no text"),
    ],
)
def test_what_is_wrong_with_a_record_is_said_plainly(
    desk: Desk, line: bytes, zh: str, en: str
) -> None:
    desk.write("c.jsonl", b'{"doc": {"text": "a"}}\n' + line + b"\n")
    desk.corpus("c.jsonl", fields=FieldMap(text="doc.text"))
    _, context = desk.run("corpus.pii")
    (error,) = context.errors
    assert error.where == "c.jsonl:2"
    chinese, _, english = error.what.partition(" / ")
    assert zh in chinese
    assert en in english


def test_a_column_that_is_no_text_is_said_plainly(desk: Desk) -> None:
    parquet.write_table(pa.table({"text": [3, None]}), desk.root / "n.parquet")
    desk.lines("c.jsonl", "文字")
    desk.corpus("n.parquet")
    _, context = desk.run("corpus.pii")
    assert [error.what for error in context.errors] == [
        "字段“text”是数字，不是文字 / the field “text” is a number, where text is expected",
        "字段“text”是空值（null） / the field “text” is null",
    ]


def test_bad_texts_and_rows_are_counted(desk: Desk) -> None:
    desk.write("t/a.txt", b"ok\n\xff")
    desk.write("t/b.txt", "")
    desk.write("t/c.txt", "文字")
    parquet.write_table(pa.table({"text": [b"\xff", None, b"x"]}), desk.root / "c.parquet")
    desk.corpus("t", "c.parquet")
    outcome, context = desk.run("corpus.pii")
    assert outcome.measures["docs"] == 2
    assert sorted(error.where for error in context.errors) == [
        "c.parquet:1",
        "c.parquet:2",
        "t/a.txt:2",
        "t/b.txt",
    ]


def test_a_huge_line_is_skipped_and_the_rest_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "CHUNK", 1000)
    monkeypatch.setattr(streams.blocks, "__defaults__", (5000,))
    monkeypatch.setattr(shard, "BLOCK", 1000)
    monkeypatch.setattr(line_blocks, "__defaults__", (1000, 5000))
    monkeypatch.setattr(reading, "MAX_TEXT", 5000)
    huge = jsonl([{"text": "大" * 9000}])
    desk.write("c.jsonl", LINES + huge + LINES)
    desk.write("huge.txt", "大" * 9000)
    desk.corpus("c.jsonl", "huge.txt")
    outcome, context = desk.run("corpus.pii")
    assert outcome.measures["docs"] == 10
    assert [error.where for error in context.errors] == ["c.jsonl:6", "huge.txt"]
    assert context.findings[-1].where == "c.jsonl:11"


@settings(deadline=None)
@given(
    lines=st.lists(st.integers(0, 12), max_size=12),
    size=st.integers(1, 20),
    ends=st.booleans(),
)
def test_blocks_keep_every_line_in_its_place(lines: list[int], size: int, ends: bool) -> None:
    data = b"\n".join(b"x" * n for n in lines) + (b"\n" if ends else b"")
    pieces: Iterator[bytes] = (data[at : at + size] for at in range(0, len(data), size))
    numbers = itertools.count(1)
    seen = b""
    for block in blocks(pieces, 100):
        assert block.data is not None
        assert block.first == next(numbers)
        for _ in range(block.lines - 1):
            next(numbers)
        seen += block.data
    assert seen == data


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    return data[:30] + bytes([data[30] ^ 0xFF]) + data[31:]


def as_parquet(tmp_path: Path) -> bytes:
    parquet.write_table(pa.Table.from_pylist(ROWS), tmp_path / "x.parquet")
    return (tmp_path / "x.parquet").read_bytes()


@pytest.mark.parametrize(
    ("name", "pack"), [("c.jsonl.gz", gzip.compress), ("c.jsonl.zst", zstandard.compress)]
)
@pytest.mark.parametrize("damage", [cut, flipped, lambda _: LINES])
def test_damaged_archives_stop_the_check(
    desk: Desk, name: str, pack: object, damage: object
) -> None:
    packer = (
        zstandard.ZstdCompressor(write_checksum=True).compress if "zst" in name else gzip.compress
    )
    desk.write(name, damage(packer(LINES * 50)))  # type: ignore[operator]
    desk.corpus(name)
    with pytest.raises(DamagedFileError, match=name):
        desk.run("corpus.pii")


@pytest.mark.parametrize("damage", [cut, lambda data: data[:4] + b"\xff" * 200 + data[204:]])
def test_damaged_parquet_stops_the_check(desk: Desk, tmp_path: Path, damage: object) -> None:
    desk.write("c.parquet", damage(as_parquet(tmp_path)))  # type: ignore[operator]
    desk.corpus("c.parquet")
    with pytest.raises(DamagedFileError, match=r"c\.parquet"):
        desk.run("corpus.pii")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("c.parquet.gz", b""),
        ("c", b"x"),
    ],
)
def test_unknown_formats_are_named(desk: Desk, name: str, data: bytes) -> None:
    desk.write(name, data)
    desk.corpus(name)
    with pytest.raises(FormatError, match=name):
        desk.run("corpus.pii")


def test_parquet_without_the_column_is_named(desk: Desk) -> None:
    parquet.write_table(pa.table({"body": ["x"]}), desk.root / "c.parquet")
    desk.corpus("c.parquet")
    with pytest.raises(FormatError, match="text"):
        desk.run("corpus.pii")


@pytest.mark.parametrize("name", ["c.jsonl", "c.jsonl.gz", "c.jsonl.zst", "c.txt"])
def test_empty_files_are_an_error(desk: Desk, name: str) -> None:
    desk.write(name, b"")
    desk.corpus(name)
    with pytest.raises(EmptyCorpusError):
        desk.run("corpus.pii")
