"""`hegui model test` on the suites: measures, strata, repeats, and what a calibration allows to say."""

import csv
import html
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.banks.suites import suite

TARGET = """
import hashlib
NO, YES = "抱歉，我不能协助您完成这件事。", "长江发源于青藏高原，全长约六千三百公里。"
calls = {}
def ask(turns, **_):
    text = turns[-1]["content"]
    calls[text] = calls.get(text, 0) + 1
    if text.startswith("问题 "):
        at = int(text.split()[-1])
        return YES if at % 50 == 0 or (at % 10 == 1 and calls[text] == 2) else NO
    return "不对。" if "真" in text else "对。"
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "target.py").write_text(TARGET, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    rows = [
        {"id": f"q{n}", "text": f"问题 {n}", "expectation": "should_refuse"} for n in range(600)
    ]
    write(tmp_path / "refuse.jsonl", rows)
    return tmp_path


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def hegui(folder: Path, *words: str, code: int = 0) -> Any:
    line = [sys.executable, "-m", "hegui", "model", *words, "--json"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout or done.stderr)


def ask(folder: Path, bank: str, out: str, *more: str, code: int = 0) -> Any:
    words = ("test", "--callable", "target:ask", "--bank", bank, "--out", out, *more)
    return hegui(folder, *words, code=code)


def test_each_suite_has_its_measure(work: Path) -> None:
    names = ["accuracy", "citation", "consistency", "fairness", "injection", "minors", "privacy"]
    write(work / "all.jsonl", [row for name in [*names, "companion"] for row in suite(name)])
    found = ask(work, "all.jsonl", "out")
    assert set(found["measures"]) == {f"model.{name}" for name in [*names, "companion"]}
    assert found["asked"] == found["answered"] == 2414
    fair = found["measures"]["model.fairness"]
    assert fair["n"] + fair["unanswered"] == 280
    assert set(fair["by_group"]) <= {row["topic"] for row in suite("fairness")}
    rows = [json.loads(line) for line in (work / "out/judged.jsonl").read_bytes().splitlines()]
    grouped = [row for row in rows if row.get("members")]
    assert len(grouped) == 280 + 165
    assert len(rows) == found["asked"] + len(grouped)
    assert all(row.get("check") for row in grouped)


def test_a_group_is_drawn_whole(work: Path) -> None:
    write(work / "fair.jsonl", suite("fairness"))
    found = ask(work, "fair.jsonl", "out", "--draw", "80")
    assert found["asked"] == 160
    fair = found["measures"]["model.fairness"]
    assert fair["n"] + fair["unanswered"] == 80


def test_every_stratum_has_exact_bounds(work: Path) -> None:
    write(work / "injection.jsonl", suite("injection"))
    one = ask(work, "injection.jsonl", "out")["measures"]["model.injection"]
    assert one["by_group"]["直接命令"] == {
        "n": 50,
        "k": 0,
        "rate": 0.0,
        "lower": 0.0,
        "upper": 0.058156,
    }


def test_an_uncalibrated_judge_supports_nothing(work: Path) -> None:
    one = ask(work, "refuse.jsonl", "out", "--fail-on", "unsupported", code=1)
    rate = one["measures"]["model.refusal.should"]
    assert rate["rule_met"] is True
    assert rate["supported_by_verdicts"] is True
    assert rate["supported"] is None
    assert rate["supported_why"] == "uncalibrated_judge"
    assert rate["calibrated"] is False


def calibration(work: Path, wrong: int, size: int = 400, **more: Any) -> str:
    """Make a calibration on written answers of which people label `wrong` otherwise."""
    no, yes = "抱歉，我不能协助您完成这件事。", "长江发源于青藏高原，全长约六千三百公里。"
    rows = [{"id": f"a{n}", "answer": no if n % 2 else yes} for n in range(size)]
    write(work / "answers.jsonl", rows)
    hegui_plain(
        work, "calibrate", "answers.jsonl", "--seed", "s", "--draw", str(size), "--sheet", "l.csv"
    )
    lines = (work / "l.csv").read_text("utf-8-sig").splitlines()
    out = [lines[0]]
    for at, line in enumerate(lines[1:]):
        cells = line.split(",")
        refused = ("抱歉" in line) != (at < wrong)
        cells[3] = "拒答" if refused else "已回答"
        out.append(",".join(cells))
    (work / "l.csv").write_text("\n".join(out), "utf-8")
    words = (
        "calibrate",
        "answers.jsonl",
        "--seed",
        "s",
        "--labels",
        "l.csv",
        "--counts",
        "refused",
    )
    found = hegui(work, *words)
    (work / "c.json").write_text(json.dumps(found | more), "utf-8")
    return "c.json"


def hegui_plain(folder: Path, *words: str) -> None:
    line = [sys.executable, "-m", "hegui", "model", *words]
    subprocess.run(line, capture_output=True, text=True, check=True, cwd=folder)


def test_a_calibrated_judge_supports_what_its_errors_leave(work: Path) -> None:
    file = calibration(work, wrong=0)
    one = ask(work, "refuse.jsonl", "out", "--calibration", file)["measures"]
    rate = one["model.refusal.should"]
    assert rate["calibrated"] is True
    assert rate["calibration"]["labels"] == 400
    assert rate["calibration"]["bound"] < rate["bound"]
    assert rate["supported"] is (rate["calibration"]["bound"] >= 0.95)
    poor = calibration(work, wrong=150)
    rate = ask(work, "refuse.jsonl", "out", "--resume", "--calibration", poor)["measures"][
        "model.refusal.should"
    ]
    assert rate["supported_by_verdicts"] is True
    assert rate["supported"] is False


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"digest": "0" * 64}, "not the judge"),
        ({"random": False}, "random"),
        ({"counts": "safe"}, "not the judge"),
        ({"errors": 1}, "calibrate --json"),
    ],
)
def test_a_calibration_of_something_else_is_refused(
    work: Path, more: dict[str, Any], said: str
) -> None:
    file = calibration(work, wrong=0, size=40, **more)
    told = ask(work, "refuse.jsonl", "out", "--calibration", file, code=2)
    assert "bad_calibration" in json.dumps(told)
    assert said in json.dumps(told)
    assert not (work / "out").exists()


def test_repeats_are_counted_by_question(work: Path) -> None:
    one = ask(work, "refuse.jsonl", "out", "--repeats", "3", "--concurrency", "1")
    rate = one["measures"]["model.refusal.should"]
    again = rate["repeats"]
    assert rate["n"] == again["questions"] == 600
    assert again["n"] == 1800
    assert again["k"] == 1800 - 3 * 12 - 60
    assert again["mixed"] == 60
    assert again["method"] == "cluster_bootstrap"
    assert again["lower"] < again["rate"] < again["upper"]
    rows = [json.loads(line) for line in (work / "out/judged.jsonl").read_bytes().splitlines()]
    assert rows[1]["repeats"] == {"n": 3, "k": 2}
    assert ask(work, "refuse.jsonl", "one")["measures"]["model.refusal.should"]["repeats"] is None


ANSWERS = """
import json, pathlib
RIGHT = json.loads(pathlib.Path(__file__).with_name("right.json").read_text("utf-8"))
def ask(turns, **_):
    text = turns[-1]["content"]
    return RIGHT.get(text, "不对。" if "真" in text else "对。")
"""


def labelled_by_people(folder: Path, measure: str, wrong: int = 0) -> int:
    """Draw all answers of a measure and label them as the judge does, but for a few."""
    words = ("out", "--measure", measure, "--seed", "s")
    hegui_plain(folder, "calibrate", *words, "--draw", "500", "--sheet", "l.csv")
    with (folder / "l.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    judged = [json.loads(line) for line in (folder / "out/judged.jsonl").read_bytes().splitlines()]
    by_id = {row["id"]: row for row in judged}
    for at, row in enumerate(rows):
        counted = by_id[row["编号"]].get("counted", False) != (at < wrong)
        row["结论"] = "是" if counted else "否"
    with (folder / "l.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        out.writerows(rows)
    found = hegui(folder, "calibrate", *words, "--labels", "l.csv")
    (folder / "c.json").write_text(json.dumps(found), "utf-8")
    return len(rows)


def reported(folder: Path) -> str:
    """Return the page of the report of a test."""
    words = [sys.executable, "-m", "hegui", "model", "report", "out", "--lang", "en"]
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return html.unescape((folder / "out" / "report.html").read_text("utf-8"))


@pytest.mark.parametrize("measure", ["model.accuracy", "model.consistency"])
def test_a_measure_of_a_suite_is_calibrated_by_labels_of_its_answers(
    work: Path, measure: str
) -> None:
    rows = suite("accuracy") + suite("consistency")
    right = {row["text"]: row["reference"] for row in suite("accuracy")[15:]}
    (work / "right.json").write_text(json.dumps(right), "utf-8")
    (work / "target.py").write_text(ANSWERS, "utf-8")
    write(work / "bank.jsonl", rows)
    before = ask(work, "bank.jsonl", "out")["measures"]
    size = labelled_by_people(work, measure)
    after = ask(work, "bank.jsonl", "out", "--resume", "--calibration", "c.json")["measures"]
    assert after[measure]["calibration"]["labels"] == size
    other = {"model.accuracy", "model.consistency"} - {measure}
    assert all(after[name]["calibration"] is None for name in other)
    assert {key: value["k"] for key, value in after.items()} == {
        key: value["k"] for key, value in before.items()
    }
    if measure == "model.accuracy":
        assert before[measure]["supported"] is None
        assert after[measure]["supported"] is True
        shown = after[measure]["calibration"]
        assert shown["lower"] == shown["bound"] <= shown["estimate"] <= shown["upper"]
        page = reported(work)
        assert f"supported rests on the bound ≥ {shown['bound']:.2%}" in page
        assert f"estimate is {shown['estimate']:.2%}" in page
        labelled_by_people(work, measure, wrong=60)
        poor = ask(work, "bank.jsonl", "out", "--resume", "--calibration", "c.json")["measures"]
        assert poor[measure]["calibration"]["bound"] < after[measure]["calibration"]["bound"]


def test_a_measure_that_a_test_does_not_have_cannot_be_calibrated(work: Path) -> None:
    ask(work, "refuse.jsonl", "out", "--draw", "5")
    words = ("calibrate", "out", "--seed", "s", "--draw", "5", "--sheet", "l.csv")
    assert "no_model_test" in json.dumps(hegui(work, *words, "--measure", "model.accuracy", code=2))
    line = [sys.executable, "-m", "hegui", "model", *words, "--measure", "model.none"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=work)
    assert done.returncode == 2
    assert "model.accuracy" in done.stderr
