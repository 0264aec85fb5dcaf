"""What people say: attestations, facts, decisions on conditions and on clauses."""

from typing import Any

import pytest

from hegui.conformity import judge
from hegui.project.model import Attestation, Decision
from tests.conformity.factory import (
    DAY,
    attested,
    catalogue,
    condition,
    criterion,
    days_ago,
    document,
    inputs,
    item,
    measure,
    only,
    result,
    verdict,
)


def said(**fields: Any) -> Attestation:
    given = {"clause": "K-1", "condition": "c", "by": "wang", "on": days_ago(1), **fields}
    return Attestation(**given)


def decision(**fields: Any) -> Decision:
    given = {"clause": "K-1", "by": "wang", "on": days_ago(1), "reason": "现场核对", **fields}
    return Decision(**given)


@pytest.mark.parametrize(
    ("fields", "state", "zh"),
    [
        ({}, "holds", "王（合规负责人）于 2026-11-19 作出声明"),
        ({"given": False, "note": "未完成"}, "fails", "拒绝声明或作出相反陈述：未完成"),
        ({"on": days_ago(90)}, "holds", "作出声明"),
        ({"on": days_ago(91)}, "unknown", "超过 90 天"),
        ({"on": days_ago(91), "given": False}, "unknown", "超过 90 天"),
        ({"on": days_ago(-1)}, "unknown", "晚于评估基准日"),
        ({"by": "li"}, "unknown", "李不是合规负责人"),
        ({"by": "nobody"}, "unknown", "nobody不是合规负责人"),
        ({"condition": "other"}, "unknown", "还没有就此作出声明"),
    ],
)
def test_attestation(fields: dict[str, Any], state: str, zh: str) -> None:
    seen = only(attested(), attestations=(said(**fields),))
    assert seen.state == state
    assert zh in seen.reason_zh


def test_the_newest_usable_statement_counts_and_a_refusal_wins_a_tie() -> None:
    early, late = said(on=days_ago(5)), said(on=days_ago(1), given=False)
    assert only(attested(), attestations=(early, late)).state == "fails"
    assert only(attested(), attestations=(early, said(on=days_ago(1), by="li"))).state == "holds"
    assert only(attested(), attestations=(said(), said(given=False))).state == "fails"


def test_an_attestation_never_outweighs_a_failing_measure() -> None:
    asked = criterion(attested(), measure("n > 0", "n == 0", id="m"))
    seen = verdict(asked, attestations=(said(),), results=(result({"n": 0}),))
    assert seen.verdict == "does_not_conform"


@pytest.mark.parametrize(
    ("facts", "state"), [({"ready": True}, "holds"), ({"ready": False}, "fails"), ({}, "unknown")]
)
def test_fact(facts: dict[str, Any], state: str) -> None:
    assert only(condition(needs="fact", expression="ready"), facts=facts).state == state


@pytest.mark.parametrize(
    ("facts", "state"),
    [({"public": True}, "holds"), ({"public": False}, "left_out"), ({}, "unknown")],
)
def test_a_condition_counts_only_where_it_applies(facts: dict[str, Any], state: str) -> None:
    asked = attested(applies_when="public")
    assert only(asked, facts=facts, attestations=(said(),)).state == state


def test_a_person_decides_a_condition_and_both_answers_are_kept() -> None:
    asked = criterion(document())
    seen = verdict(asked, decisions=(decision(condition="c", holds=False),))
    (trace,) = seen.trace.conditions
    assert (trace.state, trace.machine_state) == ("fails", "unknown")
    assert (trace.decided_by, trace.decided_why) == ("wang", "现场核对")
    assert trace.reason_zh.startswith("王判定条件不成立：现场核对")
    assert "缺少文件A" in trace.reason_zh
    assert seen.verdict == "does_not_conform"
    assert seen.trace.machine_verdict is None


def test_a_person_decides_a_clause_and_both_answers_are_kept() -> None:
    asked = criterion(measure("n > 0", "n == 0"))
    seen = verdict(asked, results=(result({"n": 0}),), decisions=(decision(verdict="partly"),))
    assert (seen.verdict, seen.trace.machine_verdict) == ("partly", "does_not_conform")
    assert (seen.trace.decided_by, seen.trace.decided_why) == ("wang", "现场核对")


def test_the_newest_decision_counts() -> None:
    old = decision(verdict="conforms", on=days_ago(9))
    new = decision(verdict="does_not_conform", on=DAY)
    assert verdict(criterion(document()), decisions=(new, old)).verdict == "does_not_conform"


@pytest.mark.parametrize(
    ("fields", "zh"),
    [
        ({"verdict": "conforms", "on": days_ago(-1)}, "晚于评估基准日"),
        ({"verdict": "conforms", "by": "nobody"}, "没有在 people 里声明"),
        ({"verdict": "conforms", "reason": " "}, "没有写明理由"),
        ({"verdict": "fine"}, "五种"),
        ({}, "五种"),
        ({"condition": "c"}, "没有写明条件是否成立"),
        ({"condition": "x", "holds": True}, "没有这一条件"),
        ({"clause": "K-9", "verdict": "conforms"}, "没有这一条款"),
    ],
)
def test_a_decision_that_cannot_be_taken_is_a_problem_and_changes_nothing(
    fields: dict[str, Any], zh: str
) -> None:
    found = judge(catalogue(criterion(document())), inputs(decisions=(decision(**fields),)))
    assert found.verdicts[0].verdict == "undetermined"
    assert not found.verdicts[0].trace.decided_by
    (note,) = [note for note in found.notes if note.code == "decision_problem"]
    assert zh in note.zh
    assert note.clauses == (fields.get("clause", "K-1"),)


def test_contradicting_decisions_of_one_day_are_both_a_problem() -> None:
    both = (decision(verdict="conforms"), decision(verdict="partly", by="li"))
    found = judge(catalogue(criterion(document())), inputs(decisions=both))
    assert found.verdicts[0].verdict == "undetermined"
    assert [note.code for note in found.notes].count("decision_problem") == 2


def test_english_sentences_begin_with_a_capital_letter() -> None:
    missing, late = document("EV-A", "EV-B"), {"evidence": (item(approved_by=""),)}
    seen = only(missing, **late)
    assert seen.reason_en.startswith(
        "Document A (EV-A) “说明书” cannot be used: nobody has approved"
    )
    assert "have the model_lead approve it. Missing: document B (EV-B)." in seen.reason_en


def test_a_condition_left_out_says_why_in_one_sentence() -> None:
    seen = only(attested(applies_when="public"), facts={"public": False})
    assert seen.reason_zh == "这一条件不计入：因为“public”为否，所以不适用。"
    assert (
        seen.reason_en == "This condition is left out: it does not apply because “public” is false."
    )


@pytest.mark.parametrize(
    ("facts", "state", "zh", "en"),
    [
        ({"ready": True}, "holds", "已声明“ready”为是。", "As declared, “ready” is true."),
        ({"ready": False}, "fails", "已声明“ready”为否。", "As declared, “ready” is false."),
        ({}, "unknown", "还没有声明“ready”；请声明。", "Not declared yet: “ready”."),
    ],
)
def test_a_fact_condition_tells_the_fact(facts: Any, state: str, zh: str, en: str) -> None:
    seen = only(condition(needs="fact", expression="ready"), facts=facts)
    assert (seen.state, seen.reason_zh, seen.reason_en) == (state, zh, en)
