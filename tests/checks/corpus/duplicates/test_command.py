"""`hegui corpus duplicates`: rows, order, processes, resume, and what cannot be read."""

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

from hegui.checks.corpus.duplicates.stage import SketchLine
from hegui.checks.corpus.shards.manifest import TIMES, Manifest
from tests.support.duplicates import planted
from tests.support.scans import jsonl

pytest.importorskip("rensa")
SHARDS = 5


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of shards whose duplicates lie in different ones."""
    folder = tmp_path_factory.mktemp("duplicates") / "corpus"
    folder.mkdir()
    rows = planted("command", 600).rows
    for shard in range(SHARDS):
        (folder / f"{shard}.jsonl").write_bytes(jsonl(rows[shard::SHARDS]))
    return folder


def command(corpus: Path, out: Path, *more: str) -> list[str]:
    """Return the command line."""
    return [
        sys.executable,
        "-m",
        "hegui",
        "corpus",
        "duplicates",
        str(corpus),
        "--out",
        str(out),
        *more,
    ]


def made(corpus: Path, out: Path, *more: str, code: int = 0, **options: Any) -> dict[str, Any]:
    """Run the command and return its answer."""
    line = command(corpus, out, *more, "--json")
    done = subprocess.run(line, capture_output=True, check=False, **options)
    assert done.returncode == code, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def rows(out: Path) -> list[dict[str, Any]]:
    """Return all rows by place."""
    tables = [parquet.read_table(path) for path in (out / "duplicates").glob("*.parquet")]
    found = [row for table in tables for row in table.to_pylist()]
    return sorted(found, key=lambda row: (row["shard"], row["line"]))


def known(out: Path) -> list[list[Any]]:
    """Return what two runs must agree in: everything but the times."""
    lines = sorted(Manifest(out, SketchLine).read().items())
    names = [name for name in SketchLine.__struct_fields__ if name not in TIMES]
    return [[getattr(line, name) for name in names] for _, line in lines]


def test_processes_and_the_order_of_shards_change_nothing(corpus: Path, tmp_path: Path) -> None:
    one = made(corpus, tmp_path / "one", "--jobs", "1")
    made(corpus, tmp_path / "two", "--jobs", "2")
    assert one["exact"] > 20
    assert one["near"] > 50
    assert (tmp_path / "one" / "summary.json").read_bytes() == (
        tmp_path / "two" / "summary.json"
    ).read_bytes()
    assert known(tmp_path / "one") == known(tmp_path / "two")
    assert rows(tmp_path / "one") == rows(tmp_path / "two")
    backwards = [str(corpus / f"{shard}.jsonl") for shard in reversed(range(1, SHARDS))]
    line = command(corpus / "0.jsonl", tmp_path / "three")
    line[5:5] = backwards
    subprocess.run(line, check=True, capture_output=True)
    assert rows(tmp_path / "three") == rows(tmp_path / "one")


def test_a_killed_run_is_resumed(corpus: Path, tmp_path: Path) -> None:
    clean, out = tmp_path / "clean", tmp_path / "out"
    expected = made(corpus, clean, "--jobs", "1")
    draw = random.Random(3)
    for _ in range(int(os.environ.get("HEGUI_KILLS", "3"))):
        running = subprocess.Popen(
            command(corpus, out, "--jobs", "2", "--resume"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(draw.uniform(0.2, 2.5))
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    again = made(corpus, out, "--jobs", "1", "--resume")
    assert again["rows_sha256"] == expected["rows_sha256"]
    assert known(out) == known(clean)
    assert rows(out) == rows(clean)
    assert made(corpus, out, "--jobs", "1", "--resume")["skipped"] == SHARDS


def test_damaged_sketches_are_made_again(corpus: Path, tmp_path: Path) -> None:
    first = made(corpus, tmp_path / "out", "--jobs", "1")
    path = next((tmp_path / "out" / "sketches").glob("2.jsonl-*"))
    path.write_bytes(path.read_bytes()[:-9])
    again = made(corpus, tmp_path / "out", "--jobs", "1", "--resume")
    assert (again["skipped"], again["rows_sha256"]) == (SHARDS - 1, first["rows_sha256"])


def test_a_higher_limit_finds_less_with_the_same_sketches(corpus: Path, tmp_path: Path) -> None:
    first = made(corpus, tmp_path / "out", "--jobs", "1")
    more = ("--jobs", "1", "--resume", "--resemblance", "0.98")
    strict = made(corpus, tmp_path / "out", *more)
    assert strict["skipped"] == SHARDS
    assert (strict["exact"], strict["near"] < first["near"]) == (first["exact"], True)
    made(corpus, tmp_path / "no", "--resemblance", "0.2", code=2)


def test_no_text_is_written(corpus: Path, tmp_path: Path) -> None:
    made(corpus, tmp_path / "out", "--jobs", "1")
    texts = [
        json.loads(line)["text"]
        for path in corpus.iterdir()
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    columns = {name for row in rows(tmp_path / "out") for name in row}
    assert columns == {
        "shard", "line", "doc_id", "field", "letters", "kind", "cluster", "kept_shard", "kept_line",
        "resemblance", "containment",
    }  # fmt: skip
    values = {str(value) for row in rows(tmp_path / "out") for value in row.values()}
    assert not values & set(texts)


def test_a_damaged_shard_is_named_and_the_others_are_done(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    for path in corpus.iterdir():
        (tmp_path / "c" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "c" / "bad.jsonl.gz").write_bytes(b"\x1f\x8b nothing")
    with (tmp_path / "c" / "0.jsonl").open("ab") as file:
        file.write(b"not json\n")
    answer = made(tmp_path / "c", tmp_path / "out", "--jobs", "1", code=3)
    assert [Path(one["shard"]).name for one in answer["failed"]] == ["bad.jsonl.gz"]
    assert answer["bad"] == 1
    assert answer["near"] > 50


def test_a_full_disk_is_an_error(corpus: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    told = made(corpus, tmp_path / "out", "--jobs", "1", code=3, preexec_fn=limit)
    assert told["error"]["code"] == "output"
    assert made(corpus, tmp_path / "out", "--jobs", "1", "--resume")["near"] > 50


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"other": 1}\n')
    told = made(tmp_path / "a.jsonl", tmp_path / "out", "--jobs", "1", code=3)
    assert told["error"]["code"] == "corpus_empty"


@pytest.mark.real
def test_two_editions_of_a_law_are_near(real_inputs: Path, tmp_path: Path) -> None:
    answer = made(real_inputs / "laws", tmp_path / "out", "--jobs", "1")
    found = rows(tmp_path / "out")
    assert (answer["exact"], answer["near"]) == (0, 1)
    assert {Path(row["shard"]).name[:5] for row in found} == {"网络安全法"}


def test_turns_of_a_conversation_are_documents_of_their_own(tmp_path: Path) -> None:
    asked, told = (
        "请介绍一下这座城市的历史与风物。",
        "这座城市建于很久以前，河流穿城而过，两岸多是旧屋。",
    )
    turns = [{"role": "user", "content": asked}, {"role": "assistant", "content": told}]
    other = [{"role": "user", "content": "另一个问题是什么？"}, turns[1]]
    rows_given = [{"id": "a", "messages": turns}, {"id": "b", "messages": other}]
    (tmp_path / "chat.jsonl").write_bytes(jsonl(rows_given))
    answer = made(tmp_path / "chat.jsonl", tmp_path / "out", "--fields", "messages", "--jobs", "1")
    assert (answer["docs"], answer["exact"]) == (4, 1)
    kept, copy = rows(tmp_path / "out")
    assert (kept["doc_id"], copy["doc_id"]) == ("a", "b")
    assert kept["field"] == copy["field"] != ""
