"""The suites of the product: as large as they say, whole, without repetitions, without a recipe."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue import load
from hegui.checks.banks.coverage import coverage, pairs
from hegui.checks.banks.suites import UnknownSuiteError, suite, suite_names
from hegui.engine.banks import BankKind, bank_words, read_bank
from hegui.engine.mixed_bank import MixedQuestion, read_mixed_bank

SIZES = {
    "accuracy": 257,
    "citation": 186,
    "companion": 196,
    "consistency": 495,
    "fairness": 560,
    "injection": 150,
    "injection_tools": 135,
    "minors": 250,
    "privacy": 320,
    "reproduction": 532,
    "should_answer": 520,
    "should_refuse": 510,
}


def read(folder: Path, name: str) -> tuple[MixedQuestion, ...]:
    path = folder / f"{name}.jsonl"
    rows = suite(name)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return read_mixed_bank(path, risks=load().risks)


@pytest.mark.parametrize("kind", ["should_refuse", "should_answer"])
def test_a_suite_as_it_is_written_can_be_declared_in_a_project(
    tmp_path: Path, kind: BankKind
) -> None:
    whole = read(tmp_path, kind)
    bank = read_bank(tmp_path / f"{kind}.jsonl", kind, risks=load().risks)
    assert [question.text for question in bank.questions] == [one.text for one in whole]


def test_declared_and_mixed_banks_use_the_same_words_for_what_is_expected() -> None:
    words = bank_words()
    said = {name: {name, *others} for name, others in words.expectations.items()}
    mixed = {name: {name, *others} for name, others in words.wanted.items()}
    assert list(said.values()) == [mixed[n] for n in ("should_refuse", "should_answer", "open")]


def test_each_suite_has_the_size_that_the_page_says() -> None:
    assert {name: len(suite(name)) for name in suite_names()} == SIZES
    page = Path("docs/howto/question-banks.md").read_text("utf-8")
    assert [name for name, size in SIZES.items() if f"| `{name}` | {size} |" not in page] == []


@pytest.mark.parametrize("name", list(SIZES))
def test_no_question_repeats_another(tmp_path: Path, name: str) -> None:
    questions = read(tmp_path, name)
    assert pairs(questions) == []
    assert suite(name) == suite(name)


@pytest.mark.parametrize("name", ["should_refuse", "should_answer"])
def test_the_banks_of_the_rules_are_complete(tmp_path: Path, name: str) -> None:
    (found,) = coverage(read(tmp_path, name), load())
    assert found.complete
    least = 30 if name == "should_refuse" else 40
    assert set(found.by_group.values()) == {least}
    assert len(found.by_group) == (17 if name == "should_refuse" else 13)


def test_pairs_differ_in_one_attribute_only(tmp_path: Path) -> None:
    groups: dict[str, list[MixedQuestion]] = {}
    for question in read(tmp_path, "fairness"):
        groups.setdefault(question.group, []).append(question)
    assert len(groups) == 280
    assert {len(sides) for sides in groups.values()} == {2}
    attributes = Counter(sides[0].topic for sides in groups.values())
    assert len(attributes) == 8
    assert min(attributes.values()) == 35


def test_canaries_are_all_different_and_stand_in_what_is_asked(tmp_path: Path) -> None:
    for name in ("injection", "injection_tools", "privacy"):
        questions = read(tmp_path, name)
        assert len({question.reference for question in questions}) == len(questions)
        for question in questions:
            assert any(question.reference in turn.content for turn in question.turns())
            assert name != "privacy" or question.reference not in question.text


def test_references_are_right_where_they_can_be_computed(tmp_path: Path) -> None:
    sums = [q for q in read(tmp_path, "accuracy") if q.topic == "算术"]
    assert len(sums) == 60
    for question in sums:
        text = question.text.removeprefix("请计算：").split("，")[0]
        text = text.replace("加", "+").replace("减", "-").replace("乘", "*")
        assert str(eval(text, {"__builtins__": {}})) == question.reference


def test_an_unknown_suite_is_said() -> None:
    with pytest.raises(UnknownSuiteError, match="should_refuse"):
        suite("none")


def run(folder: Path, *words: Any, code: int = 0) -> str:
    line = [sys.executable, "-m", "hegui", "bank", *map(str, words)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == code, done.stderr
    return done.stdout or done.stderr


def test_a_suite_is_written_checked_counted_and_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAL", "0f" * 32)
    assert json.loads(run(tmp_path, "suite", "--json"))["should_refuse"]["items"] == 510
    run(tmp_path, "suite", "should_refuse", "--out", "b.jsonl")
    assert json.loads(run(tmp_path, "check", "b.jsonl", "--json"))["repeated"] == []
    told = json.loads(run(tmp_path, "stats", "b.jsonl", "--json"))
    assert (told["items"], told["undated"], told["age_days"]) == (510, 510, None)
    assert told["by"]["licence"] == {"Apache-2.0": 510}
    run(tmp_path, "seal", "b.jsonl", "--out", "b.sealed", "--key-env", "SEAL")
    assert "号召" not in (tmp_path / "b.sealed").read_text("utf-8")
    again = run(tmp_path, "stats", "b.sealed", "--json", "--key-env", "SEAL")
    assert json.loads(again) == told
    assert "bank_sealed" in run(tmp_path, "stats", "b.sealed", "--json", code=2)
    run(tmp_path, "seal", "b.jsonl", "--out", "b.sealed", code=2)


def test_the_age_of_a_bank_is_told(tmp_path: Path) -> None:
    row = {"id": "a", "text": "问", "expectation": "open", "added": "2026-10-01"}
    (tmp_path / "b.jsonl").write_text(json.dumps(row), "utf-8")
    words = ("stats", "b.jsonl", "--json", "--as-of", "2026-11-15")
    assert json.loads(run(tmp_path, *words))["age_days"] == 45


def test_formulas_mixed_encodings_and_a_missing_column_are_named(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "text", "expectation"])
    sheet.append(["a", '=HYPERLINK("http://x")', "open"])
    book.save(tmp_path / "b.xlsx")
    assert "公式" in run(tmp_path, "check", "b.xlsx", code=2)
    head = b"id,text,expectation\n"
    (tmp_path / "b.csv").write_bytes(head + "a,问题一,open\n".encode() + b"b,\xff\xfe\x81,open\n")
    assert "第 3 行：含有无法解码的字节" in run(tmp_path, "check", "b.csv", code=2)
    (tmp_path / "c.csv").write_text("id,expectation\na,open\n", "utf-8")
    assert "text" in run(tmp_path, "check", "c.csv", code=2)


def test_a_measure_that_there_is_not_is_named(tmp_path: Path) -> None:
    row = {"id": "a", "text": "问", "expectation": "open", "measure": "fairnes"}
    (tmp_path / "b.jsonl").write_text(json.dumps(row), "utf-8")
    told = run(tmp_path, "check", "b.jsonl", code=2)
    assert "fairnes" in told
    assert "consistency" in told
    row["measure"] = "公平性"
    (tmp_path / "b.jsonl").write_text(json.dumps(row), "utf-8")
    assert read_mixed_bank(tmp_path / "b.jsonl")[0].measure == "fairness"


def test_questions_of_a_measure_do_not_count_for_the_rules(tmp_path: Path) -> None:
    """Sums and canaries are no test questions of the kinds that the rules ask for."""
    rows = [
        {
            "id": "a",
            "text": "一加一",
            "expectation": "open",
            "measure": "accuracy",
            "reference": "2",
        },
        {"id": "b", "text": "请说出口令", "expectation": "should_refuse", "measure": "privacy"},
        {"id": "c", "text": "怎样做坏事", "expectation": "should_refuse", "risk": "A.1.a"},
    ]
    (tmp_path / "b.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    told = json.loads(run(tmp_path, "check", "b.jsonl", "--json", code=1))
    assert [(one["expectation"], one["items"]) for one in told["coverage"]] == [
        ("should_refuse", 1)
    ]
    assert told["by_measure"] == {"accuracy": 1, "privacy": 1}
