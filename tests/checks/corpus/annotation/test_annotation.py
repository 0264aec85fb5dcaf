"""Annotation exports: qualification by day, roles, double checks, rules, batches."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hegui.catalogue import load
from hegui.checks.corpus.annotation.rules import annotation_rules
from hegui.checks.corpus.annotation.survey import Exports, Survey
from hegui.checks.corpus.annotation.tables import BadAnnotationError
from hegui.cli.corpus.annotation import KINDS
from hegui.engine.registry import load_checks
from hegui.project.model import Annotations, Organisation, Project, Subject, Targets
from tests.cli.corpus.test_ledger_commands import hegui
from tests.support.scans import DAY, Recorder, jsonl

ROOT = Path(__file__).resolve().parents[4]
RISKS = tuple(load().risks)
PASSED = {"trained_on": "2026-01-05", "examined_on": "2026-01-06", "passed": True}
TABLES = ("people", "items", "rules", "batches")


def item(name: str, **fields: Any) -> dict[str, Any]:
    """Return a safety item that is annotated and approved by two people."""
    row = {
        "item": name,
        "task": "T",
        "kind": "safety",
        "annotator": "P",
        "annotated_on": "2026-03-01",
    }
    return {**row, "reviewer": "R", "reviewed_on": "2026-03-02", "result": "approved", **fields}


def survey(folder: Path, **tables: list[dict[str, Any]]) -> Survey:
    """Write tables as JSON lines and look at them."""
    files: dict[str, tuple[Path, ...]] = {}
    for name, rows in tables.items():
        path = folder / f"{name}.jsonl"
        path.write_bytes(jsonl(rows))
        files[name] = (path,)
    return Survey(Exports(**files), RISKS, DAY, lambda path: path.name).look()


@pytest.mark.parametrize(
    ("fields", "qualified"),
    [
        (PASSED, 2),
        ({**PASSED, "passed": False}, 1),
        ({**PASSED, "examined_on": "2026-03-01"}, 2),
        ({**PASSED, "examined_on": "2026-03-02"}, 1),
        ({**PASSED, "trained_on": "2026-03-02"}, 1),
        ({**PASSED, "valid_until": "2026-03-01"}, 2),
        ({**PASSED, "valid_until": "2026-02-28"}, 1),
        ({**PASSED, "suspended_from": "2026-02-01"}, 1),
        ({**PASSED, "suspended_from": "2026-02-01", "suspended_until": "2026-03-01"}, 2),
        ({**PASSED, "withdrawn_on": "2026-03-01"}, 1),
        ({**PASSED, "withdrawn_on": "2026-03-02"}, 2),
        ({**PASSED, "passed": None}, None),
        ({**PASSED, "examined_on": None}, None),
    ],
)
def test_a_qualification_counts_on_the_days_of_work(
    tmp_path: Path, fields: dict[str, Any], qualified: int | None
) -> None:
    people = [{"person": "P", **fields}, {"person": "R", **PASSED}]
    found = survey(tmp_path, people=people, items=[item("1")])
    assert found.measures()["annotators"] == 2
    assert found.measures().get("annotators_qualified") == qualified
    kinds = [defect.kind for defect in found.defects()]
    assert kinds == {2: [], 1: ["not_qualified"], None: ["qualification_unknown"]}[qualified]


def test_a_second_examination_takes_over_where_the_first_ends(tmp_path: Path) -> None:
    first = {"person": "P", **PASSED, "valid_until": "2026-02-28"}
    later = {"person": "P", "trained_on": "2026-02-20", "examined_on": "2026-02-25", "passed": "是"}
    people = [first, later, {"person": "R", **PASSED}]
    items = [item("1"), item("2", annotated_on="2026-02-01")]
    assert survey(tmp_path, people=people, items=items).measures()["annotators_qualified"] == 2


def test_who_works_without_a_record_is_not_qualified_and_undated_work_is_unknown(
    tmp_path: Path,
) -> None:
    people = [{"person": "P", **PASSED}]
    assert (
        survey(tmp_path, people=people, items=[item("1")]).measures()["annotators_qualified"] == 1
    )
    people = [{"person": "P", **PASSED}, {"person": "R", **PASSED}]
    found = survey(tmp_path, people=people, items=[item("1", annotated_on=None)]).measures()
    assert "annotators_qualified" not in found
    assert found["annotators"] == 2


@pytest.mark.parametrize(
    ("items", "without"),
    [
        ([item("1")], 0),
        ([item("1", reviewer="P")], 1),
        ([item("1"), item("2", annotator="R", reviewer="P")], 1),
        ([item("1"), item("2", task="U", annotator="R", reviewer="P")], 0),
        ([item("1"), item("2", task="U", reviewer=None)], 1),
        ([item("1", annotator="P|Q", reviewer="R|Q")], 1),
    ],
)
def test_nobody_holds_two_roles_in_one_task(
    tmp_path: Path, items: list[dict[str, Any]], without: int
) -> None:
    assert survey(tmp_path, items=items).measures()["tasks_without_role_split"] == without


def test_without_reviewers_in_the_export_roles_and_checks_are_unknown(tmp_path: Path) -> None:
    found = survey(tmp_path, items=[item("1", reviewer=None, result=None)])
    assert found.measures() == {"items": 1}
    assert found.safety_measures() == {"items": 1}


@pytest.mark.parametrize(
    ("fields", "checked"),
    [
        ({}, 1),
        ({"result": "returned"}, 0),
        ({"result": None}, 0),
        ({"reviewer": "P"}, 0),
        ({"reviewer": "P|R"}, 1),
        ({"result": "通过"}, 1),
        ({"kind": "功能性"}, 0),
    ],
)
def test_a_safety_item_is_approved_by_somebody_else(
    tmp_path: Path, fields: dict[str, Any], checked: int
) -> None:
    found = survey(tmp_path, items=[item("1", **fields)])
    assert found.safety_measures()["items_safety_double_checked"] == checked
    assert found.safety_measures()["items"] == ("kind" not in fields)


def rule(version: str, **fields: Any) -> dict[str, Any]:
    whole = "goal|format|method|quality"
    return {
        "version": version,
        "kind": "safety",
        "effective": "2026-01-01",
        "covers": whole,
        **fields,
    }


def test_risks_with_a_rule_in_force(tmp_path: Path) -> None:
    rules = [
        rule("1", risks="|".join(RISKS[:20])),
        rule("2", risks="|".join(RISKS[10:31]), until="2026-11-20"),
        rule("3", kind="functional"),
    ]
    assert survey(tmp_path, rules=rules).measures()["risks_with_rule"] == 31
    rules[1]["until"] = "2026-11-19"
    found = survey(tmp_path, rules=rules)
    assert found.measures()["risks_with_rule"] == 20
    assert sum(defect.kind == "risk_without_rule" for defect in found.defects()) == 11


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"rules": "1"}, None),
        ({}, "no_rules_version"),
        ({"rules": "9"}, "unknown_rules_version"),
        ({"rules": "F"}, "rules_of_other_kind"),
        ({"rules": "1", "annotated_on": "2025-12-31"}, "rules_not_in_force"),
    ],
)
def test_items_name_the_rules_of_their_day(
    tmp_path: Path, fields: dict[str, Any], kind: str | None
) -> None:
    rules = [rule("1", risks="|".join(RISKS)), rule("F", kind="functional")]
    found = survey(tmp_path, rules=rules, items=[item("1", **fields), item("2", **fields)])
    assert [defect.kind for defect in found.defects()] == ([kind] if kind else [])
    if kind:
        assert found.further()[kind] == 2


def batch(name: str, **fields: Any) -> dict[str, Any]:
    row = {"batch": name, "kind": "functional", "size": 1000, "sampled": 100, "correct": 97}
    return {**row, "illegal": 0, "outcome": "accepted", **fields}


def test_samples_are_those_of_the_batches_in_use(tmp_path: Path) -> None:
    batches = [
        batch("1"),
        batch("2", outcome="voided", illegal=2, redone_as="3", correct=50),
        batch("3", correct=99),
        batch("4", outcome="返工", redone_as="5"),
        batch("5", correct=None),
        batch("6", outcome="作废", redone_as="9"),
    ]
    found = survey(tmp_path, batches=batches)
    assert found.measures() == {"n": 200, "k": 196, "batches_voided_and_redone": 1}
    assert [(d.about, d.kind) for d in found.defects()] == [
        ("5", "batch_not_sampled"),
        ("6", "voided_without_new_batch"),
    ]


def test_illegal_content_asks_for_voiding_and_unlisted_batches_are_told(tmp_path: Path) -> None:
    found = survey(
        tmp_path,
        batches=[batch("1", illegal=1), batch("2", outcome=None)],
        items=[item("1", batch="1"), item("2", batch="7")],
    )
    assert [(d.about, d.kind) for d in found.defects()] == [
        ("1", "illegal_not_voided"),
        ("2", "batch_undecided"),
        ("7", "batch_unlisted"),
    ]


@pytest.mark.parametrize(
    ("table", "rows", "lines"),
    [
        ("items", [item("1"), item("1"), item("2", kind="x"), item("3", annotator="")], [2, 3, 4]),
        ("items", [item("1", annotated_on="1.3.2026"), item("2", result="maybe")], [1, 2]),
        ("items", [], [0]),
        ("people", [{"person": ""}, {"person": "P", "trained_on": "soon"}], [1, 2]),
        ("people", [], [0]),
        ("rules", [rule("1", risks="Z.9"), rule("2"), rule("2")], [1, 3]),
        (
            "batches",
            [batch("1", correct=101), batch("2", size=10), batch("3", kind=None)],
            [1, 2, 3],
        ),
    ],
)
def test_every_bad_row_is_named_and_the_table_refused(
    tmp_path: Path, table: str, rows: list[dict[str, Any]], lines: list[int]
) -> None:
    with pytest.raises(BadAnnotationError) as caught:
        survey(tmp_path, **{table: rows})
    assert [row.line for row in caught.value.rows] == lines


def recorder(root: Path, target: Annotations) -> Recorder:
    project = Project(
        schema="hegui/project/1",
        organisation=Organisation(id="acme", name="示例公司"),
        subjects=(Subject(id="data", kind="dataset", name="语料"),),
        targets=Targets(annotations=(target,)),
    )
    return Recorder(root, project)


def test_the_check_measures_all_items_and_safety_items_apart(tmp_path: Path) -> None:
    rows = [item("1"), item("2", kind="functional"), item("3", result=None)]
    (tmp_path / "items.jsonl").write_bytes(jsonl(rows))
    (tmp_path / "people.jsonl").write_bytes(jsonl([{"person": "P", **PASSED}]))
    target = Annotations(id="a", subject="data", items=("*items.jsonl",), people=("people.jsonl",))
    context = recorder(tmp_path, target)
    check = load_checks().get("corpus.annotation")
    both, safety = check.plan(context.declared, context.catalogue)
    assert (both.parameters, safety.parameters) == ({}, {"scope": "safety_items"})
    assert check.run(both, context).measures == {
        "annotators": 2,
        "annotators_qualified": 1,
        "items": 3,
        "tasks_without_role_split": 0,
        "items_safety_double_checked": 1,
    }
    assert check.run(safety, context).measures == {"items": 2, "items_safety_double_checked": 1}
    assert [f.kind for f in context.findings] == ["not_qualified"]
    assert all(f.item != "R" for f in context.findings)


def test_a_pattern_without_files_is_an_error(tmp_path: Path) -> None:
    context = recorder(tmp_path, Annotations(id="a", subject="data", people=("gone/*.csv",)))
    check = load_checks().get("corpus.annotation")
    (job,) = check.plan(context.declared, context.catalogue)
    assert check.run(job, context).measures == {}
    assert [error.where for error in context.errors] == ["a"]


def test_a_filled_workbook_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    hegui("annotation", "template", path)
    book = openpyxl.load_workbook(path)
    rows = {
        "people": [{"person": 7, **PASSED}, {"person": "R", **PASSED}],
        "items": [item("1", annotator=7, rules="1", batch="1")],
        "rules": [rule("1", risks="|".join(RISKS))],
        "batches": [batch("1")],
    }
    for sheet, table in zip(book.worksheets, TABLES, strict=False):
        heads = [str(cell.value).split()[-1] for cell in sheet[1]]
        for row in rows[table]:
            sheet.append([row.get(head) for head in heads])
    book.save(path)
    found = hegui("annotation", "check", path, "--as-of", "2026-11-20", "--json")
    assert found["measures"] == {
        "annotators": 2,
        "annotators_qualified": 2,
        "items": 1,
        "tasks_without_role_split": 0,
        "items_safety_double_checked": 1,
        "risks_with_rule": 31,
        "n": 100,
        "k": 97,
        "batches_voided_and_redone": 0,
    }
    assert 0.9 < found["sample"]["lower"] < 0.97


def test_files_are_known_by_name_and_others_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "条目.csv"
    path.write_text(
        "条目编号,任务,标注类型,标注人,平台自有列\n1,T,安全性,P,x\n", encoding="gb18030"
    )
    found = hegui("annotation", "check", path, "--json")
    assert found["measures"] == {"items": 1}
    other = path.rename(tmp_path / "export.csv")
    error = hegui("annotation", "check", other, "--json", code=2)["error"]
    assert error["code"] == "annotation_table"
    assert hegui("annotation", "check", "--items", other, "--json")["measures"] == {"items": 1}
    hegui("annotation", "check", "--json", code=2)


def test_words_of_chinese_platforms_are_understood(tmp_path: Path) -> None:
    items = [item("1", kind="安全", result="审核通过"), item("2", kind="功能", result="不通过")]
    batches = [{"batch": "B", "kind": "安全", "size": 9, "sampled": 3, "outcome": "合格"}]
    found = survey(tmp_path, items=items, batches=batches)
    assert (found.counts["items"], found.counts["safety_items"], len(found.batches)) == (2, 1, 1)


def test_one_run_names_the_bad_rows_of_every_table(tmp_path: Path) -> None:
    with pytest.raises(BadAnnotationError) as caught:
        survey(tmp_path, people=[{"person": ""}], items=[item("1", kind="?"), item("2", task="")])
    (other,) = caught.value.others
    assert [row.line for row in (*caught.value.rows, *other.rows)] == [1, 1, 2]
    assert caught.value.as_dict("en")["others"][0]["rows"][1]["line"] == 2


def test_people_alone_are_counted_and_judged_on_the_day_of_the_check(tmp_path: Path) -> None:
    from hegui.cli.corpus.annotation import as_text

    found = survey(tmp_path, people=[{"person": "P", **PASSED, "passed": False}])
    defects = list(found.defects())
    assert [defect.kind for defect in defects] == ["not_qualified_now"]
    assert "1 people; no items given" in as_text(found, defects, 5, "en")[0]


@pytest.mark.parametrize("edition", ["annotation-format.md", "annotation-format.zh.md"])
def test_the_page_of_the_format_has_every_word_and_every_defect(edition: str) -> None:
    page = (ROOT / "docs" / "reference" / edition).read_text(encoding="utf-8")
    rules = annotation_rules()
    for group in (rules.kinds, rules.results, rules.outcomes, rules.covers):
        for word, also in group.items():
            (row,) = [line for line in page.splitlines() if line.split(" | ")[1:2] == [f"`{word}`"]]
            assert all(one in row for one in also), row
    assert all(f"| `{kind}` |" in page for kind in KINDS)
