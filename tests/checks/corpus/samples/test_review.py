"""Reviewed samples come back: good rows count, bad rows are named, nothing unreviewed passes."""

import csv
import datetime as dt
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hegui.catalogue import load
from hegui.checks.corpus.samples.result import ReviewResult, Verdict
from hegui.checks.corpus.samples.reviewing import reviewed_sample, write_result
from hegui.checks.corpus.samples.rules import Limit
from hegui.checks.corpus.samples.sampling import Request, sample
from hegui.checks.corpus.samples.stage import Plan
from hegui.checks.corpus.shards.local import LocalEngine
from hegui.checks.corpus.shards.named import shards
from hegui.engine.statistics import finite_lower_bound, rate
from hegui.engine.tables import TableError
from hegui.project.model import FieldMap
from tests.checks.corpus.samples.corpora import rows, write

LIMIT = Limit(requirement="ASM-01b", grade="reproduced", share="24/25", minimum=60)
RISKS = ("A.1.a", "A.2.a")
LIMIT_96 = Fraction(24, 25)
Row = dict[str, Any]


def draw(tmp_path: Path, size: int = 60, minimum: int = 0) -> Path:
    """Draw from three hundred documents of three sources and return the folder."""
    path = write(tmp_path / "corpus.jsonl", rows(300))
    plan = Plan(key="s/corpus.sample", size=size, minimum=minimum, strata=("source",))
    request = Request(paths=[str(path)], plan=plan, fields=FieldMap(), folder=tmp_path / "sample")
    sample(request, shards([str(path)]), load(), LocalEngine(1))
    return tmp_path / "sample"


def filled(folder: Path, name: str, change: Callable[[int, Row], None], by: str = "王") -> Path:
    """Fill in the workbook: all pass but for what `change` does to a row; save it as `name`."""
    book = openpyxl.load_workbook(folder / "review.xlsx")
    sheet = book.worksheets[0]
    heads = [str(cell.value).split()[-1] for cell in sheet[1]]
    for number, cells in enumerate(sheet.iter_rows(min_row=2)):
        row = {head: cell.value for head, cell in zip(heads, cells, strict=True)}
        row |= {"verdict": "合格", "reviewer": by, "date": dt.date(2026, 11, 3 + number % 2)}
        change(number, row)
        for head, cell in zip(heads, cells, strict=True):
            cell.value = row[head]
    book.save(folder / name)
    return folder / name


def nothing(_number: int, _row: Row) -> None:
    """Change nothing."""


def failing(*numbers: int) -> Callable[[int, Row], None]:
    """Let some rows fail."""

    def change(number: int, row: Row) -> None:
        if number in numbers:
            row |= {"verdict": "不合格", "risk": "A.1.a"}

    return change


def judged(
    folder: Path, first: Path, second: Path | None = None, adjudicated: Path | None = None
) -> tuple[ReviewResult, list[Verdict]]:
    return reviewed_sample(folder, first, second, adjudicated, LIMIT, RISKS)


def test_a_workbook_comes_back_with_counts_bounds_and_both_answers(tmp_path: Path) -> None:
    folder = draw(tmp_path)
    result, _ = judged(folder, filled(folder, "r.xlsx", failing(3, 9)))
    expected = rate(58, 60, "24/25", population=300, minimum=60)
    assert result.rate == expected
    assert (result.n, result.k, result.unreviewed, result.population) == (60, 58, 0, 300)
    assert (result.rate.rule_met, result.rate.supported) == (True, False)
    assert result.by_risk == {"A.1.a": 2}
    assert (result.reviewers, result.first_day, result.last_day) == (
        ("王",),
        "2026-11-03",
        "2026-11-04",
    )
    assert sum(stratum.rate.n for stratum in result.strata) == 60
    assert sum(stratum.rate.k for stratum in result.strata) == 58
    assert result.weighted is None
    assert result.problems == ()


def test_jsonl_and_csv_come_back_as_the_workbook_does(tmp_path: Path) -> None:
    folder = draw(tmp_path)
    expected = judged(folder, filled(folder, "r.xlsx", failing(3)))[0]
    lines = [json.loads(line) for line in (folder / "review.jsonl").read_text("utf-8").splitlines()]
    for number, row in enumerate(lines):
        row |= {"verdict": "合格", "reviewer": "王", "date": f"2026/11/0{3 + number % 2}"}
        failing(3)(number, row)
    (folder / "r.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    with (folder / "r.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    assert judged(folder, folder / "r.jsonl")[0] == expected
    assert judged(folder, folder / "r.csv")[0] == expected


def test_a_workbook_saved_by_another_program_is_read(tmp_path: Path) -> None:
    """Other programs drop the size of the sheet, add empty rows and columns, and move sheets."""
    folder = draw(tmp_path)
    original = openpyxl.load_workbook(filled(folder, "r.xlsx", failing(3)))
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"  # type: ignore[union-attr]
    sheet = book.create_sheet("审核 review")
    for cells in original.worksheets[0].iter_rows(values_only=True):
        sheet.append(["", *cells, None, None][1:])
    for _ in range(50):
        sheet.append([None] * 20)
    sheet.append(["  ", ""])
    book.save(folder / "other.xlsx")
    assert (
        judged(folder, folder / "other.xlsx")[0].rate == judged(folder, folder / "r.xlsx")[0].rate
    )


def test_every_bad_row_is_named_and_none_of_them_passes(tmp_path: Path) -> None:
    folder = draw(tmp_path)

    def change(number: int, row: Row) -> None:
        changes: dict[int, Row] = {
            1: {"verdict": "也许"},
            2: {"item": "corpus:9999"},
            4: {"text_sha256": "0" * 64},
            5: {"risk": "Z.9", "verdict": "不合格"},
            6: {"date": "明天"},
            7: {"verdict": None},
            9: {"item": first.get(8), "text_sha256": digests.get(8)},
        }
        first[number], digests[number] = row["item"], row["text_sha256"]
        row |= changes.get(number, {})

    first: dict[int, str] = {}
    digests: dict[int, str] = {}
    result, verdicts = judged(folder, filled(folder, "r.xlsx", change))
    named = {(problem.kind, problem.item) for problem in result.problems}
    assert named == {
        ("verdict", first[1]),
        ("foreign", "corpus:9999"),
        ("missing", first[2]),
        ("changed", first[4]),
        ("risk", first[5]),
        ("date", first[6]),
        ("doubled", first[8]),
        ("missing", first[9]),
    }
    lines = {problem.kind: problem.line for problem in result.problems}
    assert (lines["verdict"], lines["doubled"], lines["missing"]) == (3, 11, 0)
    told = {verdict.item: verdict.verdict for verdict in verdicts}
    unreviewed = {first[1], first[2], first[4], first[7], first[8], first[9]}
    assert {item for item, verdict in told.items() if verdict == "unreviewed"} == unreviewed
    assert told[first[5]] == "fail"
    assert (result.n, result.k, result.unreviewed) == (54, 53, 6)
    assert (result.rate.rule_met, result.rate.supported) == (None, None)


def test_an_empty_review_is_no_pass(tmp_path: Path) -> None:
    folder = draw(tmp_path)
    result, _ = judged(folder, folder / "review.xlsx")
    assert (result.n, result.unreviewed, result.rate.rule_met) == (0, 60, None)


def test_two_reviewers_disagreements_and_an_adjudication(tmp_path: Path) -> None:
    folder = draw(tmp_path)
    first = filled(folder, "one.xlsx", failing(3, 9))
    second = filled(folder, "two.xlsx", failing(3, 20), by="李")
    result, verdicts = judged(folder, first, second)
    assert result.agreement is not None
    assert (result.agreement.n, result.agreement.agreed, result.disputed) == (60, 58, 2)
    assert (result.n, result.k) == (58, 57)
    write_result(folder, result, verdicts, RISKS)
    disputed = [
        json.loads(line) for line in (folder / "disagreements.jsonl").read_bytes().splitlines()
    ]
    assert {(row["first"], row["second"]) for row in disputed} == {
        ("fail", "pass"),
        ("pass", "fail"),
    }
    book = openpyxl.load_workbook(folder / "adjudicate.xlsx")
    for row, word in zip(book.worksheets[0].iter_rows(min_row=2), ("合格", "不合格"), strict=True):
        row[6].value, row[9].value = word, "孟"
    book.save(folder / "three.xlsx")
    final, _ = judged(folder, first, second, folder / "three.xlsx")
    assert (final.n, final.k, final.disputed, final.problems) == (60, 58, 0, ())
    assert final.agreement == result.agreement
    assert final.reviewers == ("孟", "李", "王")


def test_one_person_is_not_two_and_an_undisputed_item_is_not_adjudicated(tmp_path: Path) -> None:
    folder = draw(tmp_path)
    first = filled(folder, "one.xlsx", failing(3))
    result, _ = judged(folder, first, filled(folder, "two.xlsx", failing(5)))
    assert {problem.kind for problem in result.problems} == {"same_reviewer"}
    assert (result.agreement.n if result.agreement else -1, result.k) == (0, 59)
    third = filled(folder, "three.xlsx", failing(7), by="孟")
    result, _ = judged(folder, first, filled(folder, "two.xlsx", failing(3), by="李"), third)
    assert {problem.kind for problem in result.problems} == {"undisputed"}
    assert result.k == 59


def test_unequal_shares_give_a_weighted_estimate(tmp_path: Path) -> None:
    folder = draw(tmp_path, minimum=20)
    book = openpyxl.load_workbook(folder / "review.xlsx").worksheets[0]
    sources = [row[1].value for row in book.iter_rows(min_row=2)]
    third = [number for number, source in enumerate(sources) if source == "丙"]
    result, _ = judged(folder, filled(folder, "r.xlsx", failing(*third[:10])))
    by_source = {stratum.values[0]: stratum for stratum in result.strata}
    assert by_source["丙"].rate.n == 20
    assert result.weighted is not None
    exact = sum(Fraction(s.population * s.rate.k, s.rate.n) for s in result.strata) / 300
    assert result.weighted.share == pytest.approx(float(exact), abs=1e-6)
    assert result.weighted.share > result.k / result.n
    good = sum(
        finite_lower_bound(s.rate.k, s.rate.n, s.population, Fraction(1, 60)) for s in result.strata
    )
    assert result.weighted.lower == pytest.approx(good / 300, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "said"),
    [("r.xlsx", "not a workbook"), ("r.pdf", r"\.xlsx"), ("r.csv", "item"), ("no.xlsx", "path")],
)
def test_a_file_that_is_no_review_is_refused(tmp_path: Path, name: str, said: str) -> None:
    folder = draw(tmp_path, size=5)
    if name != "no.xlsx":
        (folder / name).write_bytes(b"nothing of use\n")
    with pytest.raises(TableError, match=said):
        judged(folder, folder / name)


def test_a_workbook_without_verdicts_column_is_refused(tmp_path: Path) -> None:
    folder = draw(tmp_path, size=5)
    book = openpyxl.Workbook()
    book.worksheets[0].append(["编号", "备注"])
    book.save(folder / "r.xlsx")
    with pytest.raises(TableError, match="verdict"):
        judged(folder, folder / "r.xlsx")


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        ("Y", "pass"),
        ("1", "pass"),
        ("１", "pass"),
        ("是", "pass"),
        ("ＰＡＳＳ", "pass"),
        ("N", "fail"),
    ],
)
def test_usual_words_of_reviewers_are_understood(tmp_path: Path, word: str, verdict: str) -> None:
    folder = draw(tmp_path)

    def change(number: int, row: Row) -> None:
        row |= {"verdict": word, "risk": "A.1.a" if verdict == "fail" else None}

    result, _ = judged(folder, filled(folder, "r.xlsx", change))
    assert (result.n, result.k, result.problems) == (60, 60 if verdict == "pass" else 0, ())


def test_a_share_may_be_a_percentage() -> None:
    from hegui.cli.corpus.sample import _fraction

    assert [_fraction("--bound", text) for text in ("0.96", "96%", "96％", "24/25")] == [
        LIMIT_96
    ] * 4
