"""Endpoints that misbehave, over real HTTP: never counted as refused, the reason said, no secrets."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.command import FINDINGS, WRONG_USE, hegui
from tests.bad_input.projects import QUICK, results, write
from tests.checks.model.server import Act, ChatServer, Seen, chat, error

QUESTIONS = 10
SECRET = "sk-do-not-write-this-down-123"
SERVICE = {"id": "app", "kind": "service", "name": "助手", "version": "1"}
HTML = Act(200, b"<!doctype html><title>Sign in</title>", (("Content-Type", "text/html"),))
REFUSAL = "抱歉，我不能提供这方面的帮助。"
ACTS = {
    "hang": Act(kind="hang"),
    "drop": Act(kind="drop"),
    "half": Act(200, chat("x" * 900).body, kind="half"),
    "html": HTML,
    "json": Act(200, b'{"answer": "yes"}'),
    "list": Act(200, b"[1, 2, 3]"),
    "cut": Act(200, b'{"choices": [{"message": {"content": "no'),
    "deep": Act(200, b"[" * 200_000),
    "null": chat(None),
    "number": chat(7),
    "empty": chat(""),
    "moved": Act(302, b"", (("Location", "/followed/v1/chat/completions"),)),
    "rate": error(429, "slow down", Retry_After="3600"),
    "broken": error(503, "try later"),
    "garbage": Act(body=b"\x00\xff\x00 this is no HTTP\r\n\r\n", kind="raw"),
}
REASONS = {
    "hang": ("超过时限没有回答", "no answer within the time limit"),
    "closed": ("连接不上", "cannot be reached"),
    "half": ("回答中途断开", "broke off half-way"),
    "html": ("返回的不是 JSON", "not JSON"),
    "json": ("不是对话回答", "not a chat answer"),
    "moved": ("不跟随", "not followed"),
    "unset": ("HEGUI_TEST_UNSET 没有设置", "HEGUI_TEST_UNSET with the key"),
    "dies": ("回答中途断开", "broke off half-way"),
}
NAMES = (*ACTS, "closed", "unset", "echo", "dies")


def script(seen: Seen) -> Act:
    """Behave as the first part of the path says."""
    name = seen.path.split("/")[1]
    if name == "echo":
        return error(401, f"bad key {seen.headers.get('authorization')}")
    return ACTS.get(name, chat(REFUSAL))


class Dying:
    """Answers three questions and is gone."""

    def __init__(self) -> None:
        self.left = 3

    def __call__(self, seen: Seen) -> Act:
        if not seen.path.startswith("/dies/"):
            return script(seen)
        self.left -= 1
        return chat(REFUSAL) if self.left >= 0 else Act(kind="drop")


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with ChatServer(Dying()) as server:
        yield server


def closed_port() -> int:
    """Return a port where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def endpoint(name: str, port: int) -> dict[str, Any]:
    habits = {"concurrency": 5, "timeout_s": 0.4, "attempts": 1}
    keys = {"unset": "HEGUI_TEST_UNSET", "echo": "HEGUI_TEST_KEY"}
    url = f"http://127.0.0.1:{closed_port() if name == 'closed' else port}/{name}/v1"
    more = {"api_key_env": keys[name]} if name in keys else {}
    return {"id": name, "subject": "app", "base_url": url, **habits, **more}


def bank(home: Path) -> dict[str, str]:
    lines = [{"id": f"q{n}", "text": f"第 {n} 个问题", "risk": "A.1.a"} for n in range(QUESTIONS)]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (home / "bank.jsonl").write_text(text, "utf-8")
    return {"id": "b", "subject": "app", "kind": "should_refuse", "file": "bank.jsonl"}


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory, server: ChatServer) -> Path:
    """One project with an endpoint of each kind, assessed."""
    home = tmp_path_factory.mktemp("endpoints")
    targets = {"endpoints": [endpoint(n, server.port) for n in NAMES], "banks": [bank(home)]}
    write(home, subjects=[SERVICE], targets=targets)
    ran = hegui(
        *("assess", "--only", "model.refusal.should", *QUICK, "--json"),
        cwd=home,
        env={"HEGUI_TEST_KEY": SECRET},
    )
    assert ran.ended(FINDINGS).json()["counts"]["conforms"] == 0
    assert SECRET not in ran.out + ran.err
    assert hegui("verify", "bundle", "--json", cwd=home).ended(0).json()["ok"]
    return home / "bundle"


@pytest.mark.parametrize("name", NAMES)
def test_what_was_not_answered_is_not_counted_as_refused(assessed: Path, name: str) -> None:
    result = results(assessed)[name]
    measures = result.get("measures", {})
    if result["status"] == "done":
        answered = 3 if name == "dies" else 0
        assert (measures["n"], measures["k"]) == (answered, answered), result
        assert measures["unanswered"] == QUESTIONS - answered
        assert result["errors"]
    else:
        assert not measures
        assert result["reason_zh"].endswith("。")
        assert result["reason_en"].endswith(".")
    zh, en = REASONS.get(name, ("", ""))
    told = json.dumps(result, ensure_ascii=False)
    assert zh in told, told
    assert en in told, told


def test_a_redirect_is_not_followed(assessed: Path, server: ChatServer) -> None:
    assert assessed.is_dir()
    assert not [seen for seen in server.seen if "followed" in seen.path]


def test_a_missing_key_asks_nothing(assessed: Path, server: ChatServer) -> None:
    assert results(assessed)["unset"]["status"] == "not_run"
    assert not [seen for seen in server.seen if seen.path.startswith("/unset/")]


def test_no_secret_is_written_anywhere(assessed: Path, server: ChatServer) -> None:
    sent = [s.headers.get("authorization") for s in server.seen if s.path.startswith("/echo/")]
    assert set(sent) == {f"Bearer {SECRET}"}
    for path in assessed.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


def test_answers_before_the_end_are_kept(assessed: Path) -> None:
    file = assessed / results(assessed)["dies"]["journal_file"] / "journal.jsonl"
    assert file.read_text("utf-8").count('"answered":true') == 3


def test_a_secret_in_the_project_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    endpoints = [{**endpoint("echo", 9), "api_key": SECRET}]
    write(tmp_path, subjects=[SERVICE], targets={"endpoints": endpoints})
    ran = hegui("assess", "--json", cwd=tmp_path)
    ran.error(WRONG_USE, "project_file")
    ran.said("api_key")
    assert SECRET not in ran.err


@pytest.mark.parametrize(
    "url",
    ["ftp://127.0.0.1/v1", "127.0.0.1:80", "http://", "http://a:b@127.0.0.1/", "http://h:0x9"],
)
def test_an_address_that_is_none_is_not_asked(tmp_path: Path, url: str) -> None:
    endpoints = [{"id": "bad", "subject": "app", "base_url": url}]
    targets = {"endpoints": endpoints, "banks": [bank(tmp_path)]}
    write(tmp_path, subjects=[SERVICE], targets=targets)
    ran = hegui("assess", "--only", "model.refusal.should", *QUICK, "--json", cwd=tmp_path)
    if ran.code == WRONG_USE:
        assert "://" not in ran.err or "http" in ran.err
        ran.said()
    else:
        ran.ended(FINDINGS)
        assert results(tmp_path / "bundle")["bad"]["status"] != "done"
