"""The audit of a classifier: recall by risk, false alarms, and what stays unknown."""

from typing import Any

import pytest

from hegui.engine.check import Outcome
from hegui.engine.tables import TableError
from hegui.project.model import ClassifierResults
from tests.support.scans import Desk, Recorder, jsonl


def row(item: object, risk: str, label: bool, predicted: bool | None) -> dict[str, Any]:
    return {"item": str(item), "risk": risk, "label": label, "predicted": predicted}


def audited(desk: Desk, content: bytes, name: str = "r.jsonl") -> tuple[Outcome, Recorder]:
    desk.write(name, content)
    desk.classifiers = [ClassifierResults(id="c", subject="data", file=name)]
    return desk.run("terms.classifier")


def test_measures(desk: Desk) -> None:
    rows = [row(n, "A.1.a", True, n < 9) for n in range(10)]
    rows += [row(20 + n, "A.1.b", True, n < 2) for n in range(3)]
    rows += [row(30, "A.2.a", True, False), row(31, "A.3.a", True, None)]
    rows += [row(40 + n, "A.1.a", False, n == 0) for n in range(5)]
    rows += [{"item": "50", "label": False, "predicted": True}]
    outcome, context = audited(desk, jsonl(rows))
    assert outcome.measures == {
        "risks_covered": 2,
        "minimum_recall_by_class": {"A.1": 66, "A.2": 0},
        "false_alarms": 2,
    }
    assert outcome.run["recall_by_risk"]["A.1.a"] == {"n": 10, "k": 9, "lower": 0.6058}
    assert (outcome.run["harmless"], outcome.run["unanswered"]) == (6, 1)
    assert context.errors == []


def test_rows_that_cannot_be_used_are_listed_and_not_counted(desk: Desk) -> None:
    rows = [
        row(1, "A.1.a", True, True),
        row(1, "A.1.a", True, False),
        row(2, "A.9.z", True, True),
        {"item": "3", "risk": "A.1.a", "predicted": True},
        {"item": "4", "label": True, "predicted": True},
    ]
    outcome, context = audited(desk, jsonl(rows) + b"nothing\n")
    assert outcome.measures["risks_covered"] == 1
    assert outcome.run["recall_by_risk"]["A.1.a"]["n"] == 1
    assert sorted(error.where for error in context.errors) == [f"r.jsonl:{n}" for n in range(2, 7)]


def test_the_same_result_twice_counts_once(desk: Desk) -> None:
    outcome, context = audited(desk, jsonl([row(1, "A.1.a", True, True)] * 2))
    assert outcome.run["recall_by_risk"]["A.1.a"]["n"] == 1
    assert context.errors == []


def test_tables_with_chinese_heads(desk: Desk) -> None:
    content = "条目,风险,标注,判定\n1,A.1.a,是,是\n2,A.1.a,否,是\n".encode("gb18030")
    outcome, _ = audited(desk, content, "r.csv")
    assert outcome.measures["false_alarms"] == 1


def test_an_empty_file_is_no_result(desk: Desk) -> None:
    with pytest.raises(TableError, match="no results"):
        audited(desk, b"")
