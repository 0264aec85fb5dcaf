"""`hegui corpus sources` and `hegui corpus licences`, run as people run them."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.checks.corpus.test_sources import source
from tests.support.scans import jsonl


def hegui(*words: object, code: int = 0) -> Any:
    """Run a command and return its JSON answer."""
    run = [sys.executable, "-m", "hegui", "corpus", *map(str, words)]
    done = subprocess.run(run, capture_output=True, check=False)
    assert done.returncode == code, (done.stdout + done.stderr).decode()
    if "--json" not in run:
        return done.stdout.decode()
    return json.loads(done.stdout)


def check(*words: object, code: int = 0) -> Any:
    return hegui("sources", "check", *words, "--as-of", "2026-11-20", "--json", code=code)


@pytest.mark.parametrize("name", ["l.xlsx", "l.csv"])
def test_a_filled_template_is_read_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    hegui("sources", "template", path)
    fill(path, {"id": "a", **source("a")})
    found = check(path)
    assert found["measures"]["sources_complete"] == 1
    assert found["passed"]
    assert "不覆盖" not in hegui("sources", "template", tmp_path / "other.csv")
    hegui("sources", "template", path, code=2)


def fill(path: Path, values: dict[str, Any]) -> None:
    """Write one row under the heads of a template, as a person would."""
    if path.suffix == ".csv":
        text = path.read_text("utf-8-sig")
        heads = next(csv.reader([text]))
        row = [str(values.get(head.split()[-1], "")) for head in heads]
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(row)
        return
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    sheet.append([values.get(head.split()[-1]) for head in heads])
    book.save(path)


def test_a_formula_is_never_run_and_its_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    hegui("sources", "template", path)
    fill(path, source("a"))
    fill(path, source("b", before_n="=200+0"))
    fill(path, source("c", title='=HYPERLINK("http://example.com")'))
    error = check(path, code=2)["error"]
    assert error["code"] == "bad_source_register"
    assert [row["line"] for row in error["rows"]] == [3, 4]
    assert all("公式" in row["message"] or "formula" in row["message"] for row in error["rows"])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nothing", b"not a workbook"])
def test_what_is_no_workbook_is_said_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "l.xlsx"
    path.write_bytes(data)
    assert check(path, code=2)["error"]["code"] == "table"


def test_gbk_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    for encoding in ("gb18030", "utf-8-sig"):
        path = tmp_path / f"{encoding}.csv"
        hegui("sources", "template", path)
        fill(path, source("a", title="示例来源"))
        path.write_text(path.read_text("utf-8-sig"), encoding=encoding)
        assert check(path)["sources"] == 1


def test_every_bad_row_is_named_and_nothing_is_half_read(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text('id,kind\na,open\nb,stolen\nc,"open\n', encoding="utf-8")
    error = check(path, code=2)["error"]
    assert [row["line"] for row in error["rows"]] == [3, 4]
    path.write_text("id,kind\na,open,more\nb\n\x00,open\n", encoding="utf-8")
    assert len(check(path, code=2)["error"]["rows"]) >= 2


def test_defects_go_to_a_table_without_formulas(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    path.write_bytes(jsonl([source("=1+1", licence="")]))
    found = check(path, "--out", tmp_path / "d.csv", code=1)
    assert found["by_kind"] == {"incomplete_source": 1}
    assert "'=1+1" in (tmp_path / "d.csv").read_text("utf-8-sig")
    check(path, "--out", tmp_path / "d.xlsx", code=1)
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx").worksheets[0]
    assert [cell.data_type for cell in sheet[2]] == ["s"] * 4


def test_a_source_in_two_ledgers_is_refused(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(jsonl([source("a")]))
    error = check(tmp_path / "a.jsonl", tmp_path / "b.jsonl", code=2)["error"]
    assert error["code"] == "ambiguous_source"


def test_expressions_are_explained(tmp_path: Path) -> None:
    found = hegui("licences", "explain", "MIT", "CC0-1.0", "--json")["licences"]
    assert [one["answer"] for one in found] == ["conditional", "permitted"]
    hegui("licences", "explain", "foo", "--json", code=1)
    assert len(hegui("licences", "table", "--json")["rows"]) > 10


def test_documents_are_counted_and_a_run_is_resumed(tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").write_bytes(jsonl([source("a"), source("b", licence="CC-BY-NC-4.0")]))
    docs = [{"text": "文字", "source": letter} for letter in "aab-"]
    (tmp_path / "c.jsonl").write_bytes(jsonl(docs))
    words = ("licences", "check", tmp_path / "c.jsonl", "--sources", tmp_path / "l.jsonl")
    words = (*words, "--out", tmp_path / "out", "--as-of", "2026-11-20", "--json")
    found = hegui(*words, code=1)
    assert (found["docs"], found["docs_unlicensed"], found["docs_incompatible"]) == (4, 1, 1)
    again = hegui(*words, "--resume", code=1)
    assert again | {"skipped": 0} == found
    assert again["skipped"] == 1
    (tmp_path / "l.jsonl").write_bytes(jsonl([source("a"), source("b")]))
    assert hegui(*words, "--resume", code=1)["skipped"] == 0
