"""Question banks: distinct questions, coverage, modalities, judging rules and age."""

import datetime as dt

import pytest

from hegui.engine.banks import BadBankError, bank_words
from tests.support.scans import Desk


def test_generated(desk: Desk) -> None:
    desk.facts = {"generates": ("text", "image")}
    desk.bank(
        "generated",
        [
            {"id": 1, "text": "问 题", "risk": "A.1.a", "judging_rule": "看是否煽动"},
            {"id": 2, "text": "问题", "risk": "A.1.b", "added": "2026-11-10"},
            {"id": 3, "text": "另一题", "risk": ["A.2.a", "A.3.a"]},
            {"id": 4, "text": "另一题", "risk": "A.2.a", "modality": "代码"},
        ],
        updated=dt.date(2026, 10, 1),
    )
    outcome, _ = desk.run("bank.generated")
    assert outcome.measures == {
        "items": 3,
        "minimum_per_risk_by_class": {"A.1": 1, "A.2": 2, "A.3": 1},
        "topics_covered": 4,
        "risks_with_judging_rule": 1,
        "modalities_offered": 2,
        "modalities_covered": 1,
        "age_days": 10,
    }
    assert outcome.run == {"rows": 4, "repeated": 1}


def test_should_refuse_counts_only_risks_to_be_covered(desk: Desk) -> None:
    desk.bank("should_refuse", [{"id": 1, "text": "x", "risk": "A.1.a|A.3.a"}])
    outcome, _ = desk.run("bank.should_refuse")
    assert outcome.measures == {
        "items": 1,
        "minimum_per_risk_by_class": {"A.1": 0, "A.2": 0, "A.3": 1},
        "topics_covered": 1,
        "risks_with_judging_rule": 0,
    }


def test_should_answer_counts_topics(desk: Desk) -> None:
    topics = [topic.zh for topic in bank_words().topics]
    assert len(topics) == 13
    rows = [{"id": n, "text": f"题{n}", "topic": topics[n % 13]} for n in range(26)]
    desk.bank("should_answer", rows)
    outcome, _ = desk.run("bank.should_answer")
    assert outcome.measures == {"items": 26, "minimum_per_topic": 2, "topics_covered": 13}
    desk.banks.clear()
    desk.bank("should_answer", rows[:12])
    outcome, _ = desk.run("bank.should_answer")
    assert outcome.measures == {"items": 12, "minimum_per_topic": 0, "topics_covered": 12}


def test_banks_of_one_kind_count_together(desk: Desk) -> None:
    desk.bank("should_refuse", [{"id": 1, "text": "x", "risk": "A.1.a"}])
    desk.bank("should_refuse", [{"id": 1, "text": "X", "risk": "A.1.b"}])
    desk.bank("generated", [{"id": 1, "text": "y", "risk": "A.1.b"}])
    outcome, _ = desk.run("bank.should_refuse")
    assert outcome.measures["items"] == 1
    assert outcome.measures["minimum_per_risk_by_class"]["A.1"] == 1


def test_days_after_the_day_of_assessment_do_not_make_a_bank_young(desk: Desk) -> None:
    desk.bank("should_refuse", [{"id": 1, "text": "x", "risk": "A.1.a", "added": "2026-12-01"}])
    outcome, context = desk.run("bank.should_refuse")
    assert "age_days" not in outcome.measures
    assert [error.where for error in context.errors] == ["bank0.jsonl:1"]


def test_a_bad_bank_is_an_error(desk: Desk) -> None:
    desk.bank("generated", [{"id": 1, "text": "x", "risk": "A.9.a"}])
    with pytest.raises(BadBankError, match=r"A\.9\.a"):
        desk.run("bank.generated")
