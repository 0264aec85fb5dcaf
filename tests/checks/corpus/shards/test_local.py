"""The local engine when its parts are killed, and its output folder."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checks.corpus.shards import common

pytest.importorskip("hyperscan")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a folder with some shards."""
    return common.make_corpus(tmp_path)


@pytest.fixture
def clean(corpus: Path, tmp_path: Path) -> Path:
    """Return the output of a run that nothing happened to."""
    out = tmp_path / "clean"
    assert common.slow(corpus, out, jobs=1, rest=0)["failed"] == []
    return out


def test_a_killed_worker_is_replaced(corpus: Path, clean: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = common.start(corpus, out, jobs=2)
    _, worker = common.wait_for(lambda: common.begun(out)[3:4])[0]
    os.kill(int(worker), signal.SIGKILL)
    told = common.answer(running)
    assert told["failed"] == []
    assert told["read"] == told["size"]
    assert len(common.begun(out)) > common.SHARDS
    assert common.known(out) == common.known(clean)


def test_a_shard_that_kills_its_worker_is_named_and_the_others_are_done(
    corpus: Path, clean: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    told = common.slow(corpus, out, jobs=2, rest=0.05, deadly="04.jsonl")
    (failed,) = told["failed"]
    assert failed["code"] == "corpus_shard_lost"
    assert failed["data"]["shard"].endswith("04.jsonl")
    assert [shard for shard, _ in common.begun(out)].count("04.jsonl") == 3
    expected = {name: all_ for name, all_ in common.known(clean).items() if name != "04.jsonl"}
    assert common.known(out) == expected
    assert common.slow(corpus, out, jobs=2, rest=0)["skipped"] == common.SHARDS - 1
    assert common.known(out) == common.known(clean)


def test_workers_end_with_their_main_process(corpus: Path, clean: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = common.start(corpus, out, jobs=2, rest=1.0)
    workers = common.wait_for(lambda: {int(pid) for _, pid in common.begun(out)[1:4]})
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    common.wait_for(lambda: not any(alive(pid) for pid in workers), limit=20)
    assert common.slow(corpus, out, jobs=2, rest=0)["failed"] == []
    assert common.known(out) == common.known(clean)


def alive(pid: int) -> bool:
    """Tell whether a process is there and not only a name in the table."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_an_interrupt_ends_the_workers(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = common.start(corpus, out, jobs=2)
    workers = common.wait_for(lambda: {int(pid) for _, pid in common.begun(out)[2:4]})
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert not any(alive(pid) for pid in workers)


def test_an_output_that_a_worker_cannot_write_is_told_as_such(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "begun").mkdir(parents=True)
    (out / "findings").write_text("a file where the folder should be")
    told = common.slow(corpus, out, jobs=2, rest=0)
    assert told["error"]["code"] == "output_is_file"


def test_two_runs_do_not_share_a_folder(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    handle = os.open(out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert common.slow(corpus, out, rest=0)["error"]["code"] == "corpus_output_busy"
    os.close(handle)
    assert common.slow(corpus, out, rest=0)["failed"] == []


def test_what_was_left_half_written_is_swept(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    common.slow(corpus, out, rest=0)
    for half in (".new-abc", ".x.jsonl.abc123"):
        (out / "findings" / half).write_bytes(b"half")
    (out / ".manifest.jsonl.xyz").write_bytes(b"half")
    common.slow(corpus, out, rest=0)
    assert common.halves(out) == []


def test_progress_is_told_to_programs(corpus: Path, tmp_path: Path) -> None:
    terms = str(corpus.parent / "terms.txt")
    run = [sys.executable, "-m", "hegui", "corpus", "scan", str(corpus), "--terms", terms]
    done = subprocess.run(
        [*run, "--out", str(tmp_path / "out"), "--progress", "json", "--jobs", "2"],
        capture_output=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    size = sum(path.stat().st_size for path in corpus.iterdir())
    assert lines[-1]["done"] == lines[-1]["total"] == size
    assert [line["done"] for line in lines] == sorted(line["done"] for line in lines)
