"""The whole check and the command against live servers and journals."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hegui.bundle.journals import journal_problems, read_chain
from hegui.bundle.sources import open_source
from hegui.checks.model.journal import Journal, read_journal
from hegui.engine.model import CheckResult
from hegui.engine.sealing import Seal
from hegui.project.errors import ProjectFileError
from tests.checks.model.conftest import Run
from tests.checks.model.server import Act, ChatServer, Seen, chat, error
from tests.support.chat_mock import ChatMock

CHECK = "model.capability"
OK = "好的。"
FAST = {"requests_per_second": 2000.0}


@pytest.fixture
def go(declare: Any, run: Run) -> Callable[..., CheckResult]:
    def ask(endpoint: Any, chosen: dict[str, Any], out: str = "out") -> CheckResult:
        [found] = run(declare([endpoint], [], checks={CHECK: chosen}), CHECK, out=out)
        return found

    return ask


def test_nothing_is_loaded_unless_it_is_asked_for(
    declare: Any, make_endpoint: Any, run: Run
) -> None:
    assert run(declare([make_endpoint("http://127.0.0.1:9/v1")], []), CHECK) == []


def test_steps_load_a_service_and_failures_are_sent_once(
    go: Any, serve: Any, make_endpoint: Any, tmp_path: Path
) -> None:
    def script(seen: Seen) -> Act:
        number = int(seen.prompt.partition("第 ")[2].partition(" 份")[0])
        return error(500) if number % 50 == 0 else chat(OK)

    server: ChatServer = serve(script)
    server.delay = 0.02
    chosen = {
        "endpoints": ["chat"],
        "requests": 150,
        "loads": [1, 4],
        "lengths": [50, 2000],
        **FAST,
    }
    result = go(make_endpoint(server.base_url), chosen)
    assert result.status == "done", result.reason_en
    assert (result.measures["requests"], result.measures["failures"]) == (150, 3)
    assert len(server.seen) == 150
    assert server.most_busy == 4
    assert result.measures["latency_p95_ms"] >= 20
    assert sum(result.measures["inputs_by_length"].values()) == 150
    assert result.measures["inputs_by_length"]["1000-3999"] == 75
    assert result.measures["inputs_by_load"]["4-7"] > 50
    assert result.measures["inputs_by_load"]["8-15"] == 0
    assert result.run["whole"]["by_failure"] == {"server_error": 3}
    assert [step["most_at_once"] for step in result.run["steps"]] == [1, 4]
    assert result.errors == ()
    chain = read_chain(open_source(tmp_path / "out"), result.journal_file)
    assert list(journal_problems(result, chain)) == []
    again = go(make_endpoint(server.base_url), chosen)
    assert len(server.seen) == 150
    assert again.measures == result.measures


def test_a_failing_service_is_not_loaded_further(go: Any, serve: Any, make_endpoint: Any) -> None:
    server: ChatServer = serve(lambda _seen: chat(OK) if len(server.seen) % 10 == 1 else error(429))
    chosen = {"endpoints": ["chat"], "requests": 150, "loads": [1, 2, 8], **FAST}
    result = go(make_endpoint(server.base_url), chosen)
    assert result.run["stopped"] == "failing"
    assert len(result.run["steps"]) == 1
    assert result.measures["failures"] * 2 > result.measures["requests"]
    assert any("stopped early" in one.what for one in result.errors)


def test_time_is_bounded(go: Any, serve: Any, make_endpoint: Any) -> None:
    server = serve(lambda _seen: chat(OK))
    server.delay = 0.2
    chosen = {"endpoints": ["chat"], "requests": 100, "loads": [1], "minutes": 0.02, **FAST}
    result = go(make_endpoint(server.base_url), chosen)
    assert result.run["stopped"] == "time"
    assert 1 <= result.measures["requests"] < 20


def test_a_pace_that_keeps_a_load_from_being_reached_is_said(
    go: Any, serve: Any, make_endpoint: Any
) -> None:
    server = serve(lambda _seen: chat(OK))
    chosen = {"endpoints": ["chat"], "requests": 20, "loads": [8], "requests_per_second": 40.0}
    result = go(make_endpoint(server.base_url), chosen)
    assert any("8 at once" in one.what for one in result.errors)
    assert result.measures["inputs_by_load"]["8-15"] == 0


def test_a_service_that_never_answers_gives_no_figures(go: Any, make_endpoint: Any) -> None:
    chosen = {"endpoints": ["chat"], "requests": 20, "loads": [2], **FAST}
    result = go(make_endpoint("http://127.0.0.1:9/v1", timeout_s=1.0), chosen)
    assert result.status == "failed"
    assert result.measures == {}


@pytest.mark.parametrize(
    ("chosen", "what"),
    [({"endpoints": ["none"]}, "none"), ({"endpoints": ["chat"], "loads": [99]}, "concurrency")],
)
def test_parameters_that_do_not_fit_are_said(
    go: Any, make_endpoint: Any, chosen: dict[str, Any], what: str
) -> None:
    from hegui.common.errors import WrongUseError

    with pytest.raises(WrongUseError) as found:
        go(make_endpoint("http://127.0.0.1:9/v1"), chosen)
    assert what in found.value.message("en")


def test_figures_out_of_bounds_are_refused(go: Any, make_endpoint: Any) -> None:
    with pytest.raises(ProjectFileError, match="loads"):
        go(make_endpoint("http://127.0.0.1:9/v1"), {"endpoints": ["chat"], "loads": [0]})


@pytest.fixture
def mock() -> Iterator[ChatMock]:
    with ChatMock("--latency-ms", "20", "--faults", "--seed", "7") as found:
        yield found


def hegui(folder: Path, *words: str, code: int = 0, **env: str) -> Any:
    line = [sys.executable, "-m", "hegui", "model", "load", *words, "--json"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout or done.stderr)


ASK = ("--requests", "200", "--loads", "2,8", "--rps", "2000", "--timeout", "1")


def test_the_command_loads_goes_on_and_reads_its_own_journal(
    tmp_path: Path, mock: ChatMock
) -> None:
    words = ("--url", mock.base_url, "--model", "m", *ASK)
    told = hegui(tmp_path, *words, "--dry-run")
    assert told["steps"] == [{"load": 2, "requests": 40}, {"load": 8, "requests": 160}]
    assert told["tokens_at_most"] > 0
    assert mock.stats()["requests"] == 0
    found = hegui(tmp_path, *words, "--out", "load")
    assert found["measures"]["requests"] == 200 == mock.stats()["requests"]
    assert 0 < found["measures"]["failures"] < 80
    assert sum(found["whole"]["by_failure"].values()) == found["measures"]["failures"]
    assert json.loads((tmp_path / "load/result.json").read_bytes()) == found
    assert "model_test_exists" in json.dumps(hegui(tmp_path, *words, "--out", "load", code=2))
    again = hegui(tmp_path, *words, "--out", "load", "--resume")
    assert again["measures"] == found["measures"]
    assert mock.stats()["requests"] == 200
    read = hegui(tmp_path, "--journal", "load/journal.jsonl")
    assert read["measures"] == found["measures"]
    assert read["by_load"] == found["by_load"]


def test_a_stop_in_the_middle_loses_nothing(tmp_path: Path, mock: ChatMock) -> None:
    words = ("--url", mock.base_url, *ASK, "--out", "load", "--minutes", "0.005")
    part = hegui(tmp_path, *words)
    assert part["stopped"] == "time"
    sent = len(read_journal(tmp_path / "load/journal.jsonl").entries)
    assert part["measures"]["requests"] == sent < 200
    whole = hegui(tmp_path, "--url", mock.base_url, *ASK, "--out", "load", "--resume")
    assert whole["measures"]["requests"] == 200


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ((), "--url"),
        (("--url", "http://127.0.0.1:9/v1", "--loads", "1,x", "--out", "o"), "--loads"),
        (("--url", "http://127.0.0.1:9/v1", "--loads", "999", "--out", "o"), "--loads"),
        (("--url", "http://127.0.0.1:9/v1"), "--out"),
        (("--url", "http://127.0.0.1:9/v1", "--out", "o", "--max-cost", "1"), "--max-cost"),
        (("--url", "http://127.0.0.1:9/v1", "--out", "o", "--encrypt"), "--encrypt"),
    ],
)
def test_wrong_use_is_said(tmp_path: Path, words: tuple[str, ...], what: str) -> None:
    assert what in json.dumps(hegui(tmp_path, *words, code=2))
    assert not (tmp_path / "o").exists()


def test_nobody_at_the_address_is_said(tmp_path: Path) -> None:
    words = ("--url", "http://127.0.0.1:9/v1", "--out", "o", "--rps", "1000", "--requests", "20")
    told = hegui(tmp_path, *words, code=3)
    assert "endpoint_down" in json.dumps(told)


def test_recorded_journals_are_read_with_their_day(
    declare: Any, make_endpoint: Any, run: Run, tmp_path: Path, mock: ChatMock
) -> None:
    hegui(tmp_path, "--url", mock.base_url, *ASK, "--out", "load")
    chosen = {"journals": {"m1": ["load/journal.jsonl"]}}
    [result] = run(declare([], [], checks={CHECK: chosen}), CHECK)
    assert result.status == "done", result.reason_en
    assert result.measures["requests"] == 200
    assert result.measured_on is not None
    assert result.measured_on.isoformat() != "2026-11-20"
    assert [one.path for one in result.inputs] == ["load/journal.jsonl"]


def test_journals_that_say_nothing_are_named(
    declare: Any, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = Seal(bytes.fromhex("0f" * 32))
    with Journal(tmp_path / "empty.jsonl"), Journal(tmp_path / "sealed.jsonl", seal=seal):
        pass
    (tmp_path / "broken.jsonl").write_text("{}\n", "utf-8")
    for name, code in (("empty", "not_run"), ("broken", "failed"), ("missing", "failed")):
        chosen = {"journals": {"m1": [f"{name}.jsonl"]}}
        [result] = run(declare([], [], checks={CHECK: chosen}), CHECK, out=name)
        assert result.status == code, (name, result.status, result.reason_en)
        assert f"{name}.jsonl" in result.reason_en
        assert result.measures == {}


def test_an_encrypted_journal_needs_its_key(
    declare: Any, run: Run, tmp_path: Path, mock: ChatMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAL", "0f" * 32)
    hegui(tmp_path, "--url", mock.base_url, *ASK, "--out", "s", "--encrypt", "--key-env", "SEAL")
    chosen: dict[str, Any] = {"journals": {"m1": ["s/journal.jsonl"]}}
    [closed] = run(declare([], [], checks={CHECK: chosen}), CHECK, out="a")
    assert closed.status == "not_run"
    chosen = chosen | {"journal_key_env": "SEAL"}
    [opened] = run(declare([], [], checks={CHECK: chosen}), CHECK, out="b")
    assert opened.measures["inputs_by_length"]["1000-3999"] > 0
