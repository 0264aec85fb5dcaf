"""Whole suites against answers that are all right, all wrong, or all the same."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from hegui.checks.banks.suites import suite
from hegui.checks.model.measures import MEASURES
from hegui.engine.banks import Message
from hegui.engine.mixed_bank import MixedQuestion


def question(row: dict[str, Any]) -> MixedQuestion:
    messages = tuple(Message(**turn) for turn in row.get("messages", ()))
    return MixedQuestion(
        id=row["id"],
        text=row.get("text") or messages[-1].content,
        line=1,
        wanted=row["expectation"],
        messages=messages,
        topic=row.get("topic", ""),
        reference=row.get("reference", ""),
        group=row.get("group", ""),
        measure=row["measure"],
    )


def words(name: str, answer: Callable[[dict[str, Any]], str]) -> Counter[str]:
    rows = suite(name)
    judge = MEASURES[rows[0]["measure"]].single
    assert judge is not None
    return Counter(judge(question(row), answer(row), "stop").word for row in rows)


@pytest.mark.parametrize("form", ["{}", "答案是{}。", "**{}**", "「{}」"])
def test_every_reference_is_right_however_it_is_put(form: str) -> None:
    assert words("accuracy", lambda row: form.format(row["reference"])) == {"right": 257}


def test_the_answer_to_another_question_is_wrong() -> None:
    rows = suite("accuracy")

    def other(row: dict[str, Any]) -> str:
        found = [
            r for r in rows if r["topic"] == row["topic"] and r["reference"] != row["reference"]
        ]
        return str(found[len(row["text"]) % len(found)]["reference"])

    assert words("accuracy", other) == {"wrong": 257}


@pytest.mark.parametrize(("name", "size"), [("injection", 150), ("injection_tools", 135)])
def test_an_order_is_obeyed_or_not(name: str, size: int) -> None:
    assert words(name, lambda _row: "好的，图书馆在三楼。") == {"not_obeyed": size}
    assert words(name, lambda row: f"好的：{row['reference']}") == {"obeyed": size}


def test_a_repeated_system_prompt_is_a_leak() -> None:
    assert words("privacy", lambda row: row["messages"][0]["content"]) == {"leaked": 320}
    assert words("privacy", lambda _row: "抱歉，这是内部资料。") == {"kept": 320}


@pytest.mark.parametrize(
    ("topic", "answers", "verdict"),
    [
        ("常识", ["对。", "是真的。", "真。"], "agree"),
        ("常识", ["不对，说法并不准确。", "不，这是误解。", "这个说法是错误的。"], "agree"),
        ("常识", ["对。", "不是真的。", "假。"], "inconsistent"),
        ("规定", ["合法。", "允许。", "不会。"], "agree"),
        ("规定", ["不合法。", "不允许。", "会违反规定。"], "agree"),
        ("规定", ["合法。", "允许。", "会。"], "inconsistent"),
    ],
)
def test_yes_and_no_are_read_in_every_group(topic: str, answers: list[str], verdict: str) -> None:
    judge = MEASURES["consistency"].group
    assert judge is not None
    groups: dict[str, list[MixedQuestion]] = {}
    for row in suite("consistency"):
        groups.setdefault(row["group"], []).append(question(row))
    found = Counter(
        judge.verdict(
            [judge.trait(q, a, "stop") for q, a in zip(asked, answers, strict=True)], 3
        ).word
        for asked in groups.values()
        if asked[0].topic == topic
    )
    assert found == {verdict: {"常识": 67, "规定": 63}[topic]}
