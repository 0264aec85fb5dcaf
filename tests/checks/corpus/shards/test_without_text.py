"""A file of which no record gave text is named as failed, whatever its format; the rest is done."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from hegui.cli.main import cli
from hegui.common.errors import COULD_NOT_RUN, DONE
from hegui.reports.corpus.folders import NoSuchFolderError, read_folder

pytest.importorskip("hyperscan")

TEXT = "讲的是山川与河流。"
COMMANDS = {"scan": ("--kinds", "mobile"), "profile": (), "duplicates": (), "sample": ("--n", "1")}


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with one good text, and change to the folder above."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    return folder


def answer(command: str, *more: str, code: int = DONE) -> dict[str, Any]:
    """Run a command over the folder and return what it prints."""
    asked = ["corpus", command, "data", "--out", "out", "--jobs", "1", *COMMANDS[command], *more]
    ran = CliRunner().invoke(cli, [*asked, "--json"], standalone_mode=False)
    assert ran.return_value == code, ran.output
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def records(folder: Path) -> dict[str, Path]:
    """Write the same two records, whose text is under `text`, in several formats."""
    rows = [{"id": str(n), "text": f"第{n}篇，{TEXT}"} for n in range(2)]
    paths = {name: folder / f"a.{name}" for name in ("jsonl", "json", "csv", "parquet")}
    paths["jsonl"].write_text("".join(json.dumps(row) + "\n" for row in rows))
    paths["json"].write_text(json.dumps(rows))
    with paths["csv"].open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "text"], *([*row.values()] for row in rows)])
    parquet.write_table(pa.Table.from_pylist(rows), paths["parquet"])
    return paths


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_field_fails_every_file_of_every_format(command: str, corpus: Path) -> None:
    paths = records(corpus)
    told = answer(command, "--text-field", "body", code=COULD_NOT_RUN)
    assert {one["shard"] for one in told["failed"]} == {f"data/{p.name}" for p in paths.values()}
    assert told["docs"] == 1
    whole = answer(command, "--text-field", "text", "--out", "whole")
    assert (whole["failed"], whole["docs"]) == ([], 9)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("gbk.txt", TEXT.encode("gbk"), "not UTF-8 text"),
        ("gbk.jsonl", b'{"text": "' + TEXT.encode("gbk") + b'"}\n', "not UTF-8 text"),
        ("gbk.csv", b"id,text\n1," + TEXT.encode("gbk") + b"\n", "not UTF-8 text"),
        ("numbers.jsonl", b'{"text": 1}\n', "a number"),
        ("blank.jsonl", b'{"text": " "}\n', "no text"),
    ],
)
def test_a_file_without_one_text_says_what_the_first_record_lacks(
    name: str, content: bytes, why: str, corpus: Path
) -> None:
    (corpus / name).write_bytes(content)
    (failed,) = answer("scan", "--lang", "en", code=COULD_NOT_RUN)["failed"]
    assert (failed["shard"], failed["code"]) == (f"data/{name}", "corpus_no_text")
    assert why in failed["message"]
    again = answer("scan", "--lang", "en", "--resume", code=COULD_NOT_RUN)
    assert again["failed"] == [failed]


def test_empty_files_and_files_with_some_text_do_not_fail(corpus: Path) -> None:
    (corpus / "empty.txt").touch()
    (corpus / "empty.jsonl").touch()
    (corpus / "some.jsonl").write_text(f'{{"text": "{TEXT}"}}\n{{"body": 1}}\n', encoding="utf-8")
    told = answer("scan")
    assert (told["failed"], told["docs"]) == ([], 2)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_quote_that_never_closes_fails_the_file_and_names_the_row(
    command: str, corpus: Path
) -> None:
    rows = "".join(f"{n},{TEXT}\n" for n in range(20))
    text = f'id,text\n1,{TEXT}\n2,"还有\n湖海"\n3,"{TEXT}\n{rows}'
    (corpus / "open.csv").write_text(text, encoding="utf-8")
    told = answer(command, "--lang", "en", code=COULD_NOT_RUN)
    (failed,) = told["failed"]
    assert (failed["shard"], failed["code"]) == ("data/open.csv", "corpus_cut")
    assert "quote opened at row 3 never closed" in failed["message"]
    assert told["docs"] == 3
    (errors,) = Path("out/errors").glob("open.csv-*")
    assert "第 3 行打开的引号一直没有关闭" in errors.read_text(encoding="utf-8")


def test_a_quote_may_close_at_the_very_end_without_a_line_end(corpus: Path) -> None:
    (corpus / "closed.csv").write_text(f'id,text\n1,"{TEXT}\n好"', encoding="utf-8")
    assert answer("scan")["docs"] == 2


def test_names_of_columns_with_an_open_quote_fail_the_file(corpus: Path) -> None:
    (corpus / "open.csv").write_text(f'id,"text\n1,{TEXT}\n', encoding="utf-8")
    (failed,) = answer("scan", "--lang", "en", code=COULD_NOT_RUN)["failed"]
    assert "row 0" in failed["message"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_name_that_is_not_utf8_fails_that_file_alone(command: str, corpus: Path) -> None:
    place = os.path.join(os.fsencode(corpus), b"bad\xffname.jsonl")
    Path(os.fsdecode(place)).write_text(f'{{"text": "{TEXT}"}}\n', encoding="utf-8")
    told = answer(command, code=COULD_NOT_RUN)
    (failed,) = told["failed"]
    assert (failed["shard"], failed["code"]) == ("data/bad\\xffname.jsonl", "corpus_file_name")
    assert told["docs"] == 1


def test_a_report_of_a_folder_that_does_not_exist_says_so(corpus: Path) -> None:
    with pytest.raises(NoSuchFolderError, match="does not exist"):
        read_folder(corpus / "nope")


def test_a_table_without_the_column_names_the_option(corpus: Path) -> None:
    records(corpus)
    failed = answer("scan", "--text-field", "body", "--lang", "en", code=COULD_NOT_RUN)["failed"]
    (table,) = [one for one in failed if one["shard"].endswith(".parquet")]
    assert "--text-field" in table["message"]
