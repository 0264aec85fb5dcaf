"""Notices that are alike are summed up, and rows are shown in words."""

from hegui.catalogue import load
from hegui.catalogue.checking import Report
from hegui.catalogue.problems import Problem
from hegui.catalogue.query import Found, Links
from hegui.cli.catalogue.checking import as_text
from hegui.cli.catalogue.showing import as_text as shown
from hegui.common.text import Text

WHY = Text("没有准则。", "No criterion.")


def report() -> Report:
    def notice(file: str, row: str) -> Problem:
        return Problem("obligation_not_carried", WHY, file, 3, "obligations", row, level="notice")

    problems = [Problem("wrong", WHY, "own/x.yaml", 1, "clauses", "X-1")]
    problems += [notice("obligations/CSL.yaml", f"CSL-{n}") for n in range(30)]
    problems += [notice("obligations/STPL.yaml", f"STPL-{n}") for n in range(2)]
    return Report("1", "d", 3, 40, tuple(problems))


def test_many_notices_of_one_instrument_are_one_line() -> None:
    lines = list(as_text(report(), "en"))
    assert len(lines) == 1 + 1 + 2 + 2
    assert "obligations/CSL.yaml: 30 rows, such as CSL-0: No criterion." in lines[1]
    assert "STPL-1" in lines[3]
    assert "32 notices" in lines[-1]


def test_verbose_lists_each() -> None:
    assert len(list(as_text(report(), "zh", verbose=True))) == 33 + 2


def test_documented_information_is_shown_in_words() -> None:
    catalogue = load()
    found = Found("clauses", catalogue.clauses["D-01"])
    chinese, english = (shown(catalogue, Links(catalogue), found, lang) for lang in ("zh", "en"))
    assert "是否要求: 否" in chinese
    assert "required: no" in english
    assert "False" not in chinese + english
    assert "recommended" not in chinese
