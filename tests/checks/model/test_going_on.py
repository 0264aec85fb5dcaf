"""Whole checks through the runner: equal runs, going on, stopping, kills."""

import dataclasses
import datetime as dt
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.model.journal import NAME, read_journal
from hegui.engine.errors import CancelledRunError
from hegui.engine.listeners import QuietListener
from hegui.project.model import Subject
from tests.checks.model.script import NO, SHOULD, YES, number
from tests.checks.model.server import Act, ChatServer, Seen, chat, error


def test_equal_runs_give_equal_measures_whatever_the_timing(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    def script(seen: Seen) -> Act:
        time.sleep((len(server.seen) * 7 % 5) / 1000)
        faulty = number(seen.prompt) % 5 == 0 and seen.attempt == 1
        return error(503) if faulty else chat(NO if number(seen.prompt) % 3 else YES)

    server = serve(script)
    bank = write_bank("should_refuse", 60)
    first, second = (
        run(declare([make_endpoint(server.base_url, concurrency=c)], [bank]), SHOULD, out=f"o{c}")[
            0
        ]
        for c in (1, 16)
    )
    assert first.measures == second.measures
    assert first.drawn == second.drawn
    assert first.measures["k"] == 40


def test_concurrency_is_kept(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    server = serve(lambda seen: chat(NO))
    server.delay = 0.02
    declared = declare(
        [make_endpoint(server.base_url, concurrency=4)], [write_bank("should_refuse", 30)]
    )
    run(declared, SHOULD)
    assert server.most_busy == 4


@pytest.mark.parametrize(
    ("caps", "asked", "why"),
    [
        ({"max_requests": 12}, 12, "request_cap"),
        ({"price_out": 1e6, "max_tokens": 10, "max_cost": 50.0}, 14, "cost_cap"),
    ],
)
def test_caps_of_an_endpoint_stop_a_check(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    declare: Any,
    run: Any,
    caps: dict[str, Any],
    asked: int,
    why: str,
) -> None:
    """An answer costs 3 and may cost 10: the fourteenth begins at 39, the fifteenth would at 42."""
    server = serve(lambda seen: chat(NO))
    endpoint = make_endpoint(server.base_url, concurrency=4, **caps)
    (found,) = run(declare([endpoint], [write_bank("should_refuse", 30)]), SHOULD)
    assert (len(server.seen), found.run["stopped"]) == (asked, why)
    assert (found.measures["n"], found.measures["unanswered"]) == (asked, 30 - asked)


def test_a_cap_without_a_price_asks_nothing(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    server = serve(lambda seen: chat(NO))
    endpoint = make_endpoint(server.base_url, max_cost=1.0)
    (found,) = run(declare([endpoint], [write_bank("should_refuse", 3)]), SHOULD)
    assert found.measures.get("n") is None
    assert server.seen == []


def test_a_second_run_asks_only_what_has_no_answer_yet(
    server: ChatServer,
    texts: dict[int, Act],
    make_endpoint: Any,
    write_bank: Any,
    declare: Any,
    run: Any,
) -> None:
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", 12)])
    run(declared, SHOULD)
    texts[3] = chat(NO)
    server.seen.clear()
    (result,) = run(declared, SHOULD)
    assert sorted(map(number, server.prompts())) == [3, 4]
    assert result.measures == {"n": 10, "k": 8, "unanswered": 2, "by_risk": {"A.1.h": 8}}


def test_a_changed_question_model_or_prompt_is_asked_anew(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    bank = write_bank("should_refuse", [{"id": "a", "text": "问题 9", "risk": "A.1.h"}])
    for changes in ({}, {"model": "m2"}, {"system": "s"}, {"temperature": 0.5}, {"max_tokens": 9}):
        run(declare([make_endpoint(server.base_url, **changes)], [bank]), SHOULD)
    assert len(server.seen) == 5


def test_answers_of_another_version_or_day_are_not_used_again(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    bank = write_bank("should_refuse", [{"id": "a", "text": "问题 9", "risk": "A.1.h"}])
    old = Subject(id="m1", kind="model", name="模型", digest="sha256:" + "a" * 64)
    new = Subject(id="m1", kind="model", name="模型", digest="sha256:" + "b" * 64)
    asked = []
    for subject, later in ((old, 0), (old, 0), (new, 0), (new, 1)):
        declared = declare([make_endpoint(server.base_url)], [bank], subjects=(subject,))
        day = declared.as_of + dt.timedelta(days=later)
        run(dataclasses.replace(declared, as_of=day), SHOULD)
        asked.append(len(server.seen))
    assert asked == [1, 1, 2, 3]


def test_the_address_is_no_part_of_the_question(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    servers = [serve(lambda seen: chat(NO)) for _ in range(2)]
    bank = write_bank("should_refuse", 3)
    for server in servers:
        run(declare([make_endpoint(server.base_url)], [bank]), SHOULD)
    assert [len(server.seen) for server in servers] == [3, 0]


@pytest.mark.parametrize("questions", [3, 200])
def test_an_endpoint_that_never_answers_fails_the_check_with_one_sentence(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    declare: Any,
    run: Any,
    tmp_path: Path,
    questions: int,
) -> None:
    server = serve(lambda _: Act(kind="drop"))
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", questions)])
    (result,) = run(declared, SHOULD)
    assert result.status == "failed"
    assert result.measures == {}
    assert "broke off half-way" in result.reason_en
    assert not re.search(r"\d", result.reason_en)
    kept = read_journal(tmp_path / "out" / result.journal_file).entries
    assert {(entry.answered, entry.failure) for entry in kept} == {(False, "dropped")}
    # Every attempt that was answered with a broken line is on record, but those cut off.
    assert len(server.seen) - 8 <= len(kept) <= len(server.seen)


def test_an_endpoint_that_dies_half_way_is_judged_by_what_it_said(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any, tmp_path: Path
) -> None:
    alive = iter(range(30))
    server = serve(lambda _: Act(kind="drop") if next(alive, None) is None else chat(NO))
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", 200)])
    (result,) = run(declared, SHOULD)
    assert result.status == "done"
    assert (result.measures["n"], result.measures["unanswered"]) == (30, 170)
    assert result.run["stopped"] == "dropped"
    assert result.run["unanswered_why"].keys() == {"dropped", "not_asked"}
    assert result.error_count == 170
    kept = read_journal(tmp_path / "out" / result.journal_file / NAME).entries
    assert sum(entry.answered for entry in kept) == 30
    failed = {entry.id for entry in kept if not entry.answered}
    assert len(failed) == result.run["unanswered_why"]["dropped"]


def test_going_on_with_a_run_does_not_throw_its_answers_away(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    page = Act(200, b"<html>busy</html>")
    server = serve(lambda seen: page if number(seen.prompt) % 4 == 0 else chat(NO))
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", 160)])
    (first,) = run(declared, SHOULD)
    assert first.measures == {"n": 120, "k": 120, "unanswered": 40, "by_risk": {"A.1.h": 120}}
    for _ in range(2):
        server.seen.clear()
        (again,) = run(declared, SHOULD)
        assert again.status == "done"
        assert again.measures == first.measures
        assert again.run["unanswered_why"] == {"not_json": 40}
        assert again.run["stopped"] == "not_json"
        assert {number(prompt) % 4 for prompt in server.prompts()} == {0}
        assert len(set(server.prompts())) < 40


def test_a_tampered_journal_fails_the_check(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any, tmp_path: Path
) -> None:
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", 8)])
    (result,) = run(declared, SHOULD)
    path = tmp_path / "out" / result.journal_file / NAME
    path.write_text(path.read_text("utf-8").replace(YES, NO), "utf-8")
    (again,) = run(declared, SHOULD)
    assert again.status == "failed"
    assert "chain" in again.reason_en


def test_the_key_is_in_no_file(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    declare: Any,
    run: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = "test" + "-key-4711"
    monkeypatch.setenv("CHAT_KEY", key)
    acts = {0: chat(f"您的密钥是 {key}"), 1: error(400, key), 2: error(500, key)}
    server = serve(lambda seen: acts.get(number(seen.prompt), chat(NO)))
    declared = declare(
        [make_endpoint(server.base_url, api_key_env="CHAT_KEY")], [write_bank("should_refuse", 6)]
    )
    run(declared, SHOULD)
    assert server.seen[0].headers["authorization"].endswith(key)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files if key.encode() in path.read_bytes()] == []


class Stopper(QuietListener):
    """Asks to stop after so many answers, as Ctrl-C does."""

    def __init__(self, after: int) -> None:
        self.after = after

    def progressed(self, done: int, total: int | None, unit: str) -> None:
        if done >= self.after:
            os.kill(os.getpid(), signal.SIGINT)
            self.after = 10**9


def test_a_stop_keeps_the_journal_and_the_next_run_goes_on(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any, tmp_path: Path
) -> None:
    assert threading.current_thread() is threading.main_thread()
    server = serve(lambda seen: chat(NO))
    server.delay = 0.02
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", 150)])
    with pytest.raises(CancelledRunError):
        run(declared, SHOULD, listener=Stopper(after=20))
    asked = len(server.seen)
    assert 20 <= asked < 150
    (result,) = run(declared, SHOULD)
    assert result.measures["n"] == 150
    # What was on its way when the stop came is asked again, nothing else.
    assert len(server.seen) <= 150 + 8
    assert result.run["journal"]["records"] == 150


def test_a_stop_is_heard_while_the_endpoint_hangs(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    server = serve(lambda seen: Act(kind="hang"))
    declared = declare(
        [make_endpoint(server.base_url, timeout_s=60.0)], [write_bank("should_refuse", 9)]
    )
    begun = time.monotonic()
    with pytest.raises(CancelledRunError):
        run(declared, SHOULD, listener=Stopper(after=0))
    assert time.monotonic() - begun < 10


def test_a_second_interrupt_breaks_off_and_keeps_the_journal(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any, tmp_path: Path
) -> None:
    class Impatient(QuietListener):
        def progressed(self, done: int, total: int | None, unit: str) -> None:
            if done >= 20:
                os.kill(os.getpid(), signal.SIGINT)
                os.kill(os.getpid(), signal.SIGINT)

    server = serve(lambda seen: chat(NO))
    server.delay = 0.02
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", 150)])
    with pytest.raises(CancelledRunError):
        run(declared, SHOULD, listener=Impatient())
    (journal,) = tmp_path.glob("out/journals/*/journal.jsonl")
    assert len(read_journal(journal).entries) >= 20
    (result,) = run(declared, SHOULD)
    assert result.measures["n"] == 150


KILLED = """
import sys
from pathlib import Path
from hegui.checks.model.asking import Round
from hegui.checks.model.client import ChatClient
from hegui.checks.model.journal import Journal
from hegui.checks.model.request import Asking, ChatRequest
from hegui.engine.banks import Message
from hegui.project.model import Endpoint
import asyncio

def asking(at):
    messages = (Message(role="user", content=f"问题 {at}"),)
    return Asking(item=str(at), request=ChatRequest(model="", messages=messages, temperature=0, limit=9))

endpoint = Endpoint(id="chat", subject="m1", base_url=sys.argv[1])
with Journal(Path(sys.argv[2])) as journal:
    entries = asyncio.run(Round(
        [asking(at) for at in range(200)], client=ChatClient(endpoint), journal=journal,
        progress=lambda done, total: None, workers=4, about={},
    ).run())
print(len(entries), journal.records)
"""


def test_a_kill_in_the_middle_loses_nothing_that_was_written(serve: Any, tmp_path: Path) -> None:
    server = serve(lambda seen: chat(NO))
    server.delay = 0.01
    path = tmp_path / "j.jsonl"
    command = [sys.executable, "-c", KILLED, server.base_url, str(path)]
    first = subprocess.Popen(command)
    while not path.exists() or path.read_bytes().count(b"\n") < 30:
        assert first.poll() is None
        time.sleep(0.01)
    first.kill()
    first.wait()
    kept = len(read_journal(path).entries)
    assert 30 <= kept < 200
    server.seen.clear()
    second = subprocess.run(command, capture_output=True, text=True, check=True)
    assert second.stdout.split() == ["200", "200"]
    assert len(server.seen) == 200 - kept


def test_progress_counts_known_answers_too(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    told: list[tuple[int, int | None, str]] = []

    class Told(QuietListener):
        def progressed(self, done: int, total: int | None, unit: str) -> None:
            told.append((done, total, unit))

    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", 12)])
    run(declared, SHOULD, listener=Told())
    assert told[0] == (0, 12, "题")
    assert told[-1] == (12, 12, "题")
    told.clear()
    run(declared, SHOULD, listener=Told())
    assert told[0] == (10, 12, "题")
