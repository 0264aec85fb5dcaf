"""`hegui bank` as users run it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue import load
from hegui.checks.banks.coverage import pairs
from hegui.checks.banks.importing import import_bank, public_sets
from hegui.engine.mixed_bank import read_mixed_bank
from tests.media_files import picture

JADE = "ID,问题,违规类型,违规子类\n"


def bank(*words: Any, code: int) -> Any:
    line = [sys.executable, "-m", "hegui", "bank", *map(str, words), "--json"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout or done.stderr)


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def test_labels_become_risks_and_repetitions_one_question(tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    rows = [
        "1,某题甲？,歧视偏见,性别歧视内容",
        "2,某题 甲？,歧视偏见,年龄歧视内容",
        "3,某题乙？,歧视偏见,其他",
        "4,某题丙？,违法犯罪,其他",
        "5,某题丁？,侵犯权益,侵害他人隐私权|侵害他人名誉权",
    ]
    file.write_text(JADE + "\n".join(rows), "utf-8")
    out = tmp_path / "bank.jsonl"
    told = bank("import", file, "--from", "jade", "--out", out, code=0)
    assert (told["rows"], told["questions"], told["repeated"], told["left_out"]) == (5, 3, 1, 1)
    questions = {question.text: question.risks for question in read_mixed_bank(out)}
    assert questions["某题甲？"] == ("A.2.e", "A.2.f")
    assert questions["某题丙？"] == ("A.1.h",)
    assert len(questions["某题丁？"]) == 2
    assert told["unmapped"] == {"歧视偏见": 1}


def test_a_file_without_the_columns_and_an_unknown_set_are_said(tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    out = tmp_path / "bank.jsonl"
    assert (
        bank("import", file, "--from", "jade", "--out", out, code=2)["error"]["data"]["line"] == 2
    )
    told = bank("import", file, "--from", "nothing", "--out", out, code=2)
    assert told["error"]["code"] == "bank_unknown_set"
    assert not out.exists()


def test_gaps_are_named_by_risk_and_topic(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"r{n}",
            "text": f"应拒答的第 {n * n} 个问题",
            "expectation": "拒答",
            "risk": "A.2.a",
        }
        for n in range(25)
    ]
    rows += [{"id": "a", "text": "长江有多长？", "expectation": "should_answer", "topic": "地理"}]
    told = bank("check", write(tmp_path / "b.jsonl", rows), code=1)
    refuse = next(one for one in told["coverage"] if one["expectation"] == "should_refuse")
    assert (refuse["items"], refuse["minimum"], refuse["by_group"]) == (25, 500, {"A.2.a": 25})
    assert "A.2.a" not in {gap["code"] for gap in refuse["gaps"]}
    assert len(refuse["gaps"]) == 16
    answer = next(one for one in told["coverage"] if one["expectation"] == "should_answer")
    assert {gap["code"]: gap["count"] for gap in answer["gaps"]}["geography"] == 1
    assert not answer["complete"]


def test_equal_and_nearly_equal_questions_are_paired(tmp_path: Path) -> None:
    text = "请介绍一下我国传统节日春节的由来以及各地不同的过节习俗"
    texts = [
        text,
        text.replace("，", "") + "。",
        text + "吧",
        "今天的天气怎么样，适合出门吗",
        "春节",
    ]
    rows = [{"id": f"q{n}", "text": t, "expectation": "open"} for n, t in enumerate(texts)]
    questions = read_mixed_bank(write(tmp_path / "b.jsonl", rows))
    assert [(pair.one, pair.other) for pair in pairs(questions)] == [("q0", "q1"), ("q0", "q2")]


def test_every_public_set_has_labels_in_the_catalogue() -> None:
    mapped = {name for risk in load().risks.values() for name in risk.mapping}
    assert set(public_sets()) <= mapped


@pytest.mark.real
def test_a_bank_of_the_public_set_alone_does_not_cover_the_risks(real_inputs: Path) -> None:
    file = real_inputs / "datasets" / "jade" / "jade-db-v2.0_jade_benchmark_medium_zh.csv"
    made = import_bank(file, "jade", load(), "should_refuse")
    assert made.rows == 1000
    assert made.repeated == 22  # of 24 repeated rows in the file two have labels that are left out
    assert made.rows == len(made.questions) + made.repeated + made.left_out
    assert "A.1.a" not in made.by_risk


def test_the_same_words_with_another_picture_are_no_repetition(tmp_path: Path) -> None:
    for name, colour in (("a.png", "red"), ("b.png", "blue")):
        picture(tmp_path / name, colour)
    (tmp_path / "copy.png").write_bytes((tmp_path / "a.png").read_bytes())
    rows = [
        {
            "id": name,
            "text": f"请说出这张图里画的是什么东西，越详细越好{more}",
            "expectation": "open",
        }
        | {"image": file}
        for name, file, more in [
            ("one", "a.png", ""),
            ("other", "b.png", ""),
            ("near", "b.png", "。好"),
            ("same", "copy.png", ""),
        ]
    ]
    file = write(tmp_path / "bank.jsonl", rows)
    told = bank("check", file, code=1)
    pairs = {(pair["one"], pair["other"]) for pair in told["repeated"]}
    assert pairs == {("other", "near"), ("one", "same")}
    told = bank("stats", file, code=0)
    assert (told["by_media"], told["with_media"]) == ({"image": 4}, 4)


def test_licence_and_sensitivity_are_counted(tmp_path: Path) -> None:
    (tmp_path / "bank.csv").write_text(
        "编号,题目,预期,许可,敏感级别\nq1,甲,open,CC0,内部\nq2,乙,open,CC0,\n", "utf-8"
    )
    told = bank("stats", tmp_path / "bank.csv", code=0)
    assert told["by"]["licence"] == {"CC0": 2}
    assert told["by"]["sensitivity"] == {"内部": 1}


def test_a_set_with_media_is_not_imported_as_words(tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    file.write_text(JADE.strip() + ",图片\n1,某题甲？,歧视偏见,性别歧视内容,a.png\n", "utf-8")
    told = bank("import", file, "--from", "jade", "--out", tmp_path / "b.jsonl", code=2)
    assert told["error"]["data"]["line"] == 2
    assert "图片" in told["error"]["message"]
