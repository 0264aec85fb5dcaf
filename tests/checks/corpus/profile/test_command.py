"""`hegui corpus profile` as a user meets it, and the check in an assessment."""

import csv
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from hegui.checks.corpus.profile.model import Profile
from hegui.cli.corpus.profile import percent, shown_value
from tests.support.scans import Desk, jsonl

pytest.importorskip("py3langid")

ROWS = [
    {"text": "训练数据的来源应当登记。", "source": "甲", "type": "web", "synthetic": False},
    {
        "text": "=cmd()|训练数据的来源应当核验。",
        "source": "=cmd|' /C calc'!A0",
        "type": "web",
        "synthetic": True,
    },
    {"text": "The register names every source of data.", "source": "乙", "lang": "en"},
]


def profiled(paths: list[Path], out: Path, *more: str, code: int = 0) -> dict[str, Any]:
    """Run the command and return its answer."""
    run = [sys.executable, "-m", "hegui", "corpus", "profile", *map(str, paths), "--out", str(out)]
    done = subprocess.run([*run, "--json", *more], capture_output=True, check=False)
    assert done.returncode == code, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.jsonl").write_bytes(jsonl(ROWS * (number + 1)) + b"{\n")
    return folder


def test_a_profile_leaves_numbers_tables_and_charts(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = profiled([corpus], out, "--meta", "language=lang")
    found = json.loads((out / "profile.json").read_bytes())
    assert (found["docs"], found["bad"], found["shards"]) == (30, 4, 4)
    assert answer["profile"]["fields"]["language"] == "lang"
    with (out / "tables" / "sources.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["value", "docs", "share"]
    assert [row[0][:1] for row in rows[1:]] == ["'", "乙", "甲"]
    assert parquet.read_table(out / "tables" / "lengths.parquet").num_rows > 0
    for path in (out / "charts").glob("*.svg"):
        assert ET.fromstring(path.read_text(encoding="utf-8")).tag.endswith("svg")


def test_two_processes_and_a_resumed_run_give_the_same_profile(
    corpus: Path, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    profiled([corpus], one, "--jobs", "1")
    profiled([corpus], two, "--jobs", "2")
    assert (one / "profile.json").read_bytes() == (two / "profile.json").read_bytes()
    (corpus / "9.jsonl").write_bytes(jsonl(ROWS))
    assert profiled([corpus], one, "--resume")["profile"]["docs"] == 33
    assert (
        profiled([corpus], tmp_path / "three")["profile"]
        == profiled([corpus], one, "--resume")["profile"]
    )


def test_a_profile_is_not_written_over(corpus: Path, tmp_path: Path) -> None:
    profiled([corpus], tmp_path / "out")
    answer = profiled([corpus], tmp_path / "out", code=2)
    assert answer["error"]["code"] == "corpus_output_exists"


def test_no_document_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b'{"text": ""}\n')
    assert (
        profiled([tmp_path / "empty.jsonl"], tmp_path / "out", code=3)["error"]["code"]
        == "corpus_empty"
    )


def test_a_damaged_shard_is_named_and_the_others_are_profiled(corpus: Path, tmp_path: Path) -> None:
    (corpus / "9.jsonl.gz").write_bytes(b"no gzip")
    answer = profiled([corpus], tmp_path / "out", code=3)
    assert answer["profile"]["docs"] == 30
    assert [error["code"] for error in answer["failed"]] == ["corpus_damaged"]


def test_the_check_measures_shares_and_leaves_out_what_is_unknown(desk: Desk) -> None:
    desk.write("corpus.jsonl", jsonl(ROWS) + b"{\n")
    desk.corpus("corpus.jsonl")
    outcome, context = desk.run("corpus.profile")
    assert outcome.measures["share_by_language"] == {"zh": 0.666667, "en": 0.333333}
    assert outcome.measures["share_by_type"] == {"web": 0.666667}
    assert outcome.measures["share_by_modality"] == {"text": 1.0}
    assert "synthetic_share" not in outcome.measures
    assert len(context.errors) == 1


def test_the_synthetic_share_is_measured_where_every_document_declares_it(desk: Desk) -> None:
    desk.write("corpus.jsonl", jsonl({"text": "一段文字。", "synthetic": n < 2} for n in range(5)))
    desk.corpus("corpus.jsonl")
    outcome, _ = desk.run("corpus.profile")
    assert outcome.measures["synthetic_share"] == 0.4
    assert "share_by_source" not in outcome.measures


def test_profile_files_keep_their_type(corpus: Path, tmp_path: Path) -> None:
    import msgspec

    profiled([corpus], tmp_path / "out")
    found = msgspec.json.decode((tmp_path / "out" / "profile.json").read_bytes(), type=Profile)
    assert found.docs == 30


def test_values_reach_the_terminal_on_one_line() -> None:
    assert shown_value("a\n\x1b[31mb") == "a [31mb"
    assert len(shown_value("长" * 200)) == 30
    assert (percent(0.0001), percent(0.0), percent(0.5)) == ("<0.1%", "0.0%", "50.0%")
