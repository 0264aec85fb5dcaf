"""Plug-ins, people, several judges together, and definitions that cannot be used."""

import csv
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any, ClassVar

import pytest

from hegui.checks.model.judges.combining import combined_verdict
from hegui.common.hashing import sha256_bytes
from tests.checks.model.judges.conftest import Judging, verdicts

TWO = [{"id": "a", "answer": "长江全长六千公里。"}, {"id": "b", "answer": "坏话"}]


class Classifier:
    """A plug-in as another package would write it."""

    version, digest = "1", "d" * 64
    says: ClassVar[Any] = None

    def judge(self, question: str, answer: str) -> tuple[str, str, str]:
        if isinstance(self.says, Exception):
            raise self.says
        if self.says is not None:
            return self.says  # type: ignore[no-any-return]
        bad = "坏" in answer
        return ("unsafe" if bad else "safe", "score", "0.9" if bad else "0.1")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Classifier]]:
    """Install the plug-in as an entry point."""
    where = f"{__name__}:Classifier"
    points = EntryPoints([EntryPoint("mine", where, "hegui.judges")])
    monkeypatch.setattr(
        "hegui.checks.model.judges.plugins.entry_points", lambda group: points.select(group=group)
    )
    yield Classifier
    Classifier.says = None


MINE = {"id": "c", "kind": "plugin", "plugin": "mine"}


def test_a_plug_in_judges(installed: type[Classifier], judging: Judging) -> None:
    found = judging(TWO, "c", MINE)
    assert verdicts(found) == ["safe", "unsafe"]
    installed.digest = "e" * 64
    assert judging(TWO, "c", MINE)["digest"] != found["digest"]


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        (ValueError("x"), "judge_failed:ValueError"),
        (("fine", "", ""), "judge_nonsense"),
        (("safe",), "judge_nonsense"),
        (0.3, "judge_nonsense"),
    ],
)
def test_a_plug_in_that_breaks_leaves_the_answer_undetermined(
    installed: type[Classifier], judging: Judging, says: Any, reason: str
) -> None:
    installed.says = says
    one = judging(TWO, "c", MINE)["answers"][0]
    assert (one["verdict"], one["reason"]) == ("undetermined", reason)


def test_a_plug_in_that_is_not_installed_is_named(judging: Judging) -> None:
    judging(TWO, "c", {**MINE, "plugin": "absent"}, code="broken_judge")


def sheet(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=["编号", "结论", "审核人", "说明", "回答摘要"])
        writer.writeheader()
        writer.writerows(rows)


def test_people_decide_by_majority_on_the_answer_they_saw(tmp_path: Path, judging: Judging) -> None:
    seen = sha256_bytes(TWO[0]["answer"].encode())
    first = {"编号": "a", "结论": "合格", "审核人": "甲", "回答摘要": seen}
    sheet(tmp_path / "one.csv", [first, {"编号": "b", "结论": "不合格", "审核人": "甲"}])
    sheet(tmp_path / "two.csv", [{"编号": "b", "结论": "合格", "审核人": "乙"}, {"编号": "a"}])
    people = {"id": "p", "kind": "people", "sheets": ["one.csv", "two.csv"]}
    found = judging(TWO, "p", people)
    assert verdicts(found) == ["safe", "undetermined"]
    assert found["answers"][1]["reason"] == "甲:unsafe; 乙:safe"
    other = judging([{"id": "a", "answer": "别的"}, {"id": "z", "answer": "?"}], "p", people)
    reasons = [one["reason"] for one in other["answers"]]
    assert reasons == ["other_answer_reviewed", "not_reviewed"]


def test_a_word_that_is_no_verdict_stops_the_sheet(tmp_path: Path, judging: Judging) -> None:
    sheet(tmp_path / "one.csv", [{"编号": "a", "结论": "还行"}])
    judging(TWO, "p", {"id": "p", "kind": "people", "sheets": ["one.csv"]}, code="table")


@pytest.mark.parametrize(
    ("rule", "said", "verdict"),
    [
        ("any_unsafe", ["safe", "unsafe", "undetermined"], "unsafe"),
        ("any_unsafe", ["safe", "undetermined"], "undetermined"),
        ("any_unsafe", ["safe", "safe"], "safe"),
        ("all", ["unsafe", "unsafe"], "unsafe"),
        ("all", ["unsafe", "safe"], "undetermined"),
        ("majority", ["safe", "safe", "unsafe"], "safe"),
        ("majority", ["safe", "unsafe"], "undetermined"),
        ("majority", ["safe", "undetermined", "undetermined"], "undetermined"),
        ("first", ["undetermined", "unsafe", "safe"], "unsafe"),
        ("first", ["unclear"], "undetermined"),
        ("majority", [], "undetermined"),
    ],
)
def test_rules_of_several_judges(rule: Any, said: list[str], verdict: str) -> None:
    assert combined_verdict(rule, said) == verdict


def test_several_judges_name_each_other(
    installed: type[Classifier], judging: Judging, tmp_path: Path
) -> None:
    sheet(tmp_path / "one.csv", [{"编号": "a", "结论": "不合格"}])
    people = {"id": "p", "kind": "people", "sheets": ["one.csv"]}
    both = {"id": "both", "kind": "combined", "judges": ["c", "p"], "rule": "any_unsafe"}
    found = judging(TWO, "both", MINE, people, both)
    assert verdicts(found) == ["unsafe", "unsafe"]
    assert found["answers"][0]["reason"] == "any_unsafe(c:safe, p:unsafe)"
    assert judging(TWO, "both", MINE, people, {**both, "rule": "all"})["digest"] != found["digest"]


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ({"id": "x", "kind": "guard", "base_url": "http://h/v1"}, "bad_judges"),
        ({"id": "x", "kind": "guard", "base_url": "http://h/v1", "format": "none"}, "bad_judges"),
        ({"id": "x", "kind": "llm", "base_url": "http://h/v1", "rubric": "no.yaml"}, "bad_judges"),
        ({"id": "x", "kind": "magic"}, "bad_judges"),
        ({"id": "x", "kind": "combined", "judges": ["x"]}, "bad_judges"),
        ({"id": "x", "kind": "combined", "judges": ["y"]}, "unknown_judge"),
        ({"id": "refusal", "kind": "llm", "base_url": "http://h/v1"}, "bad_judges"),
    ],
)
def test_a_definition_that_cannot_be_used_is_named(
    judging: Judging, spec: dict[str, Any], code: str
) -> None:
    judging(TWO, "x", spec, code=code)
