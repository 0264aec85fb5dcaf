"""The built-in data: counts, links that must hold, and what the text says of itself."""

import itertools
from collections import Counter
from pathlib import Path

import pytest
import yaml

from hegui.catalogue import Catalogue
from hegui.catalogue.expressions import evaluate
from hegui.catalogue.loader import DATA
from hegui.catalogue.model import Condition
from hegui.engine.registry import load_checks


def conditions(catalogue: Catalogue) -> list[tuple[str, Condition]]:
    return [(row.id, c) for row in catalogue.criteria.values() for c in row.conditions]


def test_the_counts(builtin: Catalogue) -> None:
    assert len(builtin.obligations) == 464
    assert len(builtin.instruments) == 25
    assert len(builtin.clauses) == len(builtin.criteria) == 187
    assert Counter(row.kind for row in builtin.clauses.values()) == {
        "management_system": 51,
        "model_specific": 136,
    }
    assert len(builtin.requirements) == 107
    assert [sum(r.class_id == c for r in builtin.risks.values()) for c in builtin.risk_classes] == [
        8, 9, 5, 7, 2,
    ]  # fmt: skip
    assert len(builtin.facts) == 65
    assert {name for name, fact in builtin.facts.items() if fact.judgement} == {
        "public_opinion_attributes",
        "may_confuse_public",
        "special_object_generation",
        "affects_national_security",
        "ethics_sensitive",
    }


def test_the_default_rule_set_is_the_national_standard(builtin: Catalogue) -> None:
    assert [row.id for row in builtin.rule_sets.values() if row.default] == ["GB/T 45654-2025"]


def test_every_obligation_is_carried_by_a_clause(builtin: Catalogue) -> None:
    carried = {name for row in builtin.criteria.values() for name in row.obligations}
    assert carried == set(builtin.obligations)


def test_every_requirement_is_used(builtin: Catalogue) -> None:
    used = {name for row in builtin.criteria.values() for name in row.requirements}
    assert used == set(builtin.requirements)


def test_ids_of_obligations_and_consequences_are_two_spaces(builtin: Catalogue) -> None:
    shared = builtin.obligations.keys() & builtin.consequences.keys()
    assert shared == {"GAI-20", "CC-1195", "CC-1197"}
    for name in shared:
        assert builtin.obligations[name].zh != builtin.consequences[name].zh


def test_rows_take_effect_with_their_instrument(builtin: Catalogue) -> None:
    for row in builtin.obligations.values():
        assert row.effective_from == builtin.instruments[row.instrument].effective_from


def test_every_limit_has_its_kind(builtin: Catalogue) -> None:
    kinds = {row.id: [limit.kind for limit in row.limits] for row in builtin.obligations.values()}
    assert sum(map(len, kinds.values())) == 46
    assert kinds["LAB-09"] == ["retention"]
    assert kinds["MNR-37"] == ["frequency"]
    assert kinds["CIR-04-1"] == ["deadline"] * 3
    assert kinds["CBD-07"] == ["threshold"] * 2
    assert kinds["CBD-09"] == ["deadline", "extension"]


def test_own_numbers_never_carry_a_rule_set(builtin: Catalogue) -> None:
    own = [c for _, c in conditions(builtin) if "自定" in c.number_source_zh]
    assert len(own) > 40
    assert not [c.id for c in own if c.rule_set]


def test_no_expression_is_left_in_the_old_notation() -> None:
    for path in DATA.rglob("*.yaml"):
        for line in path.read_text("utf-8").splitlines():
            key, _, value = line.strip().partition(": ")
            if key in ("rule", "fails_when", "applies_when", "expression"):
                assert not {"and", "or", "not", "True", "False"} & set(value.split())


def test_grades_keep_their_words_and_order(builtin: Catalogue) -> None:
    best = [grade.id for grade in builtin.grades.values() if grade.rank == 0]
    assert best == ["full_text_checked", "full_text", "verified", "confirmed"]
    counts = Counter(row.grade for row in builtin.obligations.values())
    assert counts == {
        "full_text_checked": 383,
        "secondary_source": 67,
        "unverified": 11,
        "partial_secondary": 3,
    }


def test_clause_sets_say_that_their_numbering_is_not_official(builtin: Catalogue) -> None:
    (row,) = builtin.clause_sets.values()
    assert "不是团体标准的官方条款号" in row.numbering_zh
    assert "Neither is the numbering of the group standard" in row.numbering_en


def test_logs_of_a_young_service_are_judged_by_their_configuration(builtin: Catalogue) -> None:
    logs = [c for _, c in conditions(builtin) if c.check == "records.logs" and "184" in c.rule]
    assert len(logs) == 6
    for condition in logs:
        assert "service_age_days < 184 && retention_configured_days >= 184" in condition.rule


def test_a_point_fails_only_when_a_person_confirms_that_it_is_missing(builtin: Catalogue) -> None:
    for clause, condition in conditions(builtin):
        if condition.check in ("records.agreement", "records.disclosure"):
            siblings = builtin.criteria[clause].conditions
            assert any("points_confirmed_missing > 0" in c.fails_when for c in siblings), clause


@pytest.mark.parametrize(
    ("clause", "kind"),
    [("D-05", "open"), ("D-06", "self_collected"), ("D-07", "commercial"), ("D-08", "user_input")],
)
def test_each_kind_of_source_needs_its_own_basis(
    builtin: Catalogue, clause: str, kind: str
) -> None:
    (condition,) = [c for c in builtin.criteria[clause].conditions if c.id == "basis"]
    assert condition.essential
    assert f"basis_missing_by_kind['{kind}'] == 0" in condition.rule


def test_file_names_follow_their_rows(builtin: Catalogue) -> None:
    for path in (DATA / "obligations").glob("*.yaml"):
        rows = yaml.safe_load(path.read_text("utf-8"))["obligations"]
        assert {builtin.obligations[row["id"]].instrument for row in rows} == {path.stem}


def test_no_file_names_a_place_of_one_machine() -> None:
    words = ("/work/", "/home/", "/root/", "localhost")
    for path, word in itertools.product(DATA.rglob("*.yaml"), words):
        assert word not in path.read_text("utf-8"), path


def test_data_travels_in_the_package() -> None:
    assert Path(DATA).is_relative_to(Path(__import__("hegui").__file__).parent)


def test_measures_are_those_the_registered_checks_yield(builtin: Catalogue) -> None:
    registered = {check.id: set(check.measures) for check in load_checks().all()}
    declared = {name: set(row.measures) for name, row in builtin.measures.items()}
    assert declared == registered


def test_every_measure_is_named_in_words(builtin: Catalogue) -> None:
    names = {name for row in builtin.measures.values() for name in row.measures}
    assert set(builtin.labels["measure"]) == names


def test_a_failed_call_never_decides_a_measure_of_the_model(builtin: Catalogue) -> None:
    """Where a measure counts what is missing, the rule takes it against us, and a failure for us."""
    asked = [
        (criterion, one)
        for criterion, one in conditions(builtin)
        if one.check.startswith("model.") and "unanswered" in builtin.measures[one.check].measures
    ]
    assert len(asked) >= 35
    for criterion, one in asked:
        assert "unanswered" in one.rule, (criterion, one.id)
        if one.fails_when == "false":
            continue
        count = {"n": 0, "pairs": 0, "k": 0, "b": 0, "c": 0, "p_value": 0.01}
        for k in (0, 999, 1000):
            for k_counts in ({"k": k}, {"c": k, "b": 1000 - k}):
                measured = count | {"n": 1000, "pairs": 1000} | k_counts
                lost = measured | {"unanswered": 100_000}
                assert evaluate(one.rule, lost) is False, (criterion, one.id, k)
                assert evaluate(one.fails_when, lost) is False, (criterion, one.id, k)
