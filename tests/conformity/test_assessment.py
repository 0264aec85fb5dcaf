"""The whole assessment: conclusion, gates, scores, maturity, notes, the document."""

import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.common.hashing import canonical_json
from hegui.conformity import judge, verdicts_document
from hegui.conformity.model import Assessment
from hegui.project.model import Decision, Nonconformity
from tests.conformity.factory import (
    DAY,
    attested,
    catalogue,
    clause,
    condition,
    criterion,
    days_ago,
    document,
    inputs,
    item,
    measure,
    result,
)

WORDS = ("conforms", "partly", "does_not_conform", "not_applicable", "undetermined")


def assess(*clauses: tuple[str, bool], weights: tuple[int, ...] = (), **given_: Any) -> Assessment:
    """Judge clauses of which a person has decided each verdict: (verdict, gate)."""
    rows = [
        criterion(attested(), id=f"K-{n}", gate=gate, weight=weights[n] if weights else 1)
        for n, (_, gate) in enumerate(clauses)
    ]
    decisions = tuple(
        Decision(clause=f"K-{n}", by="wang", on=DAY, reason="核对", verdict=word)
        for n, (word, _) in enumerate(clauses)
    )
    return judge(catalogue(*rows), inputs(decisions=decisions, **given_))


def expected(clauses: list[tuple[str, bool]], major: bool) -> str:
    """Second implementation of `verdict_logic.overall`, as a table."""
    gates = {word for word, gate in clauses if gate}
    words = {word for word, _ in clauses}
    table = [
        ("does_not_conform" in gates, "does_not_conform"),
        (major, "does_not_conform"),
        (not clauses, "undetermined"),
        ("undetermined" in gates, "undetermined"),
        ("does_not_conform" in words or "partly" in words, "partly"),
        ("undetermined" in words, "undetermined"),
        (words == {"not_applicable"}, "not_applicable"),
        (True, "conforms"),
    ]
    return next(word for matches, word in table if matches)


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.booleans()), max_size=4), st.booleans())
def test_the_conclusion_follows_the_gates(clauses: list[tuple[str, bool]], major: bool) -> None:
    found = Nonconformity(id="N", clause="K-0", grade="major", opened=days_ago(3))
    seen = assess(*clauses, nonconformities=(found,) if major else ())
    assert seen.conclusion == expected(clauses, major)


@pytest.mark.parametrize(
    ("fields", "blocked"),
    [
        ({}, True),
        ({"closed": days_ago(-1)}, True),
        ({"closed": DAY}, False),
        ({"opened": days_ago(-1)}, False),
        ({"grade": "minor"}, False),
    ],
)
def test_an_open_major_nonconformity_blocks(fields: dict[str, Any], blocked: bool) -> None:
    given_ = {"id": "N", "clause": "K-0", "grade": "major", "opened": days_ago(3), **fields}
    seen = assess(("conforms", True), nonconformities=(Nonconformity(**given_),))
    assert seen.conclusion == ("does_not_conform" if blocked else "conforms")
    assert seen.gates[1].state == ("blocked" if blocked else "passed")
    assert seen.gates[1].clauses == (("K-0",) if blocked else ())


def test_where_nobody_keeps_nonconformities_the_gate_is_open_and_says_so() -> None:
    seen = assess(("conforms", True), unkept=("nonconformities",))
    assert (seen.conclusion, seen.gates[1].state) == ("undetermined", "open")
    assert seen.gates[1].reason_zh == "没人登记"
    found = Nonconformity(id="N", clause="K-0", grade="major", opened=days_ago(3))
    listed = assess(("conforms", True), unkept=("nonconformities",), nonconformities=(found,))
    assert (listed.gates[1].state, listed.gates[1].reason_zh) == ("blocked", "")
    assert assess(("conforms", True)).gates[1].reason_en == ""


def test_gates_name_what_blocks_them_or_keeps_them_open() -> None:
    law = assess(("does_not_conform", True), ("undetermined", True), ("undetermined", False))
    assert (law.gates[0].id, law.gates[0].state, law.gates[0].clauses) == (
        "G1",
        "blocked",
        ("K-0",),
    )
    open_ = assess(("conforms", True), ("undetermined", True)).gates[0]
    assert (open_.state, open_.clauses) == ("open", ("K-1",))
    assert open_.zh == "门槛 G1"


def test_the_score_counts_undetermined_as_nothing_and_says_so() -> None:
    clauses = (("conforms", False), ("partly", False), ("undetermined", False))
    (overall, layer) = assess(*clauses, ("not_applicable", False), weights=(1, 2, 1, 9)).scores
    assert (overall.group, overall.points, overall.weight) == ("overall", 0.5, 4)
    assert overall.determined_share == 0.75
    assert (layer.group, layer.points) == ("model", 0.5)


def test_scores_are_given_by_layer() -> None:
    rows = [criterion(attested(), id=name) for name in ("K-0", "K-1", "K-2")]
    layers = ("data", "model", "data")
    clauses = {r.id: clause(r.id, layer=layer) for r, layer in zip(rows, layers, strict=True)}
    decided = Decision(clause="K-1", by="wang", on=DAY, reason="核对", verdict="conforms")
    seen = judge(catalogue(*rows, clauses=clauses), inputs(decisions=(decided,)))
    assert [(s.group, s.points, s.weight) for s in seen.scores] == [
        ("overall", 0.333333, 3),
        ("data", 0.0, 2),
        ("model", 1.0, 1),
    ]


def test_nothing_to_score_is_nothing() -> None:
    (overall, _) = assess(("not_applicable", False)).scores
    assert (overall.points, overall.weight, overall.determined_share) == (0.0, 0, 0.0)


@pytest.mark.parametrize(("count", "told"), [(3, False), (4, True)])
def test_many_inapplicable_clauses_must_be_explained(count: int, told: bool) -> None:
    words = ["not_applicable"] * count + ["conforms"] * (10 - count)
    seen = assess(*((word, False) for word in words))
    assert ("not_applicable_share" in {note.code for note in seen.notes}) is told


def test_clauses_that_lost_all_conditions_must_be_confirmed() -> None:
    rows = (criterion(attested(applies_when="public")),)
    seen = judge(catalogue(*rows), inputs(facts={"public": False}))
    (note,) = [note for note in seen.notes if note.code == "confirm_not_applicable"]
    assert note.clauses == ("K-1",)
    confirmed = Decision(clause="K-1", by="wang", on=DAY, reason="确认", verdict="not_applicable")
    seen = judge(catalogue(*rows), inputs(facts={"public": False}, decisions=(confirmed,)))
    assert "confirm_not_applicable" not in {note.code for note in seen.notes}


def test_clauses_without_criterion_are_named() -> None:
    clauses = {name: clause(name) for name in ("K-1", "K-2")}
    seen = judge(catalogue(criterion(attested()), clauses=clauses), inputs())
    (note,) = [note for note in seen.notes if note.code == "no_criterion"]
    assert note.clauses == ("K-2",)


def test_verdicts_below_the_best_grade_are_counted() -> None:
    rows = (criterion(attested(), id="K-1"), criterion(attested(), id="K-2", grade="good"))
    assert judge(catalogue(*rows), inputs()).below_best_grade == 1


def test_obligations_not_in_effect_do_not_apply() -> None:
    from tests.conformity.factory import obligation

    late = msgspec.structs.replace(obligation("L-1"), effective_from=days_ago(-1))
    rows = {"L-1": late, "L-2": obligation("L-2"), "L-3": obligation("L-3", "public")}
    seen = judge(catalogue(obligations=rows), inputs())
    assert seen.obligations == {"L-1": "does_not_apply", "L-2": "applies", "L-3": "undetermined"}


def maturity(**given_: Any) -> int:
    fact = condition(id="f", needs="fact", expression="ready")
    rows = [
        criterion(document(), id="A-1"),
        criterion(measure("n > 0", "n == 0"), id="A-2"),
        *(criterion(fact, id=name) for name in ("9.2.1", "9.3.1", "10.1", "10.2a")),
    ]
    return judge(catalogue(*rows), inputs(**given_)).maturity


def test_maturity_grows_with_what_is_present() -> None:
    stale, good = item(date=days_ago(900)), item()
    measured = (result({"n": 0}),)
    assert maturity() == 1
    assert maturity(evidence=(stale,)) == 2
    assert maturity(evidence=(good,)) == 3
    assert maturity(evidence=(good,), results=measured) == 4
    assert maturity(evidence=(good,), results=measured, facts={"ready": True}) == 5
    assert maturity(results=measured, facts={"ready": True}) == 1


def test_an_open_major_nonconformity_keeps_maturity_below_the_top() -> None:
    found = Nonconformity(id="N", clause="A-1", grade="major", opened=days_ago(3))
    given_ = {"evidence": (item(),), "results": (result({"n": 1}),), "facts": {"ready": True}}
    assert maturity(**given_, nonconformities=(found,)) == 4


def test_the_document_holds_conclusion_and_verdicts_in_clause_order() -> None:
    rows = [criterion(attested(), id=name) for name in ("b", "a", "c")]
    seen = judge(catalogue(*rows), inputs())
    told = verdicts_document(seen)
    assert set(told) == {"conclusion", "verdicts"}
    assert [v["clause"] for v in told["verdicts"]] == ["b", "a", "c"]
    assert set(told["verdicts"][0]) == {"clause", "verdict", "trace"}
    assert canonical_json(told) == canonical_json(verdicts_document(seen))


def test_what_differs_between_equal_runs_stays_out_of_the_document() -> None:
    asked = criterion(measure("n >= 1 && k * 100 >= 90 * n"))
    told = []
    for run in ({"port": 1, "seconds": 0.1}, {"port": 2, "seconds": 0.2}):
        seen = judge(catalogue(asked), inputs(results=(result({"n": 9, "k": 9}, run=run),)))
        told.append(canonical_json(verdicts_document(seen)))
    assert told[0] == told[1]


def test_the_order_of_the_inputs_changes_nothing() -> None:
    rows = [criterion(document(), measure("n > 0", "n == 0", id="m"), id=n) for n in ("x", "y")]
    results = (
        result({"n": 1}, target="a"),
        result({"n": 0}, target="b"),
        result({"n": 2}, target="b", parameters={"seed": 2}),
    )
    evidence = (item(id="d1"), item(id="d2"), item(id="d3", covers={}))
    seen = {
        canonical_json(judge(catalogue(*rows), inputs(results=r, evidence=e)))
        for r in itertools.permutations(results)
        for e in itertools.permutations(evidence)
    }
    assert len(seen) == 1
