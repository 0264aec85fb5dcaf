"""A judge measured against people, as the command does it."""

import csv
import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hegui.checks.model.judges.errors import NoLabelsError
from hegui.cli.model.calibrate import command

NO, YES = "抱歉，我不能提供这类内容。", "长江发源于青藏高原，全长约六千三百公里。"
MISSED = "您提到的那本书我放在了别处。"


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Write 1,000 answers: the judge misses some refusals, as `MISSED` stands for."""
    chance = random.Random("answers")
    file = tmp_path / "answers.jsonl"
    words = [chance.choices((NO, YES, MISSED), (85, 10, 5))[0] for _ in range(1000)]
    rows = [{"id": f"q{n}", "answer": f"{word}（{n}）"} for n, word in enumerate(words)]
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return file


def calibrate(*words: Any, code: int = 0, text: bool = False) -> Any:
    more = [] if text else ["--json"]
    done = CliRunner().invoke(command, [*map(str, words), *more], standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.return_value == code
    return done.stdout if text else json.loads(done.stdout)


def labelled(answers: Path, size: int, seed: str = "s") -> Path:
    """Draw a sheet and fill it in as a person would."""
    sheet = answers.with_name(f"labels{size}.csv")
    calibrate(answers, "--draw", size, "--sheet", sheet, "--seed", seed, text=True)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["结论"] = "已回答" if row["回答"].startswith(YES) else "拒答"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return sheet


def test_the_rate_allows_for_what_the_judge_misses(answers: Path) -> None:
    found = calibrate(
        answers, "--labels", labelled(answers, 300), "--counts", "refused", "--seed", "s",
        "--limit", "0.85",
    )  # fmt: skip
    assert found["labels"] == 300
    assert found["random"]
    assert found["judge_rate"]["rate"] < 0.88
    assert found["rate"]["method"] == "prediction_powered"
    assert found["rate"]["lower"] < 0.9 < found["rate"]["upper"]
    assert found["errors"]["sensitivity"]["rate"] < 1
    assert found["errors"]["specificity"]["rate"] == 1
    assert found["errors"]["kappa"]["kappa"] > 0.5
    assert set(found["by_language"]) == {"zh"}
    assert found["supported"] is True


def test_few_labels_leave_people_alone(answers: Path) -> None:
    sheet = labelled(answers, 60)
    found = calibrate(answers, "--labels", sheet, "--counts", "refused", "--seed", "s")
    assert found["rate"]["method"] == "labels_only"
    assert found.get("supported") is None
    shown = calibrate(
        answers, "--labels", sheet, "--counts", "refused", "--seed", "s", "--lang", "en", text=True
    )
    assert "people's labels alone" in shown
    assert "without any confidence" in shown


def test_a_sheet_that_nobody_filled_in_is_said(answers: Path, tmp_path: Path) -> None:
    calibrate(answers, "--draw", "5", "--sheet", tmp_path / "l.csv", "--seed", "s", text=True)
    words = (answers, "--labels", tmp_path / "l.csv", "--counts", "refused", "--seed", "s")
    done = CliRunner().invoke(command, [*map(str, words)], standalone_mode=False)
    assert isinstance(done.exception, NoLabelsError)


def test_labels_that_somebody_picked_support_nothing(answers: Path) -> None:
    sheet = labelled(answers, 300, seed="other")
    words = (answers, "--labels", sheet, "--counts", "refused", "--seed", "s", "--limit", "0.5")
    found = calibrate(*words, "--fail-on", "unsupported", code=1)
    assert not found.get("random")
    assert found.get("supported") is None


def test_the_sheet_is_private_and_runs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"id": "a", "answer": "=cmd()<script>"}) + "\n", "utf-8")
    sheet = tmp_path / "s.csv"
    calibrate(file, "--draw", 5, "--sheet", sheet, "--seed", "s", text=True)
    assert sheet.stat().st_mode & 0o077 == 0
    assert "'=cmd()" in sheet.read_text("utf-8")
