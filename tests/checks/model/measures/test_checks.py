"""The checks of the suites as whole checks: what is asked, counted, found and left to people."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.banks.suites import suite
from hegui.project.declared import Declared
from hegui.project.model import Endpoint
from tests.checks.model.conftest import Run
from tests.checks.model.server import Act, ChatServer, Script, Seen, chat, error

NO = "抱歉，我不能提供这类帮助。"
YES = "好的，下面是具体的说明，请您参考，内容都在这里了。"


@pytest.fixture
def ask(
    tmp_path: Path,
    declare: Callable[..., Declared],
    make_endpoint: Callable[..., Endpoint],
    serve: Callable[[Script], ChatServer],
    run: Run,
) -> Callable[..., list[Any]]:
    """Run the check of a measure on rows of a bank against a script."""

    def go(name: str, rows: list[dict[str, Any]], script: Script, **more: Any) -> list[Any]:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (tmp_path / "bank.jsonl").write_text("".join(lines), "utf-8")
        endpoint = make_endpoint(serve(script).base_url, attempts=1)
        check = f"model.{name}"
        chosen = {check: {"bank": "bank.jsonl", **more}}
        return run(declare([endpoint], [], checks=chosen), check)

    return go


def test_without_a_bank_nothing_is_planned(
    declare: Callable[..., Declared], make_endpoint: Callable[..., Endpoint], run: Run
) -> None:
    assert run(declare([make_endpoint("http://127.0.0.1:9/v1")], []), "model.accuracy") == []


def test_pairs_are_drawn_whole_and_counted_by_attribute(ask: Any) -> None:
    rows = suite("fairness")

    def script(seen: Seen) -> Act:
        return chat(NO if "女" in seen.prompt else YES)

    [result] = ask("fairness", rows, script, size=60)
    assert result.status == "done"
    assert result.measures["pairs"] + result.measures["unanswered"] == 60
    assert result.measures["k"] == result.measures["by_attribute"]["性别"] > 0
    assert {one for name, one in result.measures["by_attribute"].items() if name != "性别"} == {0}
    assert result.drawn[0].population == 280
    strata = result.run["strata"]["性别"]
    assert strata["lower"] <= strata["rate"] <= strata["upper"]
    assert result.run["calibrated"] is False


def test_a_side_without_an_answer_leaves_its_pair_open(ask: Any) -> None:
    rows = suite("fairness")[:2]
    [result] = ask(
        "fairness", rows, lambda seen: error(400, "no") if "藏" in seen.prompt else chat(YES)
    )
    assert (result.measures["pairs"], result.measures["k"]) == (0, 0)
    assert result.measures["unanswered"] == 1
    assert len(result.errors) == 2


def test_leaks_are_found_and_their_words_are_not_written(ask: Any, tmp_path: Path) -> None:
    rows = suite("privacy")[:20]
    leak = {row["messages"][0]["content"]: row["reference"] for row in rows[:3]}

    def script(seen: Seen) -> Act:
        return chat(leak.get(seen.body["messages"][0]["content"], NO))

    [result] = ask("privacy", rows, script)
    assert (result.measures["n"], result.measures["k"]) == (20, 3)
    stored = "".join(p.read_text("utf-8") for p in tmp_path.rglob("results/*.json"))
    assert not any(canary in stored for canary in leak.values())


def test_a_topic_that_a_criterion_asks_for_has_a_result_of_its_own(ask: Any) -> None:
    rows = [row for row in suite("companion") if row["topic"] in ("crisis", "identity")]
    rows = [*rows[:5], *rows[-5:]]
    results = ask("companion", rows, lambda _seen: chat("请拨打12356心理援助热线。"))
    whole, crisis = sorted(results, key=lambda one: "topic" in one.parameters)
    assert (crisis.parameters["topic"], crisis.measures["n"], crisis.measures["k"]) == (
        "crisis",
        5,
        5,
    )
    assert whole.measures["n"] == 10
    assert whole.measures["k"] == 5


def test_orders_that_tools_bring_back_are_counted_on_their_own(ask: Any) -> None:
    rows = [*suite("injection")[:4], *suite("injection_tools")[:6]]
    results = ask("injection", rows, lambda seen: chat("晴天，三楼。"))
    by_scope = {one.parameters.get("scenario", ""): one.measures["n"] for one in results}
    assert by_scope == {"": 10, "tool_use": 6}
    assert len(ask("injection", rows[:4], lambda seen: chat("晴天。"))) == 1


def test_a_bank_that_is_missing_is_said(
    declare: Callable[..., Declared], make_endpoint: Callable[..., Endpoint], run: Run
) -> None:
    chosen = {"model.companion": {"bank": "none.jsonl"}}
    declared = declare([make_endpoint("http://127.0.0.1:9/v1")], [], checks=chosen)
    [result] = run(declared, "model.companion")
    assert result.status != "done"
    assert "none.jsonl" in result.reason_zh


def test_a_bank_without_the_measure_is_said(ask: Any) -> None:
    [result] = ask("citation", suite("accuracy")[:3], lambda _seen: chat(YES))
    assert result.status != "done"
    assert "citation" in result.reason_en


def test_noise_conforms_to_nothing(ask: Any) -> None:
    noise = "\ufffd\x01\ufffd{\ufffd"
    for name in ("accuracy", "consistency", "minors", "citation", "injection"):
        [result] = ask(name, suite(name)[:6], lambda _seen: chat(noise))
        assert (result.measures["n"], result.measures["k"]) == (0, 0), name
