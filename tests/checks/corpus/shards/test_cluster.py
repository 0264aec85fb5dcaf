"""The Ray engine: nodes started for the run, a cluster of two nodes, and a node that dies."""

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.corpus.shards.errors import FolderNotSharedError, NodesNotAloneError
from hegui.checks.corpus.shards.nodes import token
from hegui.checks.corpus.shards.session import session
from tests.checks.corpus.shards import common
from tests.support.ray_nodes import Cluster, alive, family, listens

pytest.importorskip("hyperscan")
pytest.importorskip("ray", reason="the extra hegui[ray] is not installed")


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


@pytest.fixture(scope="module")
def nodes() -> Iterator[Cluster]:
    """Yield a cluster; its sockets need a short path."""
    with tempfile.TemporaryDirectory(prefix="hr-", ignore_cleanup_errors=True) as folder:
        started = Cluster(folder)
        yield started
        started.end()


@pytest.fixture
def cluster(nodes: Cluster) -> Cluster:
    """Return the cluster with both its nodes."""
    return nodes.whole()


def start(corpus: Path, out: Path, cluster: Cluster, **asked: Any) -> "subprocess.Popen[str]":
    """Start a slow scan on a cluster."""
    reach = {"engine": "ray", "address": cluster.address}
    return common.start(corpus, out, cluster.environment, **reach, **asked)


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
def test_nodes_started_for_a_run_are_closed_to_the_network_and_end_with_it(
    corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    running = common.start(corpus, out, engine="ray", jobs=2, rest=1.0)
    common.wait_for(lambda: common.begun(out)[2:])
    processes = family(running.pid)
    assert {"gcs_server", "raylet"} <= {process.name() for process in processes}
    assert listens(processes) == {"127.0.0.1"}
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    common.wait_for(lambda: not alive(processes))
    assert len(common.begun(out)) < common.SHARDS
    assert common.slow(corpus, out, rest=0)["failed"] == []
    assert common.halves(out) == []


@pytest.mark.slow
def test_a_node_killed_in_the_middle_changes_nothing(
    corpus: Path, clean: Path, tmp_path: Path, cluster: Cluster
) -> None:
    out, second = tmp_path / "out", cluster.second
    running = start(corpus, out, cluster, rest=1.0)
    common.wait_for(lambda: [1 for _, node in common.begun(out) if node == second][1:])
    cluster.kill_second()
    before = [shard for shard, node in common.begun(out) if node == second]
    told = common.answer(running)
    assert (told["failed"], told["docs"]) == ([], common.SHARDS * common.LINES)
    assert common.known(out) == common.known(clean)
    again = [shard for shard, node in common.begun(out) if node != second]
    assert set(before) & set(again), "no shard was lost with the node: the kill came too late"
    assert common.halves(out) == []


@pytest.mark.slow
def test_a_shard_that_kills_its_worker_is_named(
    corpus: Path, clean: Path, tmp_path: Path, cluster: Cluster
) -> None:
    out = tmp_path / "out"
    told = common.answer(start(corpus, out, cluster, rest=0.1, deadly="04.jsonl"))
    (failed,) = told["failed"]
    assert failed["code"] == "corpus_shard_lost"
    assert [shard for shard, _ in common.begun(out)].count("04.jsonl") == 3
    expected = {name: all_ for name, all_ in common.known(clean).items() if name != "04.jsonl"}
    assert common.known(out) == expected


@pytest.mark.slow
def test_an_interrupt_ends_the_tasks_of_a_cluster(
    corpus: Path, clean: Path, tmp_path: Path, cluster: Cluster
) -> None:
    out = tmp_path / "out"
    running = start(corpus, out, cluster, rest=1.0)
    common.wait_for(lambda: common.begun(out)[2:])
    tasks = [process for process in family(cluster.pid) if process.name().startswith("ray::do")]
    assert tasks
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    common.wait_for(lambda: not alive(tasks))
    assert len(common.begun(out)) < common.SHARDS
    told = common.answer(start(corpus, out, cluster, rest=0))
    assert told["failed"] == []
    assert common.known(out) == common.known(clean)
    assert common.halves(out) == []


@pytest.mark.slow
@pytest.mark.parametrize("command", common.COMMANDS)
def test_every_command_on_shards_leaves_on_a_cluster_what_it_leaves_here(
    command: str, corpus: Path, tmp_path: Path, cluster: Cluster
) -> None:
    common.make_works(corpus, tmp_path / "works.index")
    common.run_command("scan", corpus, tmp_path / "scan", {})
    told = common.run_command(command, corpus, tmp_path / "here", {})
    around = cluster.environment
    reach = ("--engine", "ray", "--address", cluster.address)
    there = common.run_command(command, corpus, tmp_path / "there", around, *reach)
    assert (there["failed"], there["docs"]) == ([], common.SHARDS * common.LINES)
    places = ("out", "manifest")
    assert {k: v for k, v in there.items() if k not in places} == {
        k: v for k, v in told.items() if k not in places
    }
    assert common.left(tmp_path / "there") == common.left(tmp_path / "here")
    again = common.run_command(command, corpus, tmp_path / "there", around, *reach, "--resume")
    assert again["skipped"] == common.SHARDS


@pytest.mark.slow
def test_a_cluster_that_wants_another_token_is_told(
    corpus: Path, tmp_path: Path, cluster: Cluster
) -> None:
    around = {**cluster.environment, "RAY_AUTH_TOKEN": "0" * 64}
    asked = {"engine": "ray", "address": cluster.address}
    told = common.answer(common.start(corpus, tmp_path / "out", around, **asked))
    assert told["error"]["code"] == "corpus_cluster_unreachable"


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
def test_nodes_that_would_be_open_to_the_network_are_not_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ray.util.get_node_ip_address", lambda: "192.0.2.1")
    with pytest.raises(NodesNotAloneError, match=r"192\.0\.2\.1"), session("", 1):
        raise AssertionError("it was started")


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_told(corpus: Path, tmp_path: Path) -> None:
    told = common.slow(corpus, tmp_path / "out", engine="ray", address="127.0.0.1:9")
    assert told["error"]["code"] == "corpus_cluster_unreachable"
