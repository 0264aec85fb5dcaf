"""Corpora that are damaged, empty or not there: not measured, said, and never a pass."""

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from tests.bad_input.command import FINDINGS, WRONG_USE, hegui
from tests.bad_input.projects import DATASET, LINES, QUICK, results, write

MANY = LINES.encode() * 3000
PACKED_GZ, PACKED_ZST = gzip.compress(MANY), zstandard.compress(MANY)
FILES = {
    "gz-cut": ("a.jsonl.gz", PACKED_GZ[:-20]),
    "gz-not": ("a.jsonl.gz", b"this is no gzip"),
    "gz-flip": ("a.jsonl.gz", PACKED_GZ[:40] + b"\xff\xff\xff\xff" + PACKED_GZ[44:]),
    "zst-cut": ("a.jsonl.zst", PACKED_ZST[:-9]),
    "zst-not": ("a.jsonl.zst", b"neither is this zstd"),
    "parquet-not": ("a.parquet", b"PAR1 nothing PAR1"),
    "parquet-empty": ("a.parquet", b""),
    "empty": ("a.jsonl", b""),
    "blank": ("a.jsonl", b"\n\n \n"),
    "no-text": ("a.jsonl", b'{"id": "1", "content": "the field has another name"}\n'),
    "suffix": ("a.tar", b"x"),
    "binary": ("a.jsonl", bytes(range(256)) * 40),
    "deep": ("a.jsonl", b"[" * 100_000 + b"\n"),
}
REASONS = {
    "gz-cut": ("已损坏或不完整", "damaged or incomplete"),
    "parquet-not": ("已损坏或不完整", "damaged or incomplete"),
    "empty": ("没有一条有文字的文档", "no document with text"),
    "no-text": ("fields 的字段名", "the field names"),
    "suffix": ("格式不支持", "a format that is not read"),
}


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One project with a corpus of each kind, assessed."""
    home = tmp_path_factory.mktemp("corpora")
    for name, (file, data) in FILES.items():
        (home / name).mkdir()
        (home / name / file).write_bytes(data)
    (home / "good").mkdir()
    (home / "good" / "a.jsonl").write_text(LINES, "utf-8")
    corpora = [{"id": n, "subject": n, "files": [n]} for n in (*FILES, "good")]
    subjects = [{**DATASET, "id": n} for n in (*FILES, "good")]
    write(home, subjects=subjects, targets={"corpora": corpora})
    ran = hegui("assess", "--only", "corpus.pii", *QUICK, "--json", cwd=home)
    assert ran.ended(FINDINGS).json()["counts"]["conforms"] == 0
    assert hegui("verify", "bundle", "--json", cwd=home).ended(0).json()["ok"]
    return home


@pytest.mark.parametrize("name", FILES)
def test_a_corpus_that_cannot_be_read_gives_no_measures(assessed: Path, name: str) -> None:
    result = results(assessed / "bundle")[name]
    assert result["status"] == "failed", result
    assert not result.get("measures")
    assert result["reason_zh"].endswith("。")
    assert result["reason_en"].endswith(".")
    zh, en = REASONS.get(name, ("", ""))
    assert zh in result["reason_zh"]
    assert en in result["reason_en"]
    assert str(assessed) not in json.dumps(result)


def test_the_corpus_beside_them_is_measured(assessed: Path) -> None:
    assert results(assessed / "bundle")["good"]["measures"]["docs"] == 1


@pytest.mark.parametrize("pattern", ["nowhere", "nowhere/*.jsonl", "hollow"])
def test_a_corpus_that_is_not_there_is_wrong_use(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "hollow").mkdir()
    corpora = [{"id": "data", "subject": "data", "files": [pattern]}]
    write(tmp_path, subjects=[DATASET], targets={"corpora": corpora})
    ran = hegui("assess", "--json", "--lang", "en", cwd=tmp_path)
    ran.error(WRONG_USE, "project_file")
    ran.said(f"there is no file “{pattern}”")
