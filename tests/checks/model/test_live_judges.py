"""Judges that the project names, asked about answers that were just given: faults, kills, going on."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hegui.checks.model.calibrating.calibrate import Calibration
from hegui.checks.model.calibrating.measured import read_measured
from hegui.checks.model.journal import read_journal
from hegui.cli.model.calibrate import command as calibrate_command
from hegui.engine.model import CheckResult
from tests.checks.model.conftest import Run
from tests.checks.model.script import NO, YES, number
from tests.checks.model.server import Act, ChatServer, Seen, chat, error
from tests.support.chat_mock import ChatMock

CLASSIFIER, KEYWORD = "model.generated.classifier", "model.generated.keyword"
MANUAL, SHOULD, ATTACK = "model.generated.manual", "model.refusal.should", "model.attack"
HOLDS = "这里有坏词。"
FINE = "没有问题的回答。"
NONSENSE = "<b>也许？</b>"


def said(seen: Seen) -> Act:
    """Answer as a model on `/v1`, as a guard model or a reader elsewhere."""
    if seen.path.startswith("/v1"):
        return chat(HOLDS if number(seen.prompt) % 10 == 0 else FINE)
    text = seen.prompt
    if "format" not in seen.body and seen.body.get("model") == "reader":
        return chat(json.dumps({"verdict": "unsafe" if HOLDS in text else "safe", "reason": text}))
    return chat("Safety: Unsafe" if HOLDS in text else "Safety: Safe")


@pytest.fixture
def judges(tmp_path: Path) -> Callable[..., str]:
    """Write a file of judges at a server and return its name."""

    def write(server: ChatServer, *more: dict[str, Any]) -> str:
        at = {"base_url": server.base_url.replace("/v1", "/judge"), "attempts": 1}
        known = [
            {"id": "guard", "kind": "guard", "format": "qwen3guard", **at},
            {"id": "reader", "kind": "llm", "model": "reader", **at},
            {"id": "panel", "kind": "combined", "judges": ["guard", "reader"]},
            {"id": "both", "kind": "combined", "judges": ["rule", "reader"], "rule": "first"},
            *more,
        ]
        file = {"schema": "hegui/judges/1", "judges": known}
        (tmp_path / "judges.yaml").write_text(json.dumps(file), "utf-8")
        return "judges.yaml"

    return write


@pytest.fixture
def ask(
    declare: Any, make_endpoint: Any, write_bank: Any, write_terms: Any, judges: Any, run: Run
) -> Callable[..., list[CheckResult]]:
    """Run checks over 40 questions for generated content with named judges."""

    def go(
        server: ChatServer,
        checks: dict[str, dict[str, Any]],
        *more: dict[str, Any],
        out: str = "out",
        endpoint: dict[str, Any] | None = None,
        kind: str = "generated",
    ) -> list[CheckResult]:
        file = judges(server, *more)
        chosen = {
            name: {**({"judges": file} if "judge" in own else {}), **own}
            for name, own in checks.items()
        }
        declared = declare(
            [make_endpoint(server.base_url, attempts=1, **(endpoint or {}))],
            [write_bank(kind, 40)],
            (write_terms("坏词"),),
            checks=chosen,
        )
        return run(declared, *checks, out=out)

    return go


def test_a_drawn_sample_is_asked_and_judged_by_a_guard(serve: Any, ask: Any) -> None:
    server = serve(said)
    [result] = ask(server, {CLASSIFIER: {"judge": "guard"}})
    assert result.status == "done", result.reason_en
    assert result.measures == {"n": 40, "k": 36, "unanswered": 0, "by_risk": {"A.4.d": 36}}
    assert (result.judged_by.name, result.judged_by.kind) == ("guard", "guard")
    assert result.drawn[0].population == 40
    assert result.finding_count == 4
    assert len(server.seen) == 80


def test_the_three_ways_ask_each_question_once(serve: Any, ask: Any, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("编号,结论\n", "utf-8")
    server = serve(said)
    people = {"id": "people", "kind": "people", "sheets": ["s.csv"]}
    checks = {CLASSIFIER: {"judge": "panel"}, KEYWORD: {}, MANUAL: {"judge": "people"}}
    found = {one.check: one for one in ask(server, checks, people)}
    assert sum(seen.path.startswith("/v1") for seen in server.seen) == 40
    assert {one.drawn[0].ids_sha256 for one in found.values()} == {
        found[KEYWORD].drawn[0].ids_sha256
    }
    assert found[KEYWORD].measures["k"] == found[CLASSIFIER].measures["k"] == 36
    assert found[MANUAL].measures["unanswered"] == 40
    assert found[MANUAL].run["unanswered_why"] == {"not_reviewed": 40}
    assert found[CLASSIFIER].run["judges"]["agreement"][0]["agreed"] == 40


def test_nonsense_and_failures_of_a_judge_are_no_verdict(serve: Any, ask: Any) -> None:
    def script(seen: Seen) -> Act:
        if seen.path.startswith("/v1"):
            return chat(f"第 {number(seen.prompt)} 个回答。")
        at = int(seen.prompt.split("第 ")[-1].split(" ")[0])
        odd = {0: chat(NONSENSE), 1: error(500), 2: chat(""), 3: Act(kind="drop")}
        return odd.get(at, chat("Safety: Safe"))

    [result] = ask(serve(script), {CLASSIFIER: {"judge": "guard"}})
    assert (result.measures["n"], result.measures["k"]) == (36, 36)
    why = result.run["unanswered_why"]
    assert why == {"judge_nonsense": 1, "judge_no_answer": 2, "judge_empty": 1}


def test_what_the_model_leaves_unanswered_is_not_judged(serve: Any, ask: Any) -> None:
    def script(seen: Seen) -> Act:
        if seen.path.startswith("/v1") and number(seen.prompt) < 5:
            return error(400, "no")
        return said(seen)

    server = serve(script)
    [result] = ask(server, {CLASSIFIER: {"judge": "guard"}})
    assert (result.measures["n"], result.measures["unanswered"]) == (35, 5)
    assert result.run["unanswered_why"] == {"rejected": 5}
    assert sum(not seen.path.startswith("/v1") for seen in server.seen) == 35


def test_no_word_of_judge_or_answer_reaches_the_result(
    serve: Any, ask: Any, tmp_path: Path
) -> None:
    server = serve(said)
    [result] = ask(server, {CLASSIFIER: {"judge": "reader"}})
    assert result.measures["k"] == 36
    told = msgspec.json.encode(result).decode()
    folder = tmp_path / "out" / result.journal_file
    rows = (folder / "judged.jsonl").read_text("utf-8")
    assert HOLDS not in told + rows
    assert FINE not in told + rows
    assert HOLDS in (folder / "judge-reader.jsonl").read_text("utf-8")


def test_journals_of_judges_are_encrypted_with_that_of_the_model(
    serve: Any, ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAL", "ab" * 32)
    [result] = ask(
        serve(said), {CLASSIFIER: {"judge": "reader"}}, endpoint={"journal_key_env": "SEAL"}
    )
    assert result.measures["n"] == 40
    for file in (tmp_path / "out" / result.journal_file).iterdir():
        assert HOLDS not in file.read_text("utf-8"), file.name


def test_the_rule_of_a_check_may_sit_in_a_panel(
    serve: Any, ask: Any, judges: Any, declare: Any, make_endpoint: Any, run: Run, tmp_path: Path
) -> None:
    """Free texts that the rules leave open are decided by a judge that reads."""
    rows = [
        {"id": f"c{at}{way}", "text": f"{way} 问题 {at}", "expectation": "open"}
        | {"measure": "consistency", "group": f"g{at}", "topic": "建议"}
        for at in range(6)
        for way in "甲乙"
    ]
    (tmp_path / "bank.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")

    def script(seen: Seen) -> Act:
        if not seen.path.startswith("/v1"):
            bad = "问题 3" in seen.prompt
            assert "互相矛盾" in seen.prompt
            return chat(json.dumps({"verdict": "unsafe" if bad else "safe", "reason": "-"}))
        return chat(
            "先找一位朋友谈谈心。" if "甲" in seen.prompt else "每天早晨跑步半小时，注意休息。"
        )

    server = serve(script)
    file = judges(server)
    outcomes = []
    for own in ({}, {"judge": "both", "judges": file}):
        declared = declare(
            [make_endpoint(server.base_url)],
            [],
            checks={"model.consistency": {"bank": "bank.jsonl", **own}},
        )
        [result] = run(declared, "model.consistency")
        outcomes.append((result.measures["n"], result.measures["k"]))
    assert outcomes == [(0, 0), (6, 5)]


@pytest.mark.parametrize(
    ("check", "judge", "kind"),
    [
        (CLASSIFIER, "both", "rule"),
        (MANUAL, "guard", "guard"),
        (SHOULD, "guard", "guard"),
    ],
)
def test_a_judge_that_says_nothing_of_it_is_refused_before_anything_is_asked(
    serve: Any, ask: Any, check: str, judge: str, kind: str
) -> None:
    server = serve(said)
    bank = "should_refuse" if check == SHOULD else "generated"
    [result] = ask(server, {check: {"judge": judge}}, kind=bank)
    assert result.status == "failed"
    assert f"({kind})" in result.reason_en
    assert server.seen == []


def test_a_word_that_means_nothing_for_the_check_is_no_verdict(serve: Any, ask: Any) -> None:
    """The shipped rubric says safe or unsafe: nothing about refusal."""
    [result] = ask(serve(said), {SHOULD: {"judge": "reader"}}, kind="should_refuse")
    assert (result.measures["n"], result.measures["unanswered"]) == (0, 40)
    assert result.run["unanswered_why"] == {"judge_other_word": 40}


def test_an_attack_succeeds_where_the_judge_sees_harm(serve: Any, ask: Any) -> None:
    def script(seen: Seen) -> Act:
        if not seen.path.startswith("/v1"):
            return chat(
                "Safety: Safe" if NO in seen.body["messages"][-1]["content"] else "Safety: Unsafe"
            )
        return chat(YES if len(server.seen) % 4 == 0 else NO)

    server = serve(script)
    [result] = ask(
        server, {ATTACK: {"judge": "guard", "attacks": ["role_play"]}}, kind="should_refuse"
    )
    harmful = result.measures["k"]
    assert 0 < harmful < 40
    assert result.measures["by_transform"] == {"role_play": harmful}


def test_an_endpoint_or_bank_that_is_not_declared_is_said(serve: Any, ask: Any) -> None:
    from hegui.checks.model.errors import UnknownTargetError

    for own in ({"endpoint": "other"}, {"banks": ["other"]}):
        with pytest.raises(UnknownTargetError, match="other"):
            ask(serve(said), {KEYWORD: own})


def calibration(folder: Path, check: str, labels: Path, counts: Callable[[str], bool]) -> Path:
    """Draw answers of a job, label them, and return the calibration that the command writes."""
    from click.testing import CliRunner

    runner, sheet = CliRunner(), labels.with_suffix(".csv")
    words = [str(folder), "--measure", check, "--seed", "s"]
    drawn = runner.invoke(calibrate_command, [*words, "--draw", "40", "--sheet", str(sheet)])
    assert drawn.exit_code == 0, drawn.output
    text = {one.id: one.answer for one in read_measured(folder, check).answers}
    rows = [f"{name},{'是' if counts(text[name]) else '否'}" for name in text]
    sheet.write_text("\n".join(["编号,结论", *rows]), "utf-8")
    done = runner.invoke(calibrate_command, [*words, "--labels", str(sheet), "--json"])
    assert done.exit_code == 0, done.output
    labels.write_text(done.stdout, "utf-8")
    return labels


def test_a_calibration_from_the_journals_of_an_assessment_is_used(
    serve: Any, ask: Any, tmp_path: Path
) -> None:
    server = serve(said)
    checks: dict[str, dict[str, Any]] = {CLASSIFIER: {"judge": "guard"}, KEYWORD: {}}
    for one in ask(server, checks):
        folder = tmp_path / "out" / one.journal_file
        file = calibration(folder, one.check, tmp_path / f"{one.check}.json", lambda t: t == FINE)
        checks[one.check]["calibration"] = file.name
    asked = len(server.seen)
    for one in ask(server, checks):
        told = one.judged_by.calibration
        assert (told.method, told.labels) == ("labels_only", 40)
        assert (told.right, told.false) == ((36, 36), (0, 4))
        assert one.run["calibrated"] is True
    assert len(server.seen) == asked, "calibrating asks nothing anew"


def test_a_calibration_of_other_keywords_is_refused(
    serve: Any, ask: Any, tmp_path: Path, write_terms: Any
) -> None:
    server = serve(said)
    [one] = ask(server, {KEYWORD: {}})
    file = calibration(
        tmp_path / "out" / one.journal_file, KEYWORD, tmp_path / "c.json", lambda t: t == FINE
    )
    found = msgspec.json.decode(file.read_bytes(), type=Calibration)
    other = msgspec.structs.replace(found, digest="0" * 64)
    file.write_bytes(msgspec.json.encode(other))
    asked = len(server.seen)
    [result] = ask(server, {KEYWORD: {"calibration": "c.json"}}, out="other")
    assert result.status == "failed"
    assert "c.json" in result.reason_en
    assert len(server.seen) == asked


def test_another_run_asks_neither_model_nor_judge_anything_twice(serve: Any, ask: Any) -> None:
    server = serve(said)
    [first] = ask(server, {CLASSIFIER: {"judge": "panel"}})
    asked = len(server.seen)
    [again] = ask(server, {CLASSIFIER: {"judge": "panel"}})
    assert (first.measures, first.judged_by) == (again.measures, again.judged_by)
    assert len(server.seen) == asked


PROJECT = """
schema: hegui/project/1
organisation: {{id: o, name: 测试}}
as_of: 2026-11-20
subjects: [{{id: m, kind: model, name: 模型, digest: "sha256:{digest}"}}]
targets:
  endpoints: [{{id: chat, subject: m, base_url: "{model}", concurrency: 4}}]
  banks: [{{id: gen, subject: m, kind: generated, file: gen.jsonl}}]
checks:
  model.generated.classifier: {{judges: judges.yaml, judge: guard, size: 120}}
"""


def project(folder: Path, model: str, judge: str) -> None:
    rows = [{"id": f"g{at}", "text": f"话题 {at}", "risk": ["A.1.a"]} for at in range(120)]
    (folder / "gen.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    (folder / "hegui.yaml").write_text(PROJECT.format(digest="a" * 64, model=model), "utf-8")
    guard = {"id": "guard", "kind": "guard", "base_url": judge, "format": "qwen3guard"}
    file = {"schema": "hegui/judges/1", "judges": [{**guard, "concurrency": 4}]}
    (folder / "judges.yaml").write_text(json.dumps(file), "utf-8")


def assess(folder: Path, *words: str) -> list[str]:
    line = [sys.executable, "-m", "hegui", "assess", "--only", CLASSIFIER, "--reports", "none"]
    return [*line, "--progress", "none", "--key", "none", *words]


def wait_for(path: Path, lines: int, process: subprocess.Popen[bytes]) -> None:
    while not path.exists() or path.read_bytes().count(b"\n") < lines:
        assert process.poll() is None
        time.sleep(0.01)


def test_a_kill_while_judging_loses_nothing_and_a_bundle_gives_its_answers(tmp_path: Path) -> None:
    """Killed amid the model's and amid the judge's answers; then resumed, then used once more."""
    with ChatMock("--latency-ms", "20") as model, ChatMock("--latency-ms", "20") as judge:
        project(tmp_path, model.base_url, judge.base_url)
        folder = tmp_path / ".bundle.partial/journals/model.generated.classifier"
        words: tuple[str, ...] = ()
        for name in ("journal.jsonl", "judge-guard.jsonl"):
            process = subprocess.Popen(
                assess(tmp_path, *words), cwd=tmp_path, stdout=subprocess.DEVNULL
            )
            wait_for(folder / name, 40, process)
            process.kill()
            process.wait()
            words = ("--resume",)
        kept = len(read_journal(folder / "judge-guard.jsonl").entries)
        assert 40 <= kept < 120
        done = subprocess.run(
            assess(tmp_path, "--resume"), cwd=tmp_path, capture_output=True, check=False
        )
        assert done.returncode == 1, done.stderr.decode()
        # Only what was on its way when a kill came is asked again.
        assert 120 <= model.stats()["requests"] <= 120 + 4
        assert 120 <= judge.stats()["requests"] <= 120 + 4
        first = (tmp_path / "bundle/results/model.generated.classifier.json").read_bytes()
        asked = model.stats()["requests"], judge.stats()["requests"]
        again = subprocess.run(
            assess(tmp_path, "--out", "second", "--answers", "bundle"),
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert again.returncode == 1, again.stderr.decode()
        assert (model.stats()["requests"], judge.stats()["requests"]) == asked
        second = (tmp_path / "second/results/model.generated.classifier.json").read_bytes()
        one, two = (msgspec.json.decode(data, type=CheckResult) for data in (first, second))
        assert (one.measures, one.judged_by) == (two.measures, two.judged_by)
        # The mock speaks no guard format: nothing is judged safe by nothing.
        assert one.measures["n"] == 0
        assert one.run["unanswered_why"] == {"judge_nonsense": 120}
