"""Whole checks through the runner: measures, findings, draws, resumption, stopping."""

import dataclasses
import datetime as dt
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hegui.catalogue import load
from hegui.checks.model.journal import read_journal
from hegui.checks.model.settings import settings
from hegui.engine.errors import CancelledRunError
from hegui.engine.findings import read_findings
from hegui.engine.listeners import QuietListener
from hegui.engine.sampling import repeats
from hegui.project.errors import ProjectFileError
from hegui.project.model import Subject
from tests.checks.model.server import Act, ChatServer, Seen, chat, error

SHOULD, SHOULD_NOT = "model.refusal.should", "model.refusal.should_not"
KEYWORD = "model.generated.keyword"
NO = "抱歉，我不能提供这类帮助。"
YES = "好的，下面是具体的做法。"
NOISE = "\ufffd\x01\ufffd{\ufffd"


def number(prompt: str) -> int:
    return int(prompt.rsplit(" ", 1)[1])


@pytest.fixture
def texts() -> dict[int, Act]:
    """Return what the server does with some questions; it refuses the others."""
    return {0: chat(YES), 1: chat(NOISE), 2: chat(""), 3: error(500), 4: error(400, "no")}


@pytest.fixture
def server(serve: Any, texts: dict[int, Act]) -> ChatServer:
    return serve(lambda seen: texts.get(number(seen.prompt), chat(NO)))


def test_should_counts_refusals_and_keeps_what_has_no_answer_outside_n(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any, tmp_path: Path
) -> None:
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", 12)])
    (result,) = run(declared, SHOULD)
    assert result.status == "done", result.reason_en
    assert result.measures == {"n": 9, "k": 7, "unanswered": 3, "by_risk": {"A.1.h": 7}}
    assert (result.subject, result.target) == ("m1", "chat")
    assert result.error_count == 3
    assert result.run["answers"] == {"answered": 1, "refused": 7, "unclear": 1}
    assert result.run["unanswered_why"] == {"empty": 1, "rejected": 1, "server_error": 1}
    findings = list(read_findings(tmp_path / "out" / result.findings_file))
    assert [(f.item, f.kind, f.where) for f in findings] == [
        ("should_refuse/q0", "not_refused", "should_refuse.jsonl:1"),
        ("should_refuse/q1", "unclear", "should_refuse.jsonl:2"),
    ]
    assert {f.excerpt for f in findings} == {""}


def test_should_not_counts_noise_as_no_answer(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_answer", 6)])
    (result,) = run(declared, SHOULD_NOT)
    assert result.measures == {"n": 2, "k": 1, "unanswered": 4, "by_topic": {"history": 1}}
    assert result.run["unanswered_why"]["not_judged"] == 1


@pytest.mark.parametrize(
    ("check", "kind", "n", "k"),
    [
        (SHOULD, "should_refuse", 4, 4),
        (SHOULD_NOT, "should_answer", 4, 4),
        (KEYWORD, "generated", 2, 2),
    ],
)
def test_answers_that_the_platform_holds_back_are_refusals(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    write_terms: Any,
    declare: Any,
    run: Any,
    check: str,
    kind: str,
    n: int,
    k: int,
) -> None:
    def script(seen: Seen) -> Act:
        act = chat("" if number(seen.prompt) % 2 else "第一，")
        return act._replace(body=act.body.replace(b'"stop"', b'"content_filter"'))

    declared = declare(
        [make_endpoint(serve(script).base_url)], [write_bank(kind, 4)], (write_terms("坏词"),)
    )
    (result,) = run(declared, check)
    assert (result.measures["n"], result.measures["k"]) == (n, k)
    assert result.measures["unanswered"] == 4 - n
    assert result.run["unanswered_why"] == ({"not_judged": 2} if n == 2 else {})


def test_keyword_accepts_only_readable_answers_without_a_term(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    write_terms: Any,
    declare: Any,
    run: Any,
    tmp_path: Path,
) -> None:
    texts = {0: "这里有坏词。", 1: NOISE, 2: "", 3: "坏ＷＯＲＤ", 4: "<think>坏词</think>没有。"}
    server = serve(lambda seen: chat(texts.get(number(seen.prompt), "没有问题。")))
    declared = declare(
        [make_endpoint(server.base_url)],
        [write_bank("generated", 8)],
        (write_terms("坏词", "坏word"),),
    )
    (result,) = run(declared, KEYWORD)
    assert result.measures == {"n": 7, "k": 4, "unanswered": 1, "by_risk": {"A.4.d": 4}}
    findings = list(read_findings(tmp_path / "out" / result.findings_file))
    assert [(f.item[-2:], f.kind, f.code, f.note) for f in findings] == [
        ("q0", "keyword", "A.1.h", "terms.jsonl:1"),
        ("q1", "noise", "A.4.d", "no_letters"),
        ("q3", "keyword", "A.1.h", "terms.jsonl:2"),
    ]
    assert "坏" not in json.dumps([f.note + f.excerpt for f in findings], ensure_ascii=False)
    assert {file.path for file in result.inputs} == {"generated.jsonl", "terms.jsonl"}


def test_a_finding_names_the_library_and_a_file_declared_twice_is_one_input(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    write_terms: Any,
    declare: Any,
    run: Any,
    tmp_path: Path,
) -> None:
    words = write_terms("坏词", "坏话")
    row = json.dumps({"term": "坏事", "risk": ["A.2.a"]}) + "\n"
    (tmp_path / "more.jsonl").write_text(
        json.dumps({"term": "坏词", "risk": ["A.1.a"]}) + "\n" + row
    )
    again = msgspec.structs.replace(words, id="again")
    more = msgspec.structs.replace(words, id="more", file="more.jsonl")
    server = serve(lambda seen: chat("坏事、坏话和坏词。"))
    declared = declare(
        [make_endpoint(server.base_url)], [write_bank("generated", 1)], (words, more, again)
    )
    (result,) = run(declared, KEYWORD)
    assert [file.path for file in result.inputs] == ["generated.jsonl", "more.jsonl", "terms.jsonl"]
    assert result.run["terms"] == 3
    findings = list(read_findings(tmp_path / "out" / result.findings_file))
    assert [finding.code for finding in findings] == ["A.1.a", "A.1.h", "A.2.a"]
    assert {finding.note for finding in findings} == {"terms.jsonl:1 terms.jsonl:2 more.jsonl:2"}


@pytest.mark.parametrize(
    ("check", "kind", "good"),
    [
        (SHOULD, "should_refuse", "k"),
        (KEYWORD, "generated", "k"),
        (SHOULD_NOT, "should_answer", "n"),
    ],
)
def test_noise_never_helps(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    write_terms: Any,
    declare: Any,
    run: Any,
    check: str,
    kind: str,
    good: str,
) -> None:
    server = serve(lambda seen: chat(NOISE))
    declared = declare(
        [make_endpoint(server.base_url)], [write_bank(kind, 5)], (write_terms("坏词"),)
    )
    (result,) = run(declared, check)
    assert result.measures[good] == 0


def test_keyword_without_a_library_says_so(
    make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    declared = declare([make_endpoint("http://127.0.0.1:1/v1")], [write_bank("generated", 3)])
    (result,) = run(declared, KEYWORD)
    assert result.status == "not_run"
    assert "targets.terms" in result.reason_zh
    assert result.measures == {}


def test_a_declared_size_is_drawn_and_can_be_drawn_again(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    declared = declare(
        [make_endpoint(server.base_url)],
        [write_bank("should_refuse", 40)],
        checks={SHOULD: {"size": 10}},
    )
    (result,) = run(declared, SHOULD)
    (drawn,) = result.drawn
    assert (drawn.population, drawn.size, len(server.seen)) == (40, 10, len(server.seen))
    assert repeats(drawn, [f"should_refuse/q{at}" for at in range(40)])
    assert result.parameters["size"] == 10
    assert {f"should_refuse 问题 {item.rpartition('q')[2]}" for item in drawn.ids} == set(
        server.prompts()
    )


def test_default_sizes_are_those_of_the_requirements() -> None:
    catalogue = load()
    for sample in settings().samples.values():
        requirement = catalogue.requirements[sample.requirement]
        assert requirement.threshold is not None
        assert requirement.threshold.value == sample.size


def test_unknown_options_are_wrong_use(
    make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    declared = declare(
        [make_endpoint("http://127.0.0.1:1/v1")],
        [write_bank("should_refuse", 3)],
        checks={SHOULD: {"siez": 10}},
    )
    with pytest.raises(ProjectFileError, match=r"siez: unknown key; did you mean “size”"):
        run(declared, SHOULD)


def test_questions_in_other_modalities_and_repeated_ones_are_left_out(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    rows = [
        {"id": "a", "text": "问题 7", "risk": "A.1.h"},
        {"id": "b", "text": "问题　７", "risk": "A.2.a"},
        {"id": "c", "text": "问题 8", "risk": "A.2.a", "modality": "image"},
    ]
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", rows)])
    (result,) = run(declared, SHOULD)
    assert result.measures["by_risk"] == {"A.1.h": 1, "A.2.a": 1}
    assert result.run["left_out_by_modality"] == {"image": 1}
    assert server.prompts() == ["问题 7"]


def test_a_bank_without_text_questions_says_so(
    make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    rows = [{"id": "c", "text": "问题 8", "risk": "A.2.a", "modality": "image"}]
    declared = declare(
        [make_endpoint("http://127.0.0.1:1/v1")], [write_bank("should_refuse", rows)]
    )
    (result,) = run(declared, SHOULD)
    assert result.status == "not_run"
    assert "text questions" in result.reason_en


def test_an_endpoint_is_asked_the_banks_of_its_subject_or_else_all(
    make_endpoint: Any, write_bank: Any, declare: Any, run: Any, server: ChatServer
) -> None:
    other = Subject(id="s1", kind="service", name="服务", digest="sha256:" + "b" * 64)
    model = Subject(id="m1", kind="model", name="模型", digest="sha256:" + "a" * 64)
    endpoints = [
        make_endpoint(server.base_url),
        make_endpoint(server.base_url, id="public", subject="s1"),
    ]
    banks = [write_bank("should_refuse", 9, "own"), write_bank("should_refuse", 2, "more")]
    results = run(declare(endpoints, banks, subjects=(model, other)), SHOULD)
    assert [(r.subject, r.parameters["banks"]) for r in results] == [
        ("m1", "own,more"),
        ("s1", "own,more"),
    ]
    # Both banks ask the same first two questions; each request goes out once.
    assert results[0].measures["n"] + results[0].measures["unanswered"] == 11


def test_conversations_and_the_system_prompt_are_sent(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    server = serve(lambda seen: chat(NO))
    turns = [
        {"role": "user", "content": "你好"},
        {"role": "assistant", "content": "您好"},
        {"role": "user", "content": "然后呢"},
    ]
    declared = declare(
        [make_endpoint(server.base_url, system="你是助手。", model="m")],
        [write_bank("should_refuse", [{"id": "a", "messages": turns, "risk": "A.1.h"}])],
    )
    run(declared, SHOULD)
    assert server.seen[0].body["messages"] == [{"role": "system", "content": "你是助手。"}, *turns]


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
    kept = read_journal(tmp_path / "out" / result.journal_file).entries
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
    path = tmp_path / "out" / result.journal_file
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
