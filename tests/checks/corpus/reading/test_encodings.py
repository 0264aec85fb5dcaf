"""Corpora in GBK and GB 18030: read when told, offsets in characters, bad bytes named."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hegui.checks.corpus.errors import EmptyCorpusError
from hegui.checks.corpus.reading.files import described, divide
from hegui.checks.corpus.reading.single import Reading
from hegui.cli.main import cli
from hegui.project.model import FieldMap
from tests.support.scans import jsonl

TOLD = FieldMap(encoding="gb18030")
ROWS = [
    {"id": f"d{n}", "text": f"第{n}行，镕与𠮷，“引号”，手机 13812345678。", "source": "s"}
    for n in range(1, 900)
]
HEADS = "id,text,source\n"
FORMS = {
    "a.jsonl": jsonl(ROWS).decode(),
    "a.json": json.dumps(ROWS, ensure_ascii=False, indent=1),
    "a.csv": HEADS + "".join(f"{r['id']},{r['text']},{r['source']}\n" for r in ROWS),
    "a.tsv": (HEADS + "".join(f"{r['id']},{r['text']},{r['source']}\n" for r in ROWS)).replace(
        ",", "\t"
    ),
}


def texts(path: Path, fields: FieldMap = TOLD) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the texts of a file and what was wrong, by place."""
    reading = Reading(described(path, path.name), fields)
    found = [batch.document(number).decode() for batch in reading for number in range(len(batch))]
    return found, [(error.where, error.what) for error in reading.errors]


@pytest.mark.parametrize("encoding", ["gb18030", "gbk"])
@pytest.mark.parametrize("name", FORMS)
def test_what_is_told_is_read(name: str, encoding: str, tmp_path: Path) -> None:
    content = FORMS[name] if encoding == "gb18030" else FORMS[name].replace("𠮷", "吉")
    (tmp_path / name).write_bytes(content.encode(encoding))
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content.encode(encoding)))
    (tmp_path / "utf8").mkdir()
    (tmp_path / "utf8" / name).write_text(content, encoding="utf-8")
    expected = texts(tmp_path / "utf8" / name, FieldMap())
    assert len(expected[0]) == len(ROWS)
    assert texts(tmp_path / name) == texts(tmp_path / f"{name}.gz") == expected
    assert texts(tmp_path / "utf8" / name) == expected, "UTF-8 among them is read as UTF-8"


def test_what_is_not_told_is_named_with_the_option(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(FORMS["a.jsonl"].encode("gbk", "ignore"))
    found, errors = texts(path, FieldMap())
    assert found == []
    assert len(errors) == len(ROWS)
    assert "--encoding gb18030" in errors[0][1]


def test_bad_bytes_cost_their_record_and_no_other(tmp_path: Path) -> None:
    lines = FORMS["a.jsonl"].encode("gb18030").splitlines(keepends=True)
    lines[4] = lines[4].replace("镕".encode("gb18030"), b"\xff\xff")
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(lines))
    found, errors = texts(path)
    assert found == [row["text"] for at, row in enumerate(ROWS) if at != 4]
    assert [where for where, _ in errors] == ["a.jsonl:5"]
    path.write_bytes(b"".join(lines[:3]) + lines[3][:30])
    assert [where for where, _ in texts(path)[1]] == ["a.jsonl:4"]


def test_texts_of_two_encodings_are_told_apart_in_an_assessment(tmp_path: Path) -> None:
    for name, encoding in (("a.txt", "gb18030"), ("b.txt", "gb18030"), ("c.txt", "utf-8")):
        (tmp_path / name).write_bytes("山川与河流，人在其间行走。".encode(encoding))
    files = [described(tmp_path / name, name) for name in ("a.txt", "b.txt", "c.txt")]
    units = divide([(TOLD, files[0]), (TOLD, files[1]), (FieldMap(), files[2])])
    assert [(unit.fields.encoding, len(unit.files)) for unit in units] == [("gb18030", 2), ("", 1)]
    assert texts(tmp_path / "a.txt")[0] == texts(tmp_path / "c.txt")[0]


def scan(out: Path, *asked: Any) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """Scan; return the answer and the findings by id and place."""
    from pyarrow import parquet

    words = ["corpus", "scan", *map(str, asked), "--out", str(out), "--kinds", "mobile", "--json"]
    told = json.loads(CliRunner().invoke(cli, words, standalone_mode=False).stdout)
    rows = [
        row
        for p in sorted((out / "findings").glob("*"))
        for row in parquet.read_table(p).to_pylist()
    ]
    return told, sorted((row["doc_id"], row["start"], row["end"], row["excerpt"]) for row in rows)


def test_findings_and_offsets_are_those_of_the_same_corpus_in_utf8(tmp_path: Path) -> None:
    pytest.importorskip("hyperscan")
    (tmp_path / "terms.txt").write_text("镕\n引号\n", encoding="utf-8")
    (tmp_path / "u.jsonl").write_bytes(FORMS["a.jsonl"].encode())
    (tmp_path / "g.jsonl").write_bytes(FORMS["a.jsonl"].encode("gb18030"))
    terms = ("--terms", tmp_path / "terms.txt")
    expected, places = scan(tmp_path / "u", tmp_path / "u.jsonl", *terms)
    told, found = scan(tmp_path / "g", tmp_path / "g.jsonl", *terms, "--encoding", "gbk")
    assert found == places
    assert len(places) == expected["findings"] == told["findings"] == 3 * len(ROWS)
    assert ROWS[0]["text"][places[0][1] : places[0][2]] in ("镕", "引号", "13812345678")
    again = CliRunner().invoke(
        cli,
        ["corpus", "scan", str(tmp_path / "g.jsonl"), *map(str, terms), "--kinds", "mobile",
         "--out", str(tmp_path / "g"), "--resume", "--json"],
        standalone_mode=False,
    )  # fmt: skip
    assert isinstance(again.exception, EmptyCorpusError), (
        "without the encoding it is another reading: nothing is kept"
    )
