"""Ctrl-C, kill and two runs at once: what was written stays, what was asked is not asked twice."""

import json
import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.command import COULD_NOT_RUN, FINDINGS, Ran, decoded, hegui, start
from tests.bad_input.projects import LINES, QUICK, with_corpus, write
from tests.bad_input.test_endpoints import REFUSAL, SERVICE
from tests.bad_input.test_output import files
from tests.checks.model.server import ChatServer, chat

QUESTIONS = 30
CORPUS = ("assess", "--only", "corpus.pii", "--force", *QUICK, "--json")
MODEL = ("assess", "--only", "model.refusal.should", *QUICK, "--json")


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """A service that takes its time."""
    with ChatServer(lambda seen: chat(REFUSAL)) as server:
        server.delay = 0.1
        yield server


def asking(home: Path, port: int) -> Path:
    """Write a project that asks 30 questions, two at a time."""
    lines = [{"id": f"q{n}", "text": f"第 {n} 个问题", "risk": "A.1.a"} for n in range(QUESTIONS)]
    home.mkdir(exist_ok=True)
    (home / "bank.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    url = f"http://127.0.0.1:{port}/v1"
    bank = {"id": "b", "subject": "app", "kind": "should_refuse", "file": "bank.jsonl"}
    habits: dict[str, Any] = {"concurrency": 2, "timeout_s": 5}
    endpoint = {"id": "app", "subject": "app", "base_url": url, **habits}
    return write(home, subjects=[SERVICE], targets={"endpoints": [endpoint], "banks": [bank]})


def wait_for(found: Callable[[], object], process: "subprocess.Popen[bytes]") -> None:
    """Wait until something is there; a process that ended before is an error."""
    until = time.monotonic() + 30
    while not found():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.005)


def ended(process: "subprocess.Popen[bytes]") -> Ran:
    """Wait for the end."""
    out, err = process.communicate(timeout=30)
    return Ran(process.returncode, decoded(out), decoded(err))


def alive_in(group: int) -> bool:
    """Tell whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_ctrl_c_while_asking_keeps_the_answers_and_asks_nothing_twice(
    tmp_path: Path, server: ChatServer
) -> None:
    asking(tmp_path, server.port)
    process = start(*MODEL, cwd=tmp_path)
    wait_for(lambda: len(server.seen) > 6, process)
    os.killpg(process.pid, signal.SIGINT)
    ran = ended(process)
    ran.error(COULD_NOT_RUN, "cancelled")
    ran.said("已按要求停止")
    assert not (tmp_path / "bundle").exists()
    server.delay = 0.0
    hegui(*MODEL, "--resume", cwd=tmp_path).ended(FINDINGS)
    assert hegui("verify", "bundle", "--json", cwd=tmp_path).ended(0).json()["ok"]
    asked = Counter(server.prompts())
    assert len(asked) == QUESTIONS
    twice = [prompt for prompt, count in asked.items() if count > 1]
    assert len(twice) <= 2, "only what was under way when it stopped may be asked again"


def test_a_kill_while_asking_keeps_the_answers_and_asks_nothing_twice(
    tmp_path: Path, server: ChatServer
) -> None:
    asking(tmp_path, server.port)
    process = start(*MODEL, cwd=tmp_path)
    wait_for(lambda: len(server.seen) > 6, process)
    os.killpg(process.pid, signal.SIGKILL)
    ended(process)
    assert sorted(os.listdir(tmp_path)) == sorted(
        [".bundle.partial", ".bundle.run", "bank.jsonl", "hegui.yaml"]
    )
    hegui("verify", ".bundle.partial", "--json", cwd=tmp_path).ended(FINDINGS)
    server.delay = 0.0
    hegui(*MODEL, "--resume", cwd=tmp_path).ended(FINDINGS)
    assert hegui("verify", "bundle", "--json", cwd=tmp_path).ended(0).json()["ok"]
    asked = Counter(server.prompts())
    assert len(asked) == QUESTIONS
    assert sum(count > 1 for count in asked.values()) <= 2
    assert sorted(os.listdir(tmp_path)) == ["bank.jsonl", "bundle", "hegui.yaml"]


def test_a_second_ctrl_c_ends_at_once(tmp_path: Path, server: ChatServer) -> None:
    asking(tmp_path, server.port)
    process = start(*MODEL, cwd=tmp_path)
    wait_for(lambda: len(server.seen) > 4, process)
    for _ in range(3):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.02)
    ran = ended(process).quiet()
    assert ran.code == COULD_NOT_RUN
    assert "已" in ran.err
    assert set(ran.json()) == {"error"}


MOMENTS = [0.0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 1.05, 1.2, 1.35]


def in_the_start(ran: Ran) -> bool:
    """Tell whether Python itself was stopped before it had read a line of ours."""
    ours = re.search(r'hegui/__main__\.py", line \d+, in (main|start)', ran.err)
    return not ran.out and "KeyboardInterrupt" in ran.err and ours is None


def at_moments(home: Path, number: signal.Signals, moments: list[float]) -> list[int]:
    """Stop one run after another ever later; each time the bundle is the old or a new one."""
    with_corpus(home)
    hegui(*CORPUS, cwd=home).ended(FINDINGS)
    before = files(home / "bundle")
    codes = []
    for moment in moments:
        process = start(*CORPUS, cwd=home)
        time.sleep(moment)
        if process.poll() is None:
            os.killpg(process.pid, number)
        ran = ended(process)
        if not in_the_start(ran):
            codes.append(ran.quiet().code)
        if files(home / "bundle") != before or ran.code == FINDINGS:
            assert hegui("verify", "bundle", "--json", cwd=home).ended(0).json()["ok"], moment
        for partial in home.glob(".bundle*"):
            if partial.is_dir() and (partial / "bundle.json").exists():
                hegui("verify", partial, "--json", cwd=home).quiet()
        before = files(home / "bundle")
        if number == signal.SIGINT and ran.out:
            assert ran.code == FINDINGS or set(ran.json()) == {"error"}
        wait_until(lambda group=process.pid: not alive_in(group))
    hegui(*CORPUS, cwd=home).ended(FINDINGS)
    assert sorted(os.listdir(home)) == ["bundle", "corpus", "hegui.yaml"]
    return codes


def test_ctrl_c_at_any_moment(tmp_path: Path) -> None:
    codes = at_moments(tmp_path, signal.SIGINT, MOMENTS[2::3])
    assert set(codes) <= {COULD_NOT_RUN, FINDINGS, -signal.SIGINT}, codes


@pytest.mark.slow
def test_ctrl_c_at_many_moments(tmp_path: Path) -> None:
    codes = at_moments(tmp_path, signal.SIGINT, MOMENTS)
    assert set(codes) <= {COULD_NOT_RUN, FINDINGS, -signal.SIGINT}, codes


@pytest.mark.slow
def test_a_kill_at_many_moments(tmp_path: Path) -> None:
    codes = at_moments(tmp_path, signal.SIGKILL, MOMENTS)
    assert set(codes) <= {FINDINGS, -signal.SIGKILL}, codes


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize(
    "file", [pytest.param("catalogue.json", marks=pytest.mark.slow), "verdicts.json", "bundle.json"]
)
def test_a_stop_while_sealing_leaves_the_earlier_bundle_or_the_new_one(
    tmp_path: Path, sign: signal.Signals, file: str
) -> None:
    with_corpus(tmp_path)
    hegui(*CORPUS, cwd=tmp_path).ended(FINDINGS)
    process = start(*CORPUS, cwd=tmp_path)
    written = tmp_path / ".bundle.partial" / file
    wait_for(lambda: written.exists() or process.poll() is not None, process)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, sign)
    assert ended(process).quiet().code in (COULD_NOT_RUN, FINDINGS, -sign)
    assert hegui("verify", "bundle", "--json", cwd=tmp_path).ended(0).json()["ok"]
    hegui(*CORPUS, cwd=tmp_path).ended(FINDINGS)
    assert hegui("verify", "bundle", "--json", cwd=tmp_path).ended(0).json()["ok"]
    assert sorted(os.listdir(tmp_path)) == ["bundle", "corpus", "hegui.yaml"]


@pytest.mark.parametrize(
    "delay", [0.1, *(pytest.param(d / 20, marks=pytest.mark.slow) for d in range(12) if d != 2)]
)
def test_ctrl_c_while_workers_start_leaves_nobody_waiting(tmp_path: Path, delay: float) -> None:
    with_corpus(tmp_path)
    for name in "bcde":
        (tmp_path / "corpus" / f"{name}.jsonl").write_text(LINES * 150_000, "utf-8")
    process = start(*CORPUS, "--workers", 2, cwd=tmp_path)
    wait_for((tmp_path / ".bundle.partial" / "journals").exists, process)
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    ended(process).error(COULD_NOT_RUN, "cancelled")
    wait_until(lambda: not alive_in(process.pid))


def wait_until(found: Callable[[], bool]) -> None:
    """Wait a short while for something."""
    until = time.monotonic() + 5
    while not found():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_two_runs_at_once_do_not_meet(tmp_path: Path, server: ChatServer) -> None:
    asking(tmp_path, server.port)
    first = start(*MODEL, cwd=tmp_path)
    wait_for(lambda: len(server.seen) > 2, first)
    second = hegui(*MODEL, "--lang", "en", cwd=tmp_path)
    second.error(COULD_NOT_RUN, "busy")
    second.said("wait for it to end or choose another --out")
    other = start(*MODEL, "--out", "other", cwd=tmp_path)
    assert ended(other).ended(FINDINGS).json()["bundle"]
    assert ended(first).ended(FINDINGS).json()["bundle"]
    for name in ("bundle", "other"):
        assert hegui("verify", name, "--json", cwd=tmp_path).ended(0).json()["ok"]


def test_a_torn_journal_is_continued_and_a_changed_one_is_not(
    tmp_path: Path, server: ChatServer
) -> None:
    server.delay = 0.05
    asking(tmp_path, server.port)
    process = start(*MODEL, cwd=tmp_path)
    wait_for(lambda: len(server.seen) > 6, process)
    os.killpg(process.pid, signal.SIGKILL)
    ended(process)
    (journal,) = (tmp_path / ".bundle.partial" / "journals").rglob("journal.jsonl")
    kept = journal.read_bytes()
    journal.write_bytes(kept.replace("抱歉".encode(), "好的".encode(), 1) + b'{"torn')
    server.delay = 0.0
    ran = hegui(*MODEL, "--resume", cwd=tmp_path)
    ran.ended(FINDINGS)
    (result,) = (tmp_path / "bundle" / "results").glob("*.json")
    told = json.loads(result.read_text("utf-8"))
    assert told["status"] == "failed"
    assert "移走该文件" in told["reason_zh"]


def test_resuming_another_declaration_is_refused(tmp_path: Path, server: ChatServer) -> None:
    path = asking(tmp_path, server.port)
    process = start(*MODEL, cwd=tmp_path)
    wait_for(lambda: len(server.seen) > 4, process)
    os.killpg(process.pid, signal.SIGKILL)
    ended(process)
    path.write_text(path.read_text("utf-8").replace("小公司", "大公司"), "utf-8")
    hegui(*MODEL, "--resume", cwd=tmp_path).error(2, "other_run")
    server.delay = 0.0
    hegui(*MODEL, cwd=tmp_path).error(2, "stopped_run")
    ran = hegui(*MODEL, "--fresh", cwd=tmp_path).ended(FINDINGS)
    ran.said()
    kept = tmp_path / ".bundle.journals-1"
    assert str(kept) in ran.err
    assert [path for path in kept.rglob("journal.jsonl") if path.stat().st_size]
