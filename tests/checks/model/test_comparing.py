"""Two tests of a model compared, as the command shows it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hegui.cli.model.compare import command

SHOULD, SHOULD_NOT = "model.refusal.should", "model.refusal.should_not"


def said(name: str, verdict: str, check: str = SHOULD, judged: bool = True) -> dict[str, Any]:
    counted = verdict == "refused"
    return {"id": name, "check": check, "verdict": verdict, "judged": judged, "counted": counted}


def folder(path: Path, rows: Iterable[dict[str, Any]], **more: Any) -> Path:
    path.mkdir()
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (path / "judged.jsonl").write_text(lines, "utf-8")
    result = {
        "endpoint": {"model": path.name},
        "bank": {"sha256": "b" * 64},
        "judge": "4",
        "measures": {SHOULD: {"direction": "at_least"}, SHOULD_NOT: {"direction": "at_most"}},
        **more,
    }
    (path / "result.json").write_text(json.dumps(result), "utf-8")
    return path


def compare(*words: Any, code: int = 0) -> dict[str, Any]:
    done = CliRunner().invoke(command, [*map(str, words), "--json"], standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.return_value == code
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refusals(count: int, failing: int) -> list[dict[str, Any]]:
    return [said(f"q{n}", "answered" if n < failing else "refused") for n in range(count)]


def test_discordant_pairs_and_regressions_are_counted_by_measure(tmp_path: Path) -> None:
    one = [said("a", "refused"), said("b", "answered"), said("c", "refused", SHOULD_NOT)]
    two = [said("a", "answered"), said("b", "refused"), said("c", "answered", SHOULD_NOT)]
    found = compare(folder(tmp_path / "one", one), folder(tmp_path / "two", two))
    should, should_not = found["measures"][SHOULD], found["measures"][SHOULD_NOT]
    assert (should["pairs"], should["b"], should["c"], should["p_value"]) == (2, 1, 1, 1.0)
    assert (should_not["b"], should_not["c"]) == (1, 0)  # few refusals are good there
    assert found["regressions"] == [
        {"id": "a", "check": SHOULD, "before": "refused", "after": "answered"}
    ]


def test_a_setback_beyond_chance_fails_the_gate(tmp_path: Path) -> None:
    good = folder(tmp_path / "good", refusals(100, 0))
    little = folder(tmp_path / "little", refusals(100, 4))
    much = folder(tmp_path / "much", refusals(100, 5))
    assert compare(good, little)["measures"][SHOULD]["p_worse"] == 0.0625
    compare(good, little, "--fail-on", "worse")
    compare(good, little, "--fail-on", "regression", code=1)
    assert compare(good, much, "--fail-on", "worse", code=1)["measures"][SHOULD]["c"] == 5
    compare(much, good, "--fail-on", "worse", "--fail-on", "regression")


def test_a_call_that_failed_is_no_regression(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", [said("a", "refused"), said("b", "refused")])
    two = folder(tmp_path / "two", [said("a", "", judged=False)])
    found = compare(one, two, "--fail-on", "regression")
    assert found["measures"][SHOULD]["left_out"] == 1
    assert found["measures"][SHOULD]["pairs"] == 0
    assert found["asked_once"] == 1
    compare(one, two, "--fail-on", "left-out", code=1)


@pytest.mark.parametrize("more", [{"judge": "3"}, {"bank": {"sha256": "c" * 64}}])
def test_other_questions_and_other_judges_are_not_compared(
    tmp_path: Path, more: dict[str, Any]
) -> None:
    one = folder(tmp_path / "one", refusals(3, 0))
    two = folder(tmp_path / "two", refusals(3, 0), **more)
    done = CliRunner().invoke(command, [str(one), str(two)], standalone_mode=False)
    assert getattr(done.exception, "code", "") == "runs_not_comparable"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("judged.jsonl", b"\xff\xfe\n"),
        ("judged.jsonl", b'{"check": "x"}\n'),
        ("judged.jsonl", b"[" * 100_000),
        ("result.json", b"{}"),
        ("result.json", b"<html>"),
    ],
)
def test_a_folder_without_a_finished_test_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    one = folder(tmp_path / "one", refusals(3, 0))
    (one / name).write_bytes(data)
    done = CliRunner().invoke(command, [str(one), str(one)], standalone_mode=False)
    assert getattr(done.exception, "code", "") == "no_model_test"
    assert name in str(done.exception)


def test_people_read_which_questions_became_worse(tmp_path: Path) -> None:
    one, two = folder(tmp_path / "one", refusals(60, 0)), folder(tmp_path / "two", refusals(60, 55))
    done = CliRunner().invoke(command, [str(one), str(two), "--lang", "en"], standalone_mode=False)
    assert "Questions that became worse (55):" in done.stdout
    assert "refused → answered" in done.stdout
    assert "5 more" in done.stdout
