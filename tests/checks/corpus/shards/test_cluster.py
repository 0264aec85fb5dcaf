"""The Ray engine: nodes started for the run, a cluster of two nodes, and a node that dies."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.corpus.shards.errors import FolderNotSharedError
from hegui.checks.corpus.shards.nodes import token
from tests.checks.corpus.shards import common

pytest.importorskip("hyperscan")
pytest.importorskip("ray", reason="the extra hegui[ray] is not installed")


STARTS = 4


class Cluster:
    """A cluster of two nodes, each of one processor."""

    def __init__(self, folder: str) -> None:
        for _ in range(STARTS):  # Ray gives a node 30 s to start, which a busy machine may not
            with suppress(StopIteration):
                self._start(folder)
                return
        raise AssertionError("no cluster could be started")

    def _start(self, folder: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.ray_cluster", folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=common.environment(),
            cwd=folder,
        )
        started = json.loads(self._said(lambda line: line.startswith("{")))
        self.address, self.second = started["address"], started["second"]

    def _said(self, wanted: Any) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            if wanted(line):
                return str(line)
        self.end()
        raise StopIteration

    def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def kill_second(self) -> None:
        """End the second node at once."""
        self._say("kill\n")
        self._said(lambda line: line == "killed\n")

    def end(self) -> None:
        """End what is left."""
        self._process.communicate(timeout=60)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a folder with some shards."""
    return common.make_corpus(tmp_path)


@pytest.fixture
def clean(corpus: Path, tmp_path: Path) -> Path:
    """Return the output of a local run."""
    out = tmp_path / "clean"
    assert common.slow(corpus, out, jobs=1, rest=0)["failed"] == []
    return out


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Yield a cluster; its sockets need a short path."""
    with tempfile.TemporaryDirectory(prefix="hr-", ignore_cleanup_errors=True) as folder:
        started = Cluster(folder)
        yield started
        started.end()


@pytest.mark.slow
def test_a_run_on_nodes_started_for_it_finds_what_a_local_run_finds(
    corpus: Path, clean: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    told = common.slow(corpus, out, engine="ray", jobs=2, rest=0, deadly="")
    assert (told["failed"], told["read"]) == ([], told["size"])
    assert common.known(out) == common.known(clean)
    assert common.halves(out) == []
    assert common.slow(corpus, out, engine="ray", jobs=2)["skipped"] == common.SHARDS


@pytest.mark.slow
def test_a_node_killed_in_the_middle_changes_nothing(
    corpus: Path, clean: Path, tmp_path: Path, cluster: Cluster
) -> None:
    out = tmp_path / "out"
    running = common.start(corpus, out, engine="ray", address=cluster.address, rest=1.0)
    common.wait_for(lambda: [1 for _, node in common.begun(out) if node == cluster.second][1:])
    cluster.kill_second()
    before = [shard for shard, node in common.begun(out) if node == cluster.second]
    told = common.answer(running)
    assert (told["failed"], told["docs"]) == ([], common.SHARDS * common.LINES)
    assert common.known(out) == common.known(clean)
    again = [shard for shard, node in common.begun(out) if node != cluster.second]
    assert set(before) & set(again), "no shard was lost with the node: the kill came too late"


@pytest.mark.slow
def test_a_shard_that_kills_its_worker_is_named(
    corpus: Path, clean: Path, tmp_path: Path, cluster: Cluster
) -> None:
    out = tmp_path / "out"
    told = common.slow(
        corpus, out, engine="ray", address=cluster.address, rest=0.1, deadly="04.jsonl"
    )
    (failed,) = told["failed"]
    assert failed["code"] == "corpus_shard_lost"
    assert [shard for shard, _ in common.begun(out)].count("04.jsonl") == 3
    expected = {name: all_ for name, all_ in common.known(clean).items() if name != "04.jsonl"}
    assert common.known(out) == expected


@pytest.mark.slow
def test_an_interrupt_ends_the_tasks_of_a_cluster(
    corpus: Path, tmp_path: Path, cluster: Cluster
) -> None:
    out = tmp_path / "out"
    running = common.start(corpus, out, engine="ray", address=cluster.address, rest=1.0)
    common.wait_for(lambda: common.begun(out)[2:])
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    count = len(common.begun(out))
    assert count < common.SHARDS
    told = common.slow(corpus, out, engine="ray", address=cluster.address, rest=0)
    assert told["failed"] == []
    assert common.halves(out) == []


def test_a_node_that_does_not_see_the_folder_is_told(tmp_path: Path) -> None:
    with token(tmp_path) as known:
        known.check()
        known.path.write_text("of another run")
        with pytest.raises(FolderNotSharedError, match="shared file system"):
            known.check()
        known.path.unlink()
        with pytest.raises(FolderNotSharedError):
            known.check()


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_told(corpus: Path, tmp_path: Path) -> None:
    told = common.slow(corpus, tmp_path / "out", engine="ray", address="127.0.0.1:9")
    assert told["error"]["code"] == "corpus_cluster_unreachable"
