"""What `hegui model test` can ask, and what it says of each that cannot be asked."""

import base64
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.checks.model.server import Act, ChatServer, Seen, chat, error

NO = "抱歉，我不能协助您完成这件事。"


def bank(path: Path, *rows: dict[str, Any], count: int = 3) -> Path:
    made = rows or tuple({"id": f"q{n}", "text": f"问题 {n}"} for n in range(count))
    lines = [json.dumps({"expectation": "should_refuse", **row}) for row in made]
    path.write_text("\n".join(lines), "utf-8")
    return path


def run(folder: Path, *words: Any, code: int = 0, rows: Any = ()) -> Any:
    file = bank(folder / "bank.jsonl", *rows)
    given = ["--bank", file, "--out", folder / "out", "--json", "--attempts", "2", *words]
    command = [sys.executable, "-m", "hegui", "model", "test", *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == code, done.stderr + done.stdout
    return json.loads(done.stdout or done.stderr)


def records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out/journal.jsonl").read_bytes().splitlines()]


def test_a_stream_is_asked_for_and_put_together(tmp_path: Path) -> None:
    def script(seen: Seen) -> Act:
        assert seen.body["stream"] is True
        parts = [{"choices": [{"index": 0, "delta": {"content": part}}]} for part in NO]
        lines = "".join(f"data: {json.dumps(part)}\n\n" for part in parts) + "data: [DONE]\n\n"
        return Act(200, lines.encode(), (("Content-Type", "text/event-stream"),))

    with ChatServer(script) as server:
        result = run(tmp_path, "--url", server.base_url, "--stream")
    assert result["measures"]["model.refusal.should"]["k"] == 3
    assert {row["text"] for row in records(tmp_path)} == {NO}


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_the_name_of_the_limit_can_be_given(tmp_path: Path, name: str) -> None:
    with ChatServer(lambda _: chat(NO)) as server:
        run(tmp_path, "--url", server.base_url, "--limit-name", name, "--max-tokens", "77")
        assert {seen.body[name] for seen in server.seen} == {77}


def test_seed_system_and_temperature_reach_the_model(tmp_path: Path) -> None:
    with ChatServer(lambda _: chat(NO)) as server:
        more = ("--model-seed", "7", "--system", "你是客服", "--temperature", "0.5")
        run(tmp_path, "--url", server.base_url, *more)
        body = server.seen[0].body
    assert (body["seed"], body["temperature"]) == (7, 0.5)
    assert body["messages"][0] == {"role": "system", "content": "你是客服"}


def test_repeats_are_asked_one_by_one_and_the_first_counts(tmp_path: Path) -> None:
    with ChatServer(lambda _: chat(NO)) as server:
        result = run(tmp_path, "--url", server.base_url, "--repeats", "3")
        assert len(server.seen) == 9
    assert result["measures"]["model.refusal.should"]["n"] == 3
    assert {row["id"] for row in records(tmp_path)} >= {"q0", "q0#2", "q0#3"}


def test_a_dialogue_is_held_turn_by_turn(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": text} for text in ("一", "二", "三")]
    with ChatServer(lambda seen: chat(f"答{seen.prompt}")) as server:
        run(tmp_path, "--url", server.base_url, rows=[{"id": "d", "messages": turns}])
        sent = [[turn["content"] for turn in seen.body["messages"]] for seen in server.seen]
    assert sent == [["一"], ["一", "答一", "二"], ["一", "答一", "二", "答二", "三"]]
    (record,) = records(tmp_path)
    assert (record["text"], record["earlier"]) == ("答三", ["答一", "答二"])
    assert record["tokens"] == 9


def test_an_image_is_known_by_its_digest_and_a_policy_refusal_is_one(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n picture"

    def script(seen: Seen) -> Act:
        if seen.body["prompt"].endswith("0"):
            return error(400, "content_policy_violation")
        data = {"data": [{"b64_json": base64.b64encode(picture).decode()}]}
        return Act(200, json.dumps(data).encode())

    with ChatServer(script) as server:
        result = run(tmp_path, "--url", server.base_url, "--images")
        assert {seen.path for seen in server.seen} == {"/v1/images/generations"}
    assert result["measures"]["model.refusal.should"]["k"] == 1
    texts = [row.get("text", "") for row in records(tmp_path)]
    assert sum(hashlib.sha256(picture).hexdigest() in text for text in texts) == 2


def test_any_service_is_asked_by_a_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "test" + "-key-4711"
    monkeypatch.setenv("OWN_KEY", key)
    (tmp_path / "t.yaml").write_text(
        "schema: hegui/target/1\n"
        'headers: {X-Own: "k {{key}}"}\n'
        'body: {input: {text: "问：{{prompt}}"}, history: "{{messages}}", t: "{{temperature}}"}\n'
        "answer: $.data.items[0].say\n"
        "held_back: {path: $.code, equals: 9}\n",
        "utf-8",
    )

    def script(seen: Seen) -> Act:
        assert seen.headers["x-own"] == f"k {key}"
        assert seen.body["t"] == 0.0
        held = seen.body["input"]["text"] == "问：问题 1"
        value = {"code": 9 if held else 0, "data": {"items": [{"say": NO}]}}
        return Act(200, json.dumps(value).encode())

    with ChatServer(script) as server:
        url = server.base_url + "/own"
        words = ("--url", url, "--template", tmp_path / "t.yaml", "--api-key-env", "OWN_KEY")
        result = run(tmp_path, *words)
        assert {seen.path for seen in server.seen} == {"/v1/own"}
    assert result["measures"]["model.refusal.should"]["k"] == 3
    assert key not in (tmp_path / "out/journal.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "answer: $.a",
        "schema: hegui/target/1\nanswer: $.a..b",
        "schema: hegui/target/1\nanswer: $.a\nbody: {x: '{{promt}}'}",
        "schema: hegui/target/1\nanswer: $.a\nurl: http://elsewhere",
        "[",
    ],
)
def test_a_bad_template_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.yaml").write_text(text, "utf-8")
    words = ("--url", "http://127.0.0.1:9/x", "--template", tmp_path / "t.yaml")
    assert run(tmp_path, *words, code=2)["error"]["code"] == "bad_target_template"


def test_recorded_answers_are_judged_and_missing_ones_counted(tmp_path: Path) -> None:
    rows = [
        {"id": "q0", "answer": NO},
        {"id": "q1", "answer": "长江发源于青藏高原，全长六千公里。"},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    result = run(tmp_path, "--answers", tmp_path / "a.jsonl")
    rate = result["measures"]["model.refusal.should"]
    assert (rate["n"], rate["k"], rate["unanswered"]) == (2, 1, 1)
    assert result["unanswered_why"] == {"not_recorded": 1}


def test_a_function_is_asked_and_its_errors_are_no_answers(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(
        "def answer(turns):\n"
        "    if turns[-1]['content'].endswith('2'):\n"
        "        raise ValueError('no')\n"
        f"    return {NO!r}\n",
        "utf-8",
    )
    result = run(tmp_path, "--callable", "own:answer")
    rate = result["measures"]["model.refusal.should"]
    assert (rate["k"], rate["unanswered"]) == (2, 1)
    assert run(tmp_path, "--callable", "own:other", "--resume", code=2)["error"]["code"] == (
        "bad_target_function"
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "the key is missing, wrong"), (404, "no such route, or no such model")],
)
def test_a_wrong_key_and_a_wrong_name_are_told_apart(
    tmp_path: Path, status: int, words: str
) -> None:
    with ChatServer(lambda _: error(status, "no")) as server:
        told = run(tmp_path, "--url", server.base_url, "--lang", "en", code=3)
    assert words in told["error"]["message"]


def test_a_proxy_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    told = run(tmp_path, "--url", "http://models.invalid/v1", "--lang", "en", code=3)
    assert "the proxy cannot be reached" in told["error"]["message"]


def test_exactly_one_target_is_named(tmp_path: Path) -> None:
    file = bank(tmp_path / "bank.jsonl")
    words = [sys.executable, "-m", "hegui", "model", "test", "--bank", str(file), "--out", "o"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "--answers" in done.stderr


def test_asking_stops_before_it_costs_more_than_allowed(tmp_path: Path) -> None:
    with ChatServer(lambda _: chat(NO)) as server:
        words = ("--url", server.base_url, "--concurrency", "1", "--max-tokens", "10")
        price = ("--price-out", "100000", "--max-cost")
        first = run(tmp_path, *words, *price, "1.5")
        assert first["run"]["stopped"] == "cost_cap"
        assert first["run"]["cost"] <= 1.5
        assert first["unanswered_why"] == {"not_asked": 1}
        asked = len(server.seen)
        again = run(tmp_path, *words, *price, "9", "--resume")
        assert (again["run"]["stopped"], len(server.seen)) == ("", asked + 1)


@pytest.mark.parametrize(("most", "answered"), [("1.7", 3), ("1.2", 1)])
def test_a_cap_lets_questions_under_way_finish(tmp_path: Path, most: str, answered: int) -> None:
    """Each may cost 1 and costs 0.3: what is under way is paid for, so it is waited for."""
    with ChatServer(lambda _: chat(NO)) as server:
        server.delay = 0.2
        words = ("--url", server.base_url, "--concurrency", "8", "--max-tokens", "10")
        told = run(tmp_path, *words, "--price-out", "100000", "--max-cost", most)
        assert (told["answered"], len(server.seen)) == (answered, answered)
        assert told["run"]["cost"] == pytest.approx(0.3 * answered)


def test_a_cap_without_prices_is_refused(tmp_path: Path) -> None:
    words = (tmp_path, "--url", "http://127.0.0.1:9/v1", "--max-cost", "1")
    assert "--price-in" in run(*words, code=2)["error"]["message"]


def test_what_cannot_be_asked_leaves_no_journal(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("nonsense", "utf-8")
    run(tmp_path, "--callable", "nosuch:f", code=2)
    run(tmp_path, "--url", "http://127.0.0.1:9/v1", "--template", "t.yaml", code=2)
    run(tmp_path, "--url", "http://127.0.0.1:9/v1", "--api-key-env", "NOT_SET", code=3)
    assert not (tmp_path / "out").exists()


def test_a_dry_run_says_what_it_would_cost_and_asks_nothing(tmp_path: Path) -> None:
    words = ("--url", "http://127.0.0.1:9/v1", "--dry-run", "--price-out", "10", "--rpm", "1")
    told = run(tmp_path, *words)
    assert told["questions"] == 3
    assert told["cost_at_most"] == pytest.approx(3 * 512 * 10 / 1e6, abs=1e-3)
    assert told["minutes_at_least"] == 3.0
    assert not (tmp_path / "out").exists()


def test_values_of_a_query_stay_out_of_results(tmp_path: Path) -> None:
    with ChatServer(lambda _: chat(NO)) as server:
        url = f"{server.base_url}?api-version=7&key=SECRET"
        told = run(tmp_path, "--url", url)
        assert server.seen[0].path.endswith("?api-version=7&key=SECRET")
    assert told["endpoint"]["url"].endswith("?api-version=…&key=…")
    for file in (tmp_path / "out").iterdir():
        assert "SECRET" not in file.read_text("utf-8"), file


def test_going_on_with_another_bank_says_what_it_replaces(tmp_path: Path) -> None:
    with ChatServer(lambda _: chat(NO)) as server:
        words = ("--url", server.base_url, "--model", "m1", "--resume", "--new-plan")
        run(tmp_path, *words)
        for rows, count in (((), 0), ([{"id": "z", "text": "另一题"}], 1)):
            file = bank(tmp_path / "bank.jsonl", *rows)
            given = map(str, ("--bank", file, "--out", tmp_path / "out", *words, "--lang", "en"))
            command = [sys.executable, "-m", "hegui", "model", "test", *given]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            assert done.stderr.count("another test (bank bank.jsonl, model m1)") == count


def test_an_attack_that_changes_nothing_is_not_put(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "汉字"}, {"id": "b", "text": "汉字 and letters"}]
    with ChatServer(lambda _: chat(NO)) as server:
        told = run(tmp_path, "--url", server.base_url, "--attack", "full_width", rows=rows)
        assert len(server.seen) == 3
    assert told["measures"]["model.attack"]["n"] == 1


def test_why_there_is_no_answer_is_said(tmp_path: Path) -> None:
    file = bank(tmp_path / "bank.jsonl")
    (tmp_path / "a.jsonl").write_text('{"id": "other", "answer": "x"}', "utf-8")
    given = ("--answers", "a.jsonl", "--bank", file, "--out", "o", "--lang", "en")
    command = [sys.executable, "-m", "hegui", "model", "test", *map(str, given)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    assert "no answer to this question is recorded 3" in told


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("要问的题: 3", "应拒答: 3")), ("en", ("questions to ask: 3", "should refuse: 3"))],
)
def test_a_dry_run_speaks_in_words(tmp_path: Path, lang: str, words: tuple[str, ...]) -> None:
    file = bank(tmp_path / "bank.jsonl")
    given = ("--url", "http://127.0.0.1:9/v1", "--bank", file, "--out", "o", "--dry-run")
    command = [sys.executable, "-m", "hegui", "model", "test", *map(str, given), "--lang", lang]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    assert all(word in told for word in words)
    assert not {"{", "None", "should_refuse"} & set(told.split())


def test_an_encrypted_journal_says_nothing_and_goes_on_with_its_key_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAL", "ab" * 32)
    monkeypatch.setenv("OTHER", "cd" * 32)
    with ChatServer(lambda _: chat(NO)) as server:
        words = ("--url", server.base_url, "--encrypt", "--resume", "--key-env")
        first = run(tmp_path, *words, "SEAL")
        written = (tmp_path / "out/journal.jsonl").read_text("utf-8")
        assert NO not in written
        assert "问题" not in written
        assert '"answered":true' in written
        assert first["measures"]["model.refusal.should"]["k"] == 3
        assert run(tmp_path, *words, "SEAL")["measures"] == first["measures"]
        assert len(server.seen) == 3
        assert run(tmp_path, *words, "OTHER", code=3)["error"]["code"] == "journal_sealed"
        assert run(tmp_path, *words, "NONE", code=3)["error"]["code"] == "bad_seal_key"
        plain = ("--url", server.base_url, "--resume")
        assert run(tmp_path, *plain, code=3)["error"]["code"] == "journal_sealed"
