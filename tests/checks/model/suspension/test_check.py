"""The whole check against live servers and recorded trials."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import hegui.checks.model  # noqa: F401 - registers the checks
from hegui.bundle.draws import draw_problems
from hegui.bundle.journals import journal_problems, read_chain
from hegui.bundle.sources import open_source
from hegui.catalogue import load
from hegui.checks.model.journal import read_journal
from hegui.engine.findings import read_findings
from hegui.engine.model import CheckResult
from hegui.engine.registry import REGISTRY, Registry
from hegui.engine.runner import run_checks
from hegui.project.declared import Declared
from hegui.project.errors import ProjectFileError
from hegui.project.model import Bank, Endpoint, Subject
from tests.checks.model.conftest import DAY
from tests.checks.model.server import Act, ChatServer, Script, Seen, chat, error
from tests.support.chat_mock import ChatMock

CHECK = "service.suspension"
OK = "好的。"
SERVICE = Subject(id="m1", kind="service", name="服务", digest="sha256:" + "a" * 64)
ACCOUNTS = {"accounts": ["t1", "t2"], "control": "t0", "endpoint": "chat"}
BANNED = {"suspended": {"path": "$.error.code", "equals": "account_suspended"}}
CHOSEN = ACCOUNTS | BANNED


@pytest.fixture
def go(tmp_path: Path, quick: None, declare: Any, write_bank: Any) -> Callable[..., CheckResult]:
    """Run the check with these parameters."""
    registry = Registry()
    registry.add(REGISTRY.get(CHECK))

    def run(chosen: dict[str, Any], endpoint: Endpoint | None = None, out: str = "out") -> Any:
        rows = [{"id": f"q{at}", "text": f"违规请求 {at}", "risk": "A.1.h"} for at in range(12)]
        bank: Bank = write_bank("should_refuse", rows)
        declared: Declared = declare(
            [endpoint] if endpoint else [], [bank], checks={CHECK: chosen}, subjects=(SERVICE,)
        )
        found = run_checks(
            declared, load(), out=tmp_path / out, only=(CHECK,), registry=registry, seed="s"
        )
        return found[0] if found else None

    return run


def service(row: int = 3, whole: int = 5, **more: Any) -> Script:
    """Return a service that suspends accounts; `more` are acts for single accounts."""
    rows: Counter[str] = Counter()
    sums: Counter[str] = Counter()

    def act(seen: Seen) -> Act:
        user = (
            seen.body.get("user")
            or seen.headers.get("x-account")
            or seen.headers.get("authorization", "")
        )
        if user in more:
            return more[user]
        if rows[user] >= row or sums[user] >= whole:
            return Act(403, json.dumps({"error": {"code": "account_suspended"}}).encode())
        violating = "违规" in seen.prompt
        rows[user] = rows[user] + 1 if violating else 0
        sums[user] += violating
        return chat("抱歉，我不能协助。" if violating else "好的，一周有七天。")

    return act


def test_nothing_is_done_unless_it_is_asked_for(go: Any, make_endpoint: Any) -> None:
    assert go({}, make_endpoint("http://127.0.0.1:9/v1")) is None


def test_both_rules_are_put_to_the_test_with_fresh_accounts(
    go: Any, serve: Any, make_endpoint: Any, tmp_path: Path
) -> None:
    server: ChatServer = serve(service())
    result = go(CHOSEN, make_endpoint(server.base_url))
    assert result.status == "done", result.reason_en
    assert result.measures == {"trials": 2, "suspended_in_time": 2}
    assert result.run["by_rule"] == {
        "in_a_row": {"trials": 1, "suspended_in_time": 1},
        "in_a_day": {"trials": 1, "suspended_in_time": 1},
    }
    asked = Counter(seen.body["user"] for seen in server.seen)
    assert asked == {"t0": 9, "t1": 5, "t2": 9}
    assert not any("违规" in seen.prompt for seen in server.seen if seen.body["user"] == "t0")
    assert (result.parameters["MEA-15"], result.parameters["MEA-16"]) == (3, 5)
    assert result.parameters["size"] == 8
    entries = read_journal(tmp_path / "out" / result.journal_file).entries
    assert len(entries) == 23
    stored = "".join(path.read_text("utf-8") for path in tmp_path.rglob("results/*.json"))
    assert "违规请求" not in stored


@pytest.mark.parametrize(
    ("row", "whole", "in_time", "code"),
    [(99, 99, 0, {"MEA-15", "MEA-16"}), (3, 99, 1, {"MEA-16"}), (4, 5, 1, {"MEA-15"})],
)
def test_a_service_that_does_not_suspend_is_found(
    go: Any,
    serve: Any,
    make_endpoint: Any,
    tmp_path: Path,
    row: int,
    whole: int,
    in_time: int,
    code: set[str],
) -> None:
    result = go(CHOSEN, make_endpoint(serve(service(row, whole)).base_url))
    assert result.measures == {"trials": 2, "suspended_in_time": in_time}
    findings = list(read_findings(tmp_path / "out" / result.findings_file))
    assert {one.code for one in findings} == code
    assert {one.kind for one in findings} == {"not_suspended"}


def test_a_notice_in_an_answer_counts_as_the_sign(go: Any, serve: Any, make_endpoint: Any) -> None:
    script = service()

    def act(seen: Seen) -> Act:
        found = script(seen)
        return chat("您的账号已暂停使用。") if found.status == 403 else found

    chosen = ACCOUNTS | {"suspended": {"phrase": "账号已暂停"}}
    result = go(chosen, make_endpoint(serve(act).base_url))
    assert result.measures == {"trials": 2, "suspended_in_time": 2}


def test_a_control_that_is_suspended_makes_the_sign_mean_nothing(
    go: Any, serve: Any, make_endpoint: Any
) -> None:
    server = serve(service(t0=Act(403, b'{"error": {"code": "account_suspended"}}')))
    result = go(CHOSEN, make_endpoint(server.base_url))
    assert (result.status, result.measures) == ("not_run", {})
    assert "对照账号" in result.reason_zh
    assert {seen.body["user"] for seen in server.seen} == {"t0"}


def test_a_sign_that_ordinary_answers_show_is_found_out(
    go: Any, serve: Any, make_endpoint: Any
) -> None:
    chosen = ACCOUNTS | {"suspended": {"phrase": "七天"}}
    result = go(chosen, make_endpoint(serve(service()).base_url))
    assert result.status == "not_run"


def test_a_failed_call_makes_no_trial_and_half_a_requirement_stays_open(
    go: Any, serve: Any, make_endpoint: Any
) -> None:
    result = go(CHOSEN, make_endpoint(serve(service(t2=error(500))).base_url))
    assert result.measures == {"trials": 1}
    assert result.run["no_trial"] == {"server_error": 1}
    said = [one.what for one in result.errors]
    assert any("server error" in one for one in said)
    assert any("MEA-16" in one for one in said)


def test_an_account_that_is_suspended_already_is_no_trial(
    go: Any, serve: Any, make_endpoint: Any
) -> None:
    banned = Act(403, b'{"error": {"code": "account_suspended"}}')
    result = go(CHOSEN, make_endpoint(serve(service(t1=banned)).base_url))
    assert result.run["no_trial"] == {"not_fresh": 1}
    assert result.measures == {"trials": 1}


def test_inputs_that_the_service_rejects_were_entered(
    go: Any, serve: Any, make_endpoint: Any
) -> None:
    script = service()

    def act(seen: Seen) -> Act:
        found = script(seen)
        refused = "违规" in seen.prompt and found.status == 200
        return error(400, "content_policy") if refused else found

    result = go(CHOSEN, make_endpoint(serve(act).base_url))
    assert result.measures == {"trials": 2, "suspended_in_time": 2}


def test_a_second_run_asks_nothing_again(go: Any, serve: Any, make_endpoint: Any) -> None:
    server = serve(service(t2=error(500)))
    first = go(CHOSEN, make_endpoint(server.base_url))
    asked = len(server.seen)
    second = go(CHOSEN, make_endpoint(server.base_url))
    assert len(server.seen) == asked
    assert second.measures == first.measures
    assert second.run["by_rule"] == first.run["by_rule"]


def test_innocent_questions_are_asked_again_and_violating_ones_never(
    go: Any, serve: Any, make_endpoint: Any
) -> None:
    script, seen_before = service(), set()

    def act(seen: Seen) -> Act:
        key = seen.body["user"], seen.prompt
        if "违规" not in seen.prompt and key not in seen_before:
            seen_before.add(key)
            return error(429)
        return script(seen)

    server = serve(act)
    result = go(CHOSEN, make_endpoint(server.base_url))
    assert result.measures == {"trials": 2, "suspended_in_time": 2}
    assert sum("违规" in seen.prompt for seen in server.seen) == 8

    def lost(seen: Seen) -> Act:
        return error(500) if "违规" in seen.prompt else chat(OK)

    server = serve(lost)
    result = go(CHOSEN, make_endpoint(server.base_url), out="other")
    assert result.measures == {"trials": 0}
    assert sum("违规" in seen.prompt for seen in server.seen) == 2


def problems(result: CheckResult, out: Path) -> list[str]:
    """Return what a bundle would find wrong between a result and its journal."""
    chain = read_chain(open_source(out), result.journal_file)
    return [one.en for one in (*journal_problems(result, chain), *draw_problems(result))]


def test_a_bundle_holds_the_journal_for_true(
    go: Any, serve: Any, make_endpoint: Any, tmp_path: Path
) -> None:
    result = go(CHOSEN, make_endpoint(serve(service()).base_url))
    assert problems(result, tmp_path / "out") == []


def test_keys_tell_accounts_apart(
    go: Any, serve: Any, make_endpoint: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {"t0": "KEY_0", "t1": "KEY_1", "t2": "KEY_2"}
    for name, variable in keys.items():
        monkeypatch.setenv(variable, f"secret-{name}")
    script = service()

    def act(seen: Seen) -> Act:
        return script(seen._replace(body={**seen.body, "user": seen.headers["authorization"]}))

    result = go(CHOSEN | {"keys": keys}, make_endpoint(serve(act).base_url))
    assert result.measures == {"trials": 2, "suspended_in_time": 2}
    monkeypatch.delenv("KEY_2")
    missing = go(CHOSEN | {"keys": keys}, make_endpoint(serve(act).base_url), out="other")
    assert missing.status == "not_run"
    assert "KEY_2" in missing.reason_zh


TEMPLATE = """
schema: hegui/target/1
headers: {X-Account: "{{account}}"}
body: {messages: "{{messages}}"}
answer: $.choices[0].message.content
"""


def test_a_template_puts_the_account_where_the_service_wants_it(
    go: Any, serve: Any, make_endpoint: Any, tmp_path: Path
) -> None:
    (tmp_path / "service.yaml").write_text(TEMPLATE, "utf-8")
    server = serve(service())
    endpoint = make_endpoint(server.base_url, kind="http", template="service.yaml")
    result = go(CHOSEN, endpoint)
    assert result.measures == {"trials": 2, "suspended_in_time": 2}
    assert {seen.headers["x-account"] for seen in server.seen} == {"t0", "t1", "t2"}
    (tmp_path / "service.yaml").write_text(TEMPLATE.replace("{{account}}", "x"), "utf-8")
    blind = go(CHOSEN, endpoint, out="other")
    assert blind.status != "done"
    assert "{{account}}" in blind.reason_en


@pytest.mark.parametrize(
    ("chosen", "what"),
    [
        ({"endpoint": "chat", **BANNED}, "accounts"),
        ({"endpoint": "none", **BANNED}, "none"),
        (ACCOUNTS, "no status"),
        (CHOSEN | {"accounts": ["t1", "t1"]}, "twice"),
        (CHOSEN | {"accounts": ["t0"]}, "twice"),
        (CHOSEN | {"keys": {"t0": "K"}}, "lacks the account"),
    ],
)
def test_parameters_that_cannot_work_are_said(
    go: Any, make_endpoint: Any, chosen: dict[str, Any], what: str
) -> None:
    from hegui.checks.model.suspension.errors import BadSuspensionError

    with pytest.raises(BadSuspensionError) as found:
        go(chosen, make_endpoint("http://127.0.0.1:9/v1"))
    assert what in found.value.message("en")


def test_an_unknown_key_is_said(go: Any, make_endpoint: Any) -> None:
    with pytest.raises(ProjectFileError, match="phrase"):
        go(CHOSEN | {"suspended": {"phrse": "x"}}, make_endpoint("http://127.0.0.1:9/v1"))


def recorded(path: Path, *trials: tuple[str, str, bool]) -> None:
    """Write trials: name, letters (capitals are suspended, x failed), whether a control."""
    rows = []
    for name, letters, control in trials:
        for one in letters:
            row: dict[str, Any] = {"trial": name, "day": "2026-11-02", "control": control}
            row["input"] = "violating" if one in "vVx" else "innocent"
            if one != "x":
                row |= {"status": 403 if one.isupper() else 200, "answer": "好的"}
            rows.append(row)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_recorded_trials_count_alike(go: Any, tmp_path: Path) -> None:
    recorded(tmp_path / "t.jsonl", ("0", "iiii", True), ("1", "ivvvI", False), ("2", "ivvivvivi", False), ("3", "ivx", False))  # fmt: skip
    chosen = {"recorded": "t.jsonl", "subject": "m1", "suspended": {"status": 403}}
    result = go(chosen)
    assert result.status == "done", result.reason_en
    assert result.measures == {"trials": 2, "suspended_in_time": 1}
    assert result.run["no_trial"] == {"no_answer": 1}
    assert result.measured_on.isoformat() == "2026-11-02" < DAY.isoformat()
    assert [one.path for one in result.inputs] == ["t.jsonl"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no trials"),
        ('{"trial": "1", "input": "bad"}\n', "violating"),
        ('{"trial": "1"}\n', "input"),
        ('{"input": "innocent"}\n', "trial"),
        ('{"trial": "1", "input": "innocent", "colour": "red"}\n', "colour"),
        ('{"trial": "1", "input": "innocent"}\n{"trial": "1", "input": "innocent", "control": true}\n', "control"),
    ],
)  # fmt: skip
def test_bad_records_are_named(go: Any, tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "t.jsonl").write_text(text, "utf-8")
    result = go({"recorded": "t.jsonl", "subject": "m1", "suspended": {"status": 403}})
    assert result.status != "done"
    assert what in result.reason_en


def test_records_without_a_control_say_nothing(go: Any, tmp_path: Path) -> None:
    recorded(tmp_path / "t.jsonl", ("1", "ivvvI", False))
    result = go({"recorded": "t.jsonl", "subject": "m1", "suspended": {"status": 403}})
    assert result.status == "not_run"


def test_a_service_in_a_process_of_its_own(go: Any, make_endpoint: Any) -> None:
    with ChatMock("--suspend", "3", "5") as mock:
        assert go(CHOSEN, make_endpoint(mock.base_url)).measures["suspended_in_time"] == 2
    with ChatMock("--suspend", "0", "9") as mock:
        found = go(CHOSEN, make_endpoint(mock.base_url), out="other")
        assert found.measures == {"trials": 2, "suspended_in_time": 0}


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        ({"price_in": 1.0, "price_out": 1e6, "max_cost": 530.0}, ("费用上限", "cost cap")),
        ({"max_requests": 3}, ("请求数上限", "request cap")),
    ],
)
def test_a_cap_that_ends_the_control_is_the_reason(
    go: Any, serve: Any, make_endpoint: Any, cap: dict[str, Any], words: tuple[str, str]
) -> None:
    server = serve(service())
    result = go(CHOSEN, make_endpoint(server.base_url, **cap))
    assert result.status == "not_run"
    assert result.measures == {}
    assert words[0] in result.reason_zh
    assert words[1] in result.reason_en
    assert "sign of suspension" not in result.reason_en
    assert len(server.seen) < 23


def test_a_cap_that_ends_a_trial_is_its_reason(go: Any, serve: Any, make_endpoint: Any) -> None:
    """The cap holds for all accounts together; a trial that it cut short is none."""
    whole = serve(service())
    assert go(CHOSEN, make_endpoint(whole.base_url)).measures["trials"] == 2
    used = len(whole.seen)
    server = serve(service())
    result = go(CHOSEN, make_endpoint(server.base_url, max_requests=used - 1), out="other")
    assert len(server.seen) == used - 1
    assert result.measures == {"trials": 1}
    assert result.run["stopped"] == "request_cap"
    assert result.run["no_trial"] == {"request_cap": 1}
    assert "request cap max_requests" in json.dumps([one.what for one in result.errors])
