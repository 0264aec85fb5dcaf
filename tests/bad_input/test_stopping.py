"""Ctrl-C and SIGTERM end every long command alike: what is there is kept, and it says how to go on."""

import json
import logging
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hegui.checks.corpus.shards.plan import plan_head
from hegui.cli.interrupts import no_interrupt
from tests.bad_input.command import COULD_NOT_RUN, FINDINGS, WRONG_USE, hegui, start
from tests.bad_input.projects import LINES
from tests.bad_input.test_interrupts import MODEL, QUESTIONS, asking, ended, wait_for
from tests.checks.model.server import ChatServer, chat

BOTH = pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """A service that takes its time."""
    with ChatServer(lambda seen: chat("抱歉，我不能提供这方面的帮助。")) as server:
        server.delay = 0.1
        yield server


def bank(home: Path, count: int = QUESTIONS) -> None:
    """Write a bank of questions that should be refused."""
    rows = [
        {"id": f"q{n}", "text": f"问题 {n}", "expectation": "should_refuse"} for n in range(count)
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (home / "bank.jsonl").write_text(text, "utf-8")


def words_of(server: ChatServer) -> tuple[str, ...]:
    """Return a test that asks two at a time."""
    url = ("--url", server.base_url, "--model", "m", "--concurrency", "2")
    return ("model", "test", *url, "--bank", "bank.jsonl", "--out", "out", "--json")


@BOTH
def test_a_test_of_a_model_says_how_to_go_on_and_asks_nothing_twice(
    tmp_path: Path, server: ChatServer, sign: signal.Signals
) -> None:
    bank(tmp_path)
    process = start(*words_of(server), cwd=tmp_path)
    wait_for(lambda: len(server.seen) > 6, process)
    os.kill(process.pid, sign)
    ran = ended(process)
    ran.error(COULD_NOT_RUN, "model_stopped")
    ran.said("--resume", "out")
    server.delay = 0.0
    done = hegui(*words_of(server), "--resume", cwd=tmp_path).ended(0).json()
    assert done["answered"] == QUESTIONS
    asked = Counter(server.prompts())
    assert len(asked) == QUESTIONS
    assert sum(count > 1 for count in asked.values()) <= 2


def held_open(fifo: Path, writers: list[int]) -> bool:
    """Keep the reader of a named pipe waiting for what is never written; False while there is none."""
    with suppress(OSError):
        writers.append(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
    return bool(writers)


@BOTH
def test_before_anything_was_asked_there_is_nothing_to_go_on_with(
    tmp_path: Path, server: ChatServer, sign: signal.Signals
) -> None:
    bank(tmp_path)
    os.mkfifo(fifo := tmp_path / "key")
    process = start(*words_of(server), "--key-file", fifo, cwd=tmp_path)
    writers: list[int] = []
    wait_for(lambda: held_open(fifo, writers), process)
    try:
        os.kill(process.pid, sign)
        ran = ended(process)
    finally:
        os.close(writers[0])
    ran.error(COULD_NOT_RUN, "stopped")
    assert "--resume" not in ran.err
    assert not (tmp_path / "out").exists()
    assert not server.seen


def test_a_test_of_load_says_how_to_go_on(tmp_path: Path, server: ChatServer) -> None:
    words = (
        "model",
        "load",
        "--url",
        server.base_url,
        "--out",
        "out",
        "--requests",
        "40",
        "--json",
    )
    process = start(*words, cwd=tmp_path)
    wait_for(lambda: len(server.seen) > 4, process)
    os.kill(process.pid, signal.SIGTERM)
    ran = ended(process)
    ran.error(COULD_NOT_RUN, "model_stopped")
    ran.said("--resume")


def test_sigterm_ends_an_assessment_like_ctrl_c(tmp_path: Path, server: ChatServer) -> None:
    asking(tmp_path, server.port)
    process = start(*MODEL, cwd=tmp_path)
    wait_for(lambda: len(server.seen) > 6, process)
    os.kill(process.pid, signal.SIGTERM)
    ended(process).error(COULD_NOT_RUN, "cancelled")
    server.delay = 0.0
    hegui(*MODEL, "--resume", cwd=tmp_path).ended(FINDINGS)
    assert len(Counter(server.prompts())) == QUESTIONS


def test_sigterm_ends_a_scan_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for name in "abcd":
        (tmp_path / "corpus" / f"{name}.jsonl").write_text(LINES * 200_000, "utf-8")
    process = start("corpus", "scan", "corpus", "--out", "scan", "--jobs", "2", cwd=tmp_path)
    wait_for(lambda: plan_head(tmp_path / "scan") is not None, process)
    os.kill(process.pid, signal.SIGTERM)
    ran = ended(process).quiet()
    assert ran.code == COULD_NOT_RUN, ran.err
    assert "--resume" in ran.err


def test_a_malformed_proxy_has_its_own_sentence(tmp_path: Path, server: ChatServer) -> None:
    bank(tmp_path)
    words = ("model", "test", "--url", "http://model.example.org/v1", "--bank", "bank.jsonl")
    env = {"HTTP_PROXY": "foo"}
    ran = hegui(*words, "--out", "out", "--json", "--lang", "en", cwd=tmp_path, env=env)
    ran.error(WRONG_USE, "bad_proxy")
    ran.said("HTTP_PROXY", "http://host:port")
    assert not (tmp_path / "out").exists()


def test_a_draw_larger_than_the_bank_is_told(tmp_path: Path, server: ChatServer) -> None:
    server.delay = 0.0
    bank(tmp_path)
    ran = hegui(*words_of(server), "--draw", "500", "--lang", "en", cwd=tmp_path).ended(0)
    assert "500 questions were to be drawn, the bank has 30" in ran.err
    assert ran.json()["wanted"] == 500
    report = ("model", "report", "out", "--lang", "en")
    hegui(*report, cwd=tmp_path).ended(0)
    assert "500 questions were to be drawn" in (tmp_path / "out" / "report.html").read_text("utf-8")


@pytest.mark.parametrize(("error", "told"), [(KeyboardInterrupt(), 0), (ValueError("no"), 1)])
def test_a_task_that_an_interrupt_met_is_not_reported(
    error: BaseException, told: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The sentence on how to go on stands alone; any other error of a task is still reported."""
    logger = logging.getLogger("asyncio")
    logger.addFilter(no_interrupt)
    try:
        logger.error("Task exception was never retrieved", exc_info=error)
    finally:
        logger.removeFilter(no_interrupt)
    assert len(caplog.records) == told
