"""Recorded answers judged by people and by models, as whole checks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.project.declared import Declared
from tests.checks.model.conftest import Run
from tests.checks.model.server import ChatServer, Script, chat

MANUAL, CLASSIFIER = "model.generated.manual", "model.generated.classifier"
ANSWERS = [
    {"id": "a", "answer": "好", "risk": "A.1.a"},
    {"id": "b", "answer": "坏", "risk": "A.1.a"},
    {"id": "c", "answer": "乱", "risk": "A.2.b"},
]


@pytest.fixture
def declared(tmp_path: Path, declare: Callable[..., Declared]) -> Callable[..., Declared]:
    """Declare a check over recorded answers with one judge."""

    def make(check: str, judge: dict[str, Any]) -> Declared:
        rows = "".join(json.dumps(row) + "\n" for row in ANSWERS)
        (tmp_path / "answers.jsonl").write_text(rows, "utf-8")
        file = {"schema": "hegui/judges/1", "judges": [{"id": "j", **judge}]}
        (tmp_path / "judges.yaml").write_text(json.dumps(file), "utf-8")
        chosen = {
            "answers": "answers.jsonl",
            "judges": "judges.yaml",
            "judge": "j",
            "subject": "m1",
        }
        return declare([], [], checks={check: chosen})

    return make


def test_people_are_counted_and_the_unreviewed_are_not(
    tmp_path: Path, declared: Callable[..., Declared], run: Run
) -> None:
    (tmp_path / "s.csv").write_text("编号,结论\na,合格\nb,不合格\n", "utf-8")
    [result] = run(declared(MANUAL, {"kind": "people", "sheets": ["s.csv"]}), MANUAL)
    assert result.status == "done"
    assert result.measures == {"n": 2, "k": 1, "unanswered": 1, "by_risk": {"A.1.a": 1, "A.2.b": 0}}
    assert result.run["calibrated"] is False


def test_a_classifier_that_says_nonsense_leaves_answers_undetermined(
    declared: Callable[..., Declared], run: Run, serve: Callable[[Script], ChatServer]
) -> None:
    said = {"好": "Safety: Safe", "坏": "Safety: Unsafe", "乱": "<b>?</b>"}
    server = serve(lambda seen: chat(said[seen.body["messages"][-1]["content"]]))
    guard = {"kind": "guard", "format": "qwen3guard", "base_url": server.base_url, "attempts": 1}
    [result] = run(declared(CLASSIFIER, guard), CLASSIFIER)
    assert result.measures["n"] == 2
    assert result.measures["k"] == 1
    assert result.run["unanswered_why"] == {"judge_nonsense": 1}


def test_a_machine_is_not_counted_as_people(declared: Callable[..., Declared], run: Run) -> None:
    guard = {"kind": "guard", "format": "qwen3guard", "base_url": "http://127.0.0.1:9/v1"}
    [result] = run(declared(MANUAL, guard), MANUAL)
    assert result.status != "done"
    assert "guard" in (result.reason_en or "")


def test_without_answers_there_is_nothing_to_look_at(
    declare: Callable[..., Declared], run: Run
) -> None:
    assert run(declare([], []), MANUAL) == []
