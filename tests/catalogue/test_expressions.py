"""Conditions and rules: three-valued logic, names and types, the cache."""

from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.catalogue import Catalogue, expressions, load
from hegui.catalogue.expressions import evaluate, evaluate_all
from hegui.catalogue.reasons import value_of
from hegui.catalogue.syntax import ExpressionError, names, parse
from hegui.catalogue.typecheck import Scope, check
from hegui.common.text import Text
from tests.catalogue.kleene import kleene, possible

SCOPE = Scope(
    {"a": "bool", "n": "int", "share": "float", "kinds": "set", "by": "map", "shares": "shares"},
    {"kinds": ("x", "y")},
    Text("名称", "a name"),
)


@lru_cache
def loaded() -> Catalogue:
    """Return the catalogue; not a fixture, since hypothesis would print all of it."""
    return load()


def fact_values(catalogue: Catalogue) -> st.SearchStrategy[dict[str, Any]]:
    """Return random declarations: each fact unset, or with a value of its type."""
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "int": st.sampled_from([0, 1, 9999, 10000, 99999, 100000, 999999, 1000000, 10000000]),
    }
    options = {}
    for name, fact in catalogue.facts.items():
        members = st.sampled_from(fact.values or ("none",))
        options[name] = kinds.get(fact.type, st.lists(members, unique=True).map(tuple))
    return st.fixed_dictionaries({}, optional=options)


def conditions(catalogue: Catalogue) -> list[str]:
    rows = [*catalogue.obligations.values(), *catalogue.criteria.values()]
    return sorted({row.applies_when for row in rows})


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_condition_agrees_with_kleene_logic(data: st.DataObject) -> None:
    facts = data.draw(fact_values(loaded()))
    for condition in conditions(loaded()):
        assert evaluate(condition, facts) is kleene(parse(condition), facts), condition


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_tree_for_reasons_agrees_with_cel(data: st.DataObject) -> None:
    facts = data.draw(fact_values(loaded()))
    for condition in conditions(loaded()):
        assert value_of(parse(condition), facts) is evaluate(condition, facts), condition


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_known_answer_is_right_whatever_the_unset_facts_are(data: st.DataObject) -> None:
    facts = data.draw(fact_values(loaded()))
    for condition in conditions(loaded()):
        if len(set(names(condition)) - facts.keys()) > 5:
            continue
        truths = possible(condition, facts, loaded().facts)
        value = evaluate(condition, facts)
        assert value is None or truths == {value}, condition


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_an_obligation_that_applies_has_a_clause_that_applies(data: st.DataObject) -> None:
    facts = data.draw(fact_values(loaded()))
    truth = evaluate_all(conditions(loaded()), facts)
    carriers: dict[str, list[str]] = {}
    for criterion in loaded().criteria.values():
        for name in criterion.obligations:
            carriers.setdefault(name, []).append(criterion.applies_when)
    wider = {"NDSR-43"}
    for row in loaded().obligations.values():
        if truth[row.applies_when] and row.id not in wider:
            assert any(truth[condition] for condition in carriers[row.id]), row.id


def test_every_rule_can_be_computed_over_its_measures(builtin: Catalogue) -> None:
    sample = {"int": 7, "float": 1, "map": dict.fromkeys(
        ["A.1", "A.2", "A.3", "A.4", "A.5", "open", "self_collected", "commercial", "user_input"], 7
    )}  # fmt: skip
    for criterion in builtin.criteria.values():
        for condition in criterion.conditions:
            if condition.needs == "measure":
                types = builtin.measures[condition.check].measures
                values = {name: sample[kind] for name, kind in types.items() if kind in sample}
                assert evaluate(condition.rule, values) is not None
                assert evaluate(condition.fails_when, values) is not None
                if condition.fails_when != "false":
                    assert evaluate(condition.rule, {}) is None


@pytest.mark.parametrize(
    ("expression", "values", "expected"),
    [
        ("k * 100 >= 96 * n", {"k": 3840, "n": 4000}, True),
        ("k * 100 >= 96 * n", {"k": 3839, "n": 4000}, False),
        ("share * 100.0 <= 5.0", {"share": 0.05}, True),
        ("share * 100.0 <= 5.0", {"share": 0.0501}, False),
        ("share * 100.0 <= 5.0", {"share": 0}, True),
        ("m['A.1'] >= 20", {"m": {"A.1": 20}}, True),
        ("m['A.1'] >= 20", {"m": {"A.2": 20}}, None),
        ("m['A.1'] >= 20 || a", {"m": {}, "a": True}, True),
        ("a && b", {"a": False}, False),
        ("a && b", {"b": False}, False),
        ("a || b", {"b": True}, True),
        ("a || b", {"a": False}, None),
        ("!a", {}, None),
        ("a", {"a": None}, None),
        ("share < 1.0", {"share": float("nan")}, None),
        ("'x' in s", {"s": {"y", "x"}}, True),
        ("'x' in s", {"s": ()}, False),
        ("true", {}, True),
        ("-n < 0", {"n": 3}, True),
    ],
)
def test_values(expression: str, values: dict[str, Any], expected: bool | None) -> None:
    assert evaluate(expression, values) is expected


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("a &&", {"a": True}),
        ("a b", {}),
        ("n / 0 > 1", {"n": 1}),
        ("n > 'x'", {"n": 1}),
        ("n + 1", {"n": 1}),
        ("size(s) > 1", {"s": ["x"]}),
        ("n > 1", {"n": object()}),
        ("(" * 70 + "a" + ")" * 70, {"a": True}),
        ("a && " * 1000 + "a", {"a": True}),
    ],
)
def test_everything_but_an_unset_name_is_an_error(expression: str, values: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(expression, values)
    for lang in ("zh", "en"):
        assert caught.value.message(lang).endswith(("。", "."))


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("b", "“b”"),
        ("a && n", "int"),
        ("n", "int"),
        ("'z' in kinds", "z"),
        ("'x' in n", "set"),
        ("n in kinds", "quoted word"),
        ("n + share > 1", "mix"),
        ("shares['x'] * 100 > 1", "mix"),
        ("by > 1", "key"),
        ("n['A.1'] > 1", "no keys"),
        ("a > 1", "numbers"),
        ("n == 'x'", "numbers"),
        ("!n", "truths"),
    ],
)
def test_names_and_types_are_checked_before_any_value_is_seen(expression: str, word: str) -> None:
    problem = check(expression, SCOPE)
    assert problem is not None
    assert word in problem.en


@pytest.mark.parametrize(
    "expression",
    [
        "a",
        "!a || n >= 3",
        "'x' in kinds && n + 2 * n < 7",
        "share * 100.0 <= 30.0",
        "share == 1",
        "by['A.1'] > 0",
    ],
)
def test_right_expressions_pass(expression: str) -> None:
    assert check(expression, SCOPE) is None


def test_the_library_is_not_imported_when_all_is_cached(
    builtin: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {"trains_model": True, "generates": ("image",)}
    first = evaluate_all(conditions(builtin), facts)
    expressions._STORE.flush()
    monkeypatch.setattr(expressions, "_STORE", expressions._Store())

    def refuse(_expression: str) -> Any:
        raise AssertionError("evaluated again")

    monkeypatch.setattr(expressions, "_program", refuse)
    assert evaluate_all(conditions(builtin), facts) == first


def test_stores_of_several_processes_are_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = expressions._Store(), expressions._Store()
    one.add(b"1" * 16, 1)
    two.add(b"2" * 16, 0)
    one.flush()
    two.flush()
    assert {b"1" * 16, b"2" * 16} <= expressions._Store().results().keys()


def test_a_damaged_store_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from hegui.common.cache import cache_folder, cache_write

    cache_write(*expressions.STORE, b"not msgpack")
    assert expressions._Store().results() == {}
    (cache_folder() / expressions.STORE[0] / expressions.STORE[1]).write_bytes(b"short")
    assert expressions._Store().results() == {}
