"""`hegui corpus index` and `overlap`: rows, resume, processes, bad input."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from hegui.checks.corpus.overlap.stage import OverlapLine
from hegui.checks.corpus.shards.manifest import TIMES, Manifest
from hegui.checks.corpus.shards.output import table_path
from tests.support.passages import awkward, text
from tests.support.scans import jsonl


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with works, a test set, their indexes and a corpus of five shards."""
    root = tmp_path_factory.mktemp("overlap")
    draw = random.Random(21)
    works, corpus = root / "works", root / "corpus"
    works.mkdir()
    corpus.mkdir()
    texts = [text(draw, 4000) for _ in range(6)]
    for number, work in enumerate(texts):
        (works / f"{number}.txt").write_text(work, encoding="utf-8")
    questions = [{"q": text(draw, 40), "no": number} for number in range(10)]
    (root / "quiz.jsonl").write_bytes(jsonl(questions))
    for shard in range(5):
        rows = [{"id": f"{shard}-{line}", "text": text(draw, 500)} for line in range(80)]
        rows[7]["text"] = text(draw, 50) + awkward(draw, texts[shard][900:1500])
        rows[9]["text"] = rows[9]["text"] + texts[shard][100:160]
        rows[11]["text"] = rows[11]["text"] + questions[shard]["q"]
        (corpus / f"{shard}.jsonl").write_bytes(jsonl(rows))
    made("index", str(works), "--out", str(root / "works.index"))
    more = ("--kind", "test_set", "--text-field", "q", "--id-field", "no")
    made("index", str(root / "quiz.jsonl"), "--out", str(root / "quiz.index"), *more)
    return root


def made(*line: str, code: int = 0, **more: Any) -> dict[str, Any]:
    """Run a command of `hegui corpus` and return its answer."""
    run = [sys.executable, "-m", "hegui", "corpus", *line, "--json"]
    done = subprocess.run(run, capture_output=True, check=False, **more)
    assert done.returncode == code, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def line(root: Path, out: Path, *more: str) -> list[str]:
    """Return the words of a comparison."""
    indexes = [
        word for name in ("works", "quiz") for word in ("--index", str(root / f"{name}.index"))
    ]
    return ["overlap", str(root / "corpus"), *indexes, "--out", str(out), *more]


def rows(out: Path) -> list[dict[str, Any]]:
    """Return all rows, shards in order."""
    shards = Manifest(out, OverlapLine).read()
    tables = [parquet.read_table(table_path(out, "overlaps", shard)) for shard in sorted(shards)]
    return [row for table in tables for row in table.to_pylist()]


def known(out: Path) -> list[list[Any]]:
    """Return what two runs must agree in: everything but the times."""
    lines = sorted(Manifest(out, OverlapLine).read().items())
    names = [name for name in OverlapLine.__struct_fields__ if name not in TIMES]
    return [[getattr(line, name) for name in names] for _, line in lines]


def test_planted_passages_are_found_and_told_without_text(planted: Path, tmp_path: Path) -> None:
    answer = made(*line(planted, tmp_path / "out", "--jobs", "1"))
    assert (answer["docs"], answer["docs_hit"]) == (400, 15)
    assert (answer["docs_overlapping"], answer["docs_contaminated"]) == (5, 5)
    assert answer["max_overlap"] > 0.9
    found = rows(tmp_path / "out")
    assert len(found) == 15
    for shard in range(5):
        own = [row for row in found if row["doc_id"].startswith(f"{shard}-")]
        copied, quoted, quiz = sorted(own, key=lambda row: row["line"])
        assert (copied["line"], copied["reference"], copied["kind"]) == (8, "works", "work")
        assert copied["text"].endswith(f"{shard}.txt")
        assert copied["over"]
        assert not quoted["over"]
        assert (quiz["reference"], quiz["text"], quiz["over"]) == ("quiz", str(shard), True)
        assert quiz["text_share"] > 0.95
    assert {row["excerpt"][1:] for row in found} == {"*" * 11}


def test_share_sets_the_limit_and_fail_on_the_exit_code(planted: Path, tmp_path: Path) -> None:
    low = line(planted, tmp_path / "low", "--share", "0.05", "--fail-on", "over")
    assert made(*low, code=1)["docs_overlapping"] == 10
    made(*line(planted, tmp_path / "wrong", "--share", "0"), code=2)


def test_two_processes_find_what_one_finds(planted: Path, tmp_path: Path) -> None:
    made(*line(planted, tmp_path / "one", "--jobs", "1"))
    made(*line(planted, tmp_path / "two", "--jobs", "2"))
    assert known(tmp_path / "one") == known(tmp_path / "two")
    assert rows(tmp_path / "one") == rows(tmp_path / "two")


def test_a_killed_comparison_is_resumed(planted: Path, tmp_path: Path) -> None:
    clean, out = tmp_path / "clean", tmp_path / "out"
    made(*line(planted, clean, "--jobs", "1"))
    draw, again = random.Random(5), [sys.executable, "-m", "hegui", "corpus"]
    for _ in range(int(os.environ.get("HEGUI_KILLS", "3"))):
        running = subprocess.Popen(
            again + line(planted, out, "--jobs", "2", "--resume"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(draw.uniform(0.2, 2.5))
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    made(*line(planted, out, "--jobs", "1", "--resume"))
    assert known(out) == known(clean)
    assert rows(out) == rows(clean)
    kept = made(*line(planted, out, "--jobs", "1", "--resume"))
    assert kept["skipped"] == 5
    changed = made(*line(planted, out, "--jobs", "1", "--resume", "--share", "0.5"))
    assert changed["skipped"] == 0


def test_an_index_is_not_written_over(planted: Path) -> None:
    told = made("index", str(planted / "works"), "--out", str(planted / "works.index"), code=2)
    assert told["error"]["code"] == "corpus_index_exists"


def test_works_left_out_end_with_1_and_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "works"
    folder.mkdir()
    (folder / "short.txt").write_text("一字")
    (folder / "bad.txt").write_bytes(b"\xff" * 50)
    (folder / "good.txt").write_text(text(random.Random(3), 100))
    answer = made("index", str(folder), "--out", str(tmp_path / "i"), code=1)
    assert answer["short"] == [f"{folder}/short.txt:1"]
    assert [one["where"] for one in answer["errors"]] == [f"{folder}/bad.txt:1"]


def test_a_work_beyond_the_limit_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "works"
    folder.mkdir()
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(100 << 20)
    (folder / "good.txt").write_text(text(random.Random(3), 100))
    answer = made("index", str(folder), "--out", str(tmp_path / "i"), code=1)
    assert [one["where"] for one in answer["errors"]] == [f"{folder}/huge.txt"]
    assert answer["header"]["texts"] == 1


@pytest.mark.parametrize(
    ("index", "code", "error"),
    [
        ("nowhere.index", 2, "corpus_no_index"),
        ("quiz.jsonl", 2, "corpus_not_an_index"),
        ("cut.index", 2, "corpus_not_an_index"),
    ],
)
def test_a_wrong_index_is_an_error(
    planted: Path, tmp_path: Path, index: str, code: int, error: str
) -> None:
    whole = (planted / "works.index").read_bytes()
    (planted / "cut.index").write_bytes(whole[: len(whole) // 2])
    words = ["overlap", str(planted / "corpus"), "--index", str(planted / index)]
    told = made(*words, "--out", str(tmp_path / "out"), code=code)
    assert told["error"]["code"] == error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("share", [0.01, 0.9])
def test_a_full_disk_is_an_error_and_leaves_nothing(
    planted: Path, tmp_path: Path, share: float
) -> None:
    size = int(share * (planted / "works.index").stat().st_size)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    out = tmp_path / "i.index"
    told = made("index", str(planted / "works"), "--out", str(out), code=3, preexec_fn=limit)
    assert told["error"]["code"] == "output"
    assert not list(tmp_path.iterdir())


@pytest.mark.real
def test_real_laws_share_what_laws_share(real_inputs: Path, tmp_path: Path) -> None:
    index = tmp_path / "laws.index"
    made("index", str(real_inputs / "laws"), "--out", str(index))
    words = ["overlap", str(real_inputs / "laws"), "--index", str(index)]
    answer = made(*words, "--out", str(tmp_path / "out"))
    assert answer["docs_overlapping"] == answer["docs"]
    for row in rows(tmp_path / "out"):
        if row["shard"] == row["text"]:
            assert row["doc_share"] == row["text_share"] == 1
        elif not {"2016", "2025"} <= {row["shard"][-9:-5], row["text"][-9:-5]}:
            assert row["over"] == (max(row["doc_share"], row["text_share"]) >= 0.2)


def test_an_index_that_is_given_twice_counts_once(planted: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.index"
    copy.write_bytes((planted / "works.index").read_bytes())
    once = made(*line(planted, tmp_path / "once"))
    again = ("--index", str(planted / "works.index"), "--index", str(copy))
    assert made(*line(planted, tmp_path / "again", *again))["rows"] == once["rows"] > 0
