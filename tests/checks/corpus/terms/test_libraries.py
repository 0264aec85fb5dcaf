"""Bringing in, joining and looking over keyword libraries."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hegui.checks.corpus.terms.cover import cover
from hegui.checks.corpus.terms.importing import Imported, Options, import_terms, library_line
from hegui.checks.corpus.terms.linting import SAYS, lint, lint_rules
from hegui.checks.corpus.terms.merging import merge
from hegui.cli.terms.cover import command as cover_command
from hegui.engine.tables import TableError
from hegui.engine.terms import Term, read_terms
from tests.support.scans import CODES, DAY, jsonl, small_catalogue

RISK = Options(risks=("A.1.a",))


def imported(path: Path, content: bytes, options: Options = RISK) -> Imported:
    path.write_bytes(content)
    return import_terms(path, options, CODES)


def texts(found: Imported) -> list[str]:
    return [term.text for term in found.terms]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_lists_with_mixed_separators(tmp_path: Path, encoding: str) -> None:
    written = "网络赌博、博彩，老虎机;a b|c\t刷单；[a-z]+\r\n博彩\n\n，\n"
    found = imported(tmp_path / "a.txt", written.encode(encoding))
    assert texts(found) == ["网络赌博", "博彩", "老虎机", "a b", "c", "刷单", "[a-z]+", "，"]
    assert (found.repeated, found.encoding, found.refused) == (1, encoding, [])


def test_whole_lines_stay_whole(tmp_path: Path) -> None:
    options = Options(risks=("A.1.a",), split=False)
    assert texts(imported(tmp_path / "a.txt", "甲，乙\n".encode(), options)) == ["甲，乙"]


def test_tables_of_spreadsheets(tmp_path: Path) -> None:
    options = Options(columns={"词语": "term", "类别": "risk"}, source="list", added="2026-11-01")
    found = imported(
        tmp_path / "a.csv",
        '词语,类别,备忘\n"六合彩、时时彩","A.1.a，A.2.a",x\n赌,,\n彩,A.9.z,\n'.encode("gb18030"),
        options,
    )
    assert texts(found) == ["六合彩", "时时彩"]
    assert found.terms[0].risks == ("A.1.a", "A.2.a")
    assert (found.terms[0].source, found.terms[0].added) == ("list", dt.date(2026, 11, 1))
    assert [bad.line for bad in found.refused] == [3, 4]
    assert found.unused == ["备忘"]


def test_workbooks_with_formulas(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["关键词", "风险", "放行语"], ["赌博", "A.1.a", "反赌博"], ["=1+1", "A.1.a"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    found = import_terms(tmp_path / "a.xlsx", RISK, CODES)
    assert [(term.text, term.allow) for term in found.terms] == [("赌博", ("反赌博",))]
    assert [(bad.line, "formula" in bad.en) for bad in found.refused] == [(3, True)]


def test_what_was_imported_is_read_again(tmp_path: Path) -> None:
    rows = [
        {"term": "x|y", "risk": ["A.1.a"], "modes": ["split"], "severity": "高", "context": "z"}
    ]
    options = Options(split=False)
    found = imported(tmp_path / "a.jsonl", jsonl(rows), options)
    out = tmp_path / "b.jsonl"
    out.write_bytes(b"".join(map(library_line, found.terms)))
    assert read_terms(out, risks=CODES).terms == tuple(found.terms)
    assert found.terms[0].severity == "high"


def test_a_file_of_200_mb_is_refused_unread(tmp_path: Path) -> None:
    for name in ("a.txt", "a.csv", "a.jsonl", "a.xlsx"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(200 << 20)
        with pytest.raises(TableError, match="200 MiB"):
            import_terms(tmp_path / name, RISK, CODES)


def test_merging_keeps_sources_and_names_conflicts() -> None:
    one = [
        Term(text="赌博", risks=("A.1.a",), line=1, source="一", context=("网",), severity="low"),
        Term(text="彩", risks=("A.1.a",), line=2),
    ]
    two = [
        Term(text="赌博", risks=("A.1.b",), line=7, severity="high"),
        Term(text="ＶＸ", risks=("A.1.a",), line=8),
        Term(text="vx", risks=("A.1.a",), line=9),
    ]
    merged = merge([("a", one), ("b", two)])
    assert [(t.text, t.risks, t.source) for t in merged.terms] == [
        ("赌博", ("A.1.a", "A.1.b"), "一; b"),
        ("彩", ("A.1.a",), "a"),
        ("ＶＸ", ("A.1.a",), "b"),
    ]
    assert (merged.terms[0].context, merged.terms[0].severity) == ((), "high")
    assert merged.repeated == 2
    assert [(c.term, c.field) for c in merged.conflicts] == [
        ("赌博", "risks"),
        ("赌博", "severity"),
        ("赌博", "context"),
    ]
    assert merged.conflicts[1].values == {"a:1": "low", "b:7": "high"}


BAD: list[tuple[dict[str, Any], str]] = [
    ({"term": "", "risk": "A.1.a"}, "empty"),
    ({"term": "a\u0007", "risk": "A.1.a"}, "control_character"),
    ({"term": "长" * 201, "risk": "A.1.a"}, "too_long"),
    ({"term": "赌博机"}, "missing_risk"),
    ({"term": "赌博机", "risk": "A.9.z"}, "unknown_risk"),
    ({"term": "赌博机", "risk": "A.1.a", "colour": "red"}, "bad_row"),
    ({"term": "赌博机", "risk": "A.1.a", "allow": "赌博"}, "allow_never"),
    ({"term": "赌博机", "risk": "A.1.a", "allow": "赌博机"}, "allow_never"),
    ({"term": "赌", "risk": "A.1.a"}, "one_character"),
    ({"term": "赌.*博", "risk": "A.1.a"}, "regular_expression"),
    ({"term": "微笑", "risk": "A.1.a"}, "common_word"),
    ({"term": "赌博机", "risk": "A.1.a", "reviewed": "2025-11-19"}, "stale_review"),
    ({"term": "发" * 6, "risk": "A.1.a"}, "many_forms"),
]


@pytest.mark.parametrize(("row", "rule"), BAD, ids=[rule for _, rule in BAD])
def test_lint_names_what_is_wrong(tmp_path: Path, row: dict[str, Any], rule: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl([{"term": "老虎机", "risk": "A.1.a", "added": "2026-11-01"}, row]))
    rows, found = lint(path, CODES, DAY)
    assert rows == 2
    assert [(one.line, one.rule) for one in found] == [(2, rule)]
    assert found[0].error is (rule in lint_rules().errors)
    assert found[0].text.zh
    assert found[0].text.en


def test_lint_finds_the_same_term_in_another_form(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    same = ("网络赌博", "網絡賭博", "网络 赌博", "ＶＸ群", "vx群")
    path.write_bytes(jsonl({"term": text, "risk": "A.1.a"} for text in same))
    found = lint(path, CODES, DAY)[1]
    assert [(one.line, one.rule, one.what.en) for one in found] == [
        (2, "duplicate", "1"),
        (3, "duplicate", "1"),
        (5, "duplicate", "4"),
    ]


def test_every_lint_rule_has_a_level_and_a_sentence() -> None:
    rules = lint_rules()
    assert {*rules.errors, *rules.warnings} == set(SAYS)
    assert not {*rules.errors} & {*rules.warnings}


def test_cover_names_the_gaps() -> None:
    terms = [Term(text=str(n), risks=("A.1.a",), added=dt.date(2026, 11, 15)) for n in range(250)]
    found = cover(terms, small_catalogue(), DAY)
    assert [(one.risk, one.n, one.minimum, one.missing) for one in found.risks] == [
        ("A.1.a", 250, 200, 0),
        ("A.1.b", 0, 200, 200),
        ("A.2.a", 0, 200, 200),
    ]
    assert (found.age_days, found.complete) == (5, False)
    assert [one.risk for one in found.gaps] == ["A.1.b", "A.2.a"]


def test_a_scan_says_what_allow_phrases_cover(tmp_path: Path) -> None:
    pytest.importorskip("hyperscan")
    (tmp_path / "a.jsonl").write_text('{"text": "反赌博"}\n{"text": "赌博"}\n', encoding="utf-8")
    library = tmp_path / "t.csv"
    library.write_text("term,risk,allow\n赌博,A.1.h,反赌博\n", encoding="utf-8")
    asked = [str(tmp_path / "a.jsonl"), "--terms", str(library), "--kinds", "none"]
    command = [sys.executable, "-m", "hegui", "corpus", "scan", *asked, "--json"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out")], capture_output=True, check=True
    )
    answer = json.loads(done.stdout)
    assert (answer["docs_hit"], answer["findings"], answer["suppressed"]) == (1, 1, 1)


def run(*arguments: str, code: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "hegui", "terms", *arguments, "--json", "--lang", "en"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == code, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout) if done.stdout else {}
    return answer


def test_the_commands_from_a_list_to_its_gaps(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("网络赌博、博彩\n博彩\n", encoding="gb18030")
    one, two, both = (str(tmp_path / name) for name in ("1.jsonl", "2.jsonl", "m.jsonl"))
    listed = str(tmp_path / "a.txt")
    day = ("--added", "2026-11-18")
    assert run("import", listed, "--risk", "A.1.h", *day, "--out", one, code=0)["terms"] == 2
    run("import", listed, "--risk", "A.1.h", "--out", one, code=2)
    run("import", listed, "--risk", "A.9.z", "--out", two, code=1)
    assert run("import", listed, "--risk", "A.2.a", "--out", two, "--force", code=0)["terms"] == 2
    merged = run("merge", one, two, "--out", both, code=1)
    assert (merged["terms"], len(merged["conflicts"])) == (2, 2)
    assert run("lint", both, "--as-of", "2026-11-20", code=0)["errors"] == 0
    covered = run("cover", both, "--as-of", "2026-11-20", code=1)
    assert (covered["terms"], covered["terms_minimum"], covered["age_days"]) == (2, 10000, 2)
    assert {one["modality"] for one in covered["requirements"]} == {"should", "shall"}
    assert len(covered["risks"]) == 17


def test_a_plain_list_is_looked_over_without_asking_for_risks(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"赌场筹码\n赌场筹码\n\n.*x\n{'长' * 300}\n", encoding="utf-8")
    told = run("lint", str(path), code=1)
    assert (told["rows"], told["errors"]) == (4, 1)
    rules = {(one["line"], one["rule"]) for one in told["remarks"]}
    assert {(2, "duplicate"), (4, "regular_expression"), (5, "too_long")} <= rules
    assert "missing_risk" not in told["by_rule"]


def test_a_column_that_is_not_there_is_an_error_and_one_that_is_serves(tmp_path: Path) -> None:
    written = "词,类\n博彩,A.1.a\n".encode()
    found = imported(tmp_path / "a.csv", written, Options(columns={"词": "term", "类": "risk"}))
    assert [(term.text, term.risks) for term in found.terms] == [("博彩", ("A.1.a",))]
    with pytest.raises(TableError, match="nope"):
        imported(tmp_path / "a.csv", written, Options(columns={"词": "term", "nope": "risk"}))


def test_an_import_that_takes_nothing_writes_nothing(tmp_path: Path) -> None:

    from hegui.cli.terms.importing import command

    (tmp_path / "a.txt").write_text("博彩\n", encoding="utf-8")
    words = [str(tmp_path / "a.txt"), "--out", str(tmp_path / "o.jsonl")]
    result = CliRunner().invoke(command, words, standalone_mode=False)
    assert (result.return_value, (tmp_path / "o.jsonl").exists()) == (1, False)


def test_days_in_the_future_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl([{"term": "网络赌博", "risk": "A.1.a", "added": "2099-01-01"}]))
    assert [one.rule for one in lint(path, CODES, DAY)[1]] == ["future_day"]
    found = cover(read_terms(path, risks=CODES).terms, small_catalogue(), DAY)
    assert (found.age_days, found.future) == (None, 1)
    with path.open("ab") as file:
        file.write(jsonl([{"term": "网络彩票", "risk": "A.1.a", "added": "2026-11-18"}]))
    mixed = cover(read_terms(path, risks=CODES).terms, small_catalogue(), DAY)
    assert (mixed.age_days, mixed.future) == (2, 1)
    said = (
        CliRunner().invoke(cover_command, [str(path), "--as-of", str(DAY), "--lang", "en"]).output
    )
    assert "Days since the last update: 2" in said
    assert "count for nothing: 1" in said
