"""Every format gives the same documents; what cannot be read in one is named, and the rest is read."""

import bz2
import csv
import gzip
import io
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import zstandard
from pyarrow import feather, ipc, parquet

from hegui.checks.corpus.errors import CorpusError, DamagedFileError, FormatError, NoColumnError
from hegui.checks.corpus.reading.diagnosis import NOT_UTF8
from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.reading.single import Reading
from hegui.project.model import FieldMap
from tests.support.archives import http_response, warc_record
from tests.support.scans import jsonl

ROWS = [
    {"id": f"d{n}", "text": f'第{n}行“引号”"二",逗号\n换行\\反斜\t线 {"长" * n}', "source": "s"}
    for n in range(1, 1301)
]
Document = tuple[str, int, str, str]


def sheet(delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["source", "text", "id"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue().encode()


def arrow(stream: bool) -> bytes:
    sink = io.BytesIO()
    table = pa.Table.from_pylist(ROWS)
    with (ipc.new_stream if stream else ipc.new_file)(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=700)
    return sink.getvalue()


def written(write: Callable[..., Any], **options: Any) -> bytes:
    sink = io.BytesIO()
    write(pa.Table.from_pylist(ROWS), sink, **options)
    return sink.getvalue()


LINES, ARRAY = jsonl(ROWS), json.dumps(ROWS, ensure_ascii=False).encode()
FORMS: dict[str, bytes] = {
    "a.jsonl": LINES,
    "marked.jsonl": b"\xef\xbb\xbf" + LINES,
    "wide.jsonl": LINES.decode().encode("utf-16"),
    "unmarked.jsonl": LINES.decode().encode("utf-16-be"),
    "a.jsonl.gz": gzip.compress(LINES),
    "a.jsonl.zst": zstandard.compress(LINES),
    "a.jsonl.bz2": bz2.compress(LINES[:999]) + bz2.compress(LINES[999:]),
    "a.jsonl.xz": lzma.compress(LINES[:999]) + lzma.compress(LINES[999:]),
    "lines.json": LINES,
    "array.json": ARRAY,
    "array.jsonl": ARRAY,
    "printed.json": json.dumps(ROWS, indent=2).encode(),
    "printed.json.zst": zstandard.compress(json.dumps(ROWS, indent=2).encode()),
    "wide.json": json.dumps(ROWS, indent=2).encode("utf-16"),
    "concatenated.json": b"".join(json.dumps(row).encode() for row in ROWS),
    "one-after-another.json": b"\n".join(json.dumps(row, indent=1).encode() for row in ROWS),
    "a.csv": sheet(","),
    "excel.csv": b"\xef\xbb\xbf" + sheet(";"),
    "wide.csv": sheet("\t").decode().encode("utf-16"),
    "a.tsv": sheet("\t"),
    "a.csv.gz": gzip.compress(sheet("|")),
    "a.parquet": written(parquet.write_table, row_group_size=900),
    "a.feather": written(feather.write_feather, compression="lz4"),
    "file.arrow": arrow(stream=False),
    "stream.arrow": arrow(stream=True),
}


def documents(reading: Reading) -> list[Document]:
    return [
        (batch.ids[n], batch.lines[n], batch.sources[n], batch.document(n).decode())
        for batch in reading
        for n in range(len(batch))
    ]


def reading_of(path: Path, content: bytes, **fields: Any) -> Reading:
    path.write_bytes(content)
    return Reading(described(path, path.name), FieldMap(**fields))


@pytest.mark.parametrize("name", FORMS)
def test_every_format_gives_the_same_documents(tmp_path: Path, name: str) -> None:
    reading = reading_of(tmp_path / name, FORMS[name])
    wanted = [(row["id"], line, "s", row["text"]) for line, row in enumerate(ROWS, start=1)]
    assert documents(reading) == wanted
    assert reading.errors == []
    assert reading.input.size == len(FORMS[name])


@pytest.mark.parametrize("name", [name for name in FORMS if not name.endswith("csv.gz")])
def test_a_file_cut_off_anywhere_is_never_read_as_whole(tmp_path: Path, name: str) -> None:
    whole = FORMS[name]
    for share in (0.1, 0.5, 0.99):
        reading = reading_of(tmp_path / name, whole[: int(len(whole) * share) - 1])
        try:
            found = documents(reading)
        except CorpusError:
            continue
        assert len(found) < len(ROWS)
        packed = name.endswith(("gz", "zst", "bz2", "xz", "parquet", "feather", "arrow"))
        assert not packed, "a packed file that is cut off must be an error"
        assert reading.errors or name.endswith(("csv", "tsv")), name


def test_a_bad_record_in_an_array_costs_itself_only(tmp_path: Path) -> None:
    content = b'[{"text": "one"}, 7, {"text": }, "word", [], {"text": "two"}, {"body": 1}]'
    reading = reading_of(tmp_path / "a.json", content)
    assert [(line, text) for _, line, _, text in documents(reading)] == [(1, "one"), (6, "two")]
    assert [error.where for error in reading.errors] == [f"a.json:{n}" for n in (2, 3, 4, 5, 7)]


def test_an_array_that_is_not_closed_is_named(tmp_path: Path) -> None:
    for content in (b'[{"text": "one"}', b'[{"text": "one"}, {"text": "tw', b'[{"text": "one"}, {'):
        reading = reading_of(tmp_path / "a.json", content)
        assert len(documents(reading)) == 1
        assert [error.where for error in reading.errors] == ["a.json:2"]


def test_a_bad_line_at_the_head_does_not_make_another_format(tmp_path: Path) -> None:
    for head in (b'{"text": \n', b'["a"]\n', b"[" * 5000 + b"\n", b"garbage\n"):
        reading = reading_of(tmp_path / "a.jsonl", head + LINES)
        assert len(documents(reading)) == len(ROWS)
        assert [error.where for error in reading.errors] == ["a.jsonl:1"]


def test_half_a_character_at_the_end_of_utf_16_is_named(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path / "a.jsonl", '{"text": "好"}\n{"text": "坏"}'.encode("utf-16")[:-1]
    )
    assert len(documents(reading)) == 1
    assert [error.where for error in reading.errors] == ["a.jsonl:2"]


SHEET = b"""id,text,n
1,good,0
2,too,many,cells
3,few
4,b\xffd,0
5,"open, ""quoted""
line",0

6,,0
7,good again,0
"""


def test_bad_rows_of_a_sheet_are_named(tmp_path: Path) -> None:
    reading = reading_of(tmp_path / "a.csv", SHEET)
    assert [(name, line) for name, line, _, _ in documents(reading)] == [
        ("1", 1),
        ("5", 5),
        ("7", 7),
    ]
    assert [(e.where, e.what.split(" / ")[1]) for e in reading.errors] == [
        ("a.csv:2", "it has 4 cells, where the header has 3"),
        ("a.csv:3", "it has 2 cells, where the header has 3"),
        ("a.csv:4", NOT_UTF8.en),
        ("a.csv:6", "no text"),
    ]


@pytest.mark.parametrize("head", ["id,body\n", "text,text\n"])
def test_a_sheet_needs_its_column_once(tmp_path: Path, head: str) -> None:
    reading = reading_of(tmp_path / "a.csv", head.encode() + b"1,x\n")
    with pytest.raises(FormatError, match="text"):
        documents(reading)


PAGE = (
    "<html><head><meta charset='gb2312'><title>不读</title><script>var a='脚本'</script></head>"
    "<body><p>电<b>话</b>13800000000</p><div>第二段<br>第三段</div><!-- 注释 --></body></html>"
).encode("gbk")
ZIPPED = gzip.compress(PAGE)
ARCHIVE = b"".join(
    [
        warc_record("warcinfo", b"software: x", "application/warc-fields", number=1),
        warc_record("request", b"GET / HTTP/1.1\r\n\r\n", "application/http", number=2),
        warc_record("response", http_response(PAGE, "text/html"), number=3),
        warc_record(
            "response",
            http_response(
                f"{len(ZIPPED):x}\r\n".encode() + ZIPPED + b"\r\n0\r\n\r\n",
                "text/html; charset=gbk",
                "Content-Encoding: gzip",
                "Transfer-Encoding: chunked",
            ),
            number=4,
        ),
        warc_record("response", http_response(b"\x89PNG", "image/png"), number=5),
        warc_record("conversion", "抽取的文字".encode(), "text/plain", number=6),
    ]
)
TEXT = "电话13800000000\n第二段\n第三段"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst", "a.warc.wet"])
def test_web_archives(tmp_path: Path, name: str) -> None:
    pack = {"gz": gzip.compress, "zst": zstandard.compress}.get(name[-3:].strip("."), bytes)
    reading = reading_of(tmp_path / name, pack(ARCHIVE))
    (batch,) = reading
    assert batch.data.decode().split("\0") == [TEXT, TEXT, "抽取的文字"]
    assert (batch.ids[0], batch.lines) == ("<urn:test:3>", [3, 4, 6])
    assert batch.meta["url"][0] == "http://example.cn/"
    assert batch.sources == ["example.cn"] * 3
    assert [error.where for error in reading.errors] == [f"{name}:5"]
    assert "image/png" in reading.errors[0].what


def test_a_web_archive_that_is_cut_off_or_none_is_damaged(tmp_path: Path) -> None:
    ends = {ARCHIVE.index(b"WARC/1.0", at) for at in range(len(ARCHIVE) - 400)} | {len(ARCHIVE)}
    near = {end - back for end in ends for back in range(5)}  # only the blank line is missing
    for size in range(1, len(ARCHIVE)):
        if size not in near:
            with pytest.raises(DamagedFileError):
                documents(reading_of(tmp_path / "a.warc", ARCHIVE[:size]))
    with pytest.raises(DamagedFileError):
        documents(reading_of(tmp_path / "a.warc", b"no archive\n" * 9))


def test_a_wrong_length_in_a_web_archive_is_named(tmp_path: Path) -> None:
    bad = ARCHIVE.replace(b"Content-Length: 11\r\n", b"Content-Length: 5\r\n", 1)
    reading = reading_of(tmp_path / "a.warc", bad)
    assert len(documents(reading)) == 3
    assert [error.where for error in reading.errors] == ["a.warc:1", "a.warc:5"]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.parquet"])
def test_a_table_without_the_column_says_which_it_has(name: str, tmp_path: Path) -> None:
    heads = ["ID", "问题", "13812345678 是第一行的内容", "一" * 30, *(f"c{n}" for n in range(20))]
    if name == "a.parquet":
        parquet.write_table(pa.table({head: ["x"] for head in heads}), tmp_path / name)
    else:
        sign = "," if name == "a.csv" else "\t"
        row = sign.join("x" for _ in heads)
        (tmp_path / name).write_text(f"{sign.join(heads)}\n{row}\n", encoding="utf-8")
    with pytest.raises(NoColumnError) as caught:
        list(Reading(described(tmp_path / name, name)))
    said = caught.value.message("en")
    assert "no column “text”; it has ID, 问题, …, …, c0, c1, c2, c3, c4, c5, c6, c7, …." in said
    assert "--text-field" in said
