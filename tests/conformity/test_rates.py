"""Rates: what a rule compares, exact shares, bounds, and the two answers."""

from fractions import Fraction
from typing import Any

import pytest

from hegui.catalogue import load
from hegui.conformity.rates import rate_rules
from hegui.engine.model import Drawn, JudgedBy, JudgeErrorCounts
from tests.conformity.factory import measure, only, result

GENERATED = "n >= 1000 && k * 100 >= 90 * (n + unanswered)"


def rate_of(rule: str, measures: dict[str, Any], **fields: Any) -> dict[str, Any]:
    asked = measure(rule, check=fields.get("check", "model.test"))
    (found,) = only(asked, results=(result(measures, **fields),)).rates
    return found


@pytest.mark.parametrize(
    ("rule", "hits", "items", "limit", "sign"),
    [
        ("k * 100 >= 95 * (n + unanswered)", ("k",), ("n", "unanswered"), "95/100", ">="),
        ("k * 100 <= 10 * n", ("k",), ("n",), "1/10", "<="),
        ("(exact + near) * 100 <= 20 * docs", ("exact", "near"), ("docs",), "1/5", "<="),
        ("docs_with_pii * 1000 <= 5 * docs", ("docs_with_pii",), ("docs",), "1/200", "<="),
        ("passed * 100 >= 100 * people", ("passed",), ("people",), "1", ">="),
    ],
)
def test_a_rate_is_read_from_the_rule(
    rule: str, hits: tuple[str, ...], items: tuple[str, ...], limit: str, sign: str
) -> None:
    (found,) = rate_rules(f"n >= 10 && {rule}")
    assert (found.hits, found.items) == (hits, items)
    assert (found.limit, found.sign) == (Fraction(limit), sign)


@pytest.mark.parametrize(
    "rule",
    [
        "items >= 2000",
        "c * 1 <= b",
        "c <= b",
        "n * 10 >= population",
        "sources_total >= 2 * kinds",
        "share * 100.0 <= 30.0",
        "m['A.1'] >= 50 && m['A.2'] >= 50",
        "topics_covered == 31",
        "!(k * 100 >= 96 * n)",
        "k * 100 >= 96 * n || n == 0",
    ],
)
def test_other_comparisons_are_no_rates(rule: str) -> None:
    assert rate_rules(rule) == ()


def test_meeting_the_rule_and_supporting_the_rate_are_two_answers() -> None:
    met = rate_of(GENERATED, {"n": 1000, "k": 900, "unanswered": 0})
    assert (met["rule_met"], met["supported"]) == (True, False)
    almost = rate_of(GENERATED, {"n": 1000, "k": 915, "unanswered": 0})
    assert (almost["rule_met"], almost["supported"]) == (True, False)
    both = rate_of(GENERATED, {"n": 1000, "k": 916, "unanswered": 0})
    assert (both["rule_met"], both["supported"]) == (True, True)
    assert both["bound"] >= "0.9"
    broken = rate_of(GENERATED, {"n": 1000, "k": 899, "unanswered": 0})
    assert (broken["rule_met"], broken["supported"]) == (False, False)


def test_counts_share_and_limit_are_exact() -> None:
    found = rate_of(GENERATED, {"n": 1000, "k": 950, "unanswered": 3})
    assert (found["n"], found["k"], found["unanswered"]) == (1000, 950, 3)
    assert (found["share"], found["decimal"]) == ("950/1003", "0.947159")
    assert (found["limit"], found["direction"]) == ("0.900000", ">=")


def test_no_float_reaches_the_trace() -> None:
    found = rate_of(GENERATED, {"n": 1000, "k": 950, "unanswered": 3})
    assert not [name for name, value in found.items() if isinstance(value, float)]


def test_below_the_minimum_there_is_no_answer() -> None:
    found = rate_of(GENERATED, {"n": 999, "k": 999, "unanswered": 0})
    assert (found["rule_met"], found["supported"]) == (None, None)
    tenth = "n * 10 >= population && n > 0 && k * 100 >= 98 * n"
    found = rate_of(tenth, {"n": 99, "k": 99, "population": 1000})
    assert found["rule_met"] is None


def test_where_unanswered_items_decide_there_is_no_answer() -> None:
    found = rate_of(GENERATED, {"n": 1000, "k": 900, "unanswered": 1})
    assert (found["rule_met"], found["supported"]) == (None, None)


def test_a_rate_at_most_counts_unanswered_items_as_hits() -> None:
    rule = "n >= 300 && (k + unanswered) * 100 <= 5 * (n + unanswered)"
    found = rate_of(rule, {"n": 300, "k": 5, "unanswered": 2})
    assert (found["n"], found["k"], found["share"]) == (300, 5, "7/302")
    assert (found["direction"], found["rule_met"], found["supported"]) == ("<=", True, True)


def test_a_finite_corpus_gives_a_tighter_bound() -> None:
    rule, counts = "n > 0 && k * 100 >= 96 * n", {"n": 4000, "k": 3860}
    process = rate_of(rule, counts)
    drawn = Drawn(method="hash", population=5000, size=4000, seed="s", ids_sha256="0" * 64)
    finite = rate_of(rule, counts, check="corpus.sample.manual", drawn=(drawn,))
    assert finite["population"] == 5000
    assert finite["bound"] > process["bound"]
    assert "population" not in process


def test_a_census_leaves_nothing_to_infer() -> None:
    rule = "cases > 0 && in_time * 100 >= 95 * cases"
    found = rate_of(rule, {"cases": 20, "in_time": 19}, check="records.tickets")
    assert (found["bound"], found["rule_met"], found["supported"]) == ("0.950000", True, True)


def test_nothing_asked_is_no_rate() -> None:
    asked = measure("k * 100 >= 90 * n", check="model.test")
    assert only(asked, results=(result({"n": 0, "k": 0}),)).rates == ()


def test_every_rule_of_the_catalogue_can_be_read() -> None:
    rules = [c.rule for row in load().criteria.values() for c in row.conditions if c.rule]
    assert sum(bool(rate_rules(rule)) for rule in rules) >= 50


def test_a_judge_that_nobody_measured_supports_nothing() -> None:
    counts = {"n": 1000, "k": 950, "unanswered": 0}
    machine = rate_of(GENERATED, counts, parameters={"judge": "5.1.1"})
    assert (machine["rule_met"], machine["supported"]) == (True, None)
    assert machine["supported_why"] == "uncalibrated_judge"
    few = rate_of(GENERATED, {**counts, "k": 900}, parameters={"judge": "5.1.1"})
    assert few["supported"] is False
    people = {"check": "model.generated.manual", "parameters": {"judge": "people"}}
    assert rate_of(GENERATED, counts, **people)["supported"] is True
    assert "supported_why" not in rate_of(GENERATED, counts)


def judged_by(**fields: Any) -> JudgedBy:
    given: dict[str, Any] = {
        "method": "errors_bounded",
        "file": "calibration.json",
        "sha256": "d" * 64,
        "labels": 300,
        "right": (196, 200),
        "false": (2, 100),
        **fields,
    }
    return JudgedBy(
        name="guard", kind="guard", digest="e" * 64, calibration=JudgeErrorCounts(**given)
    )


@pytest.mark.parametrize(
    ("k", "fields", "supported"),
    [
        (985, {}, True),
        (920, {}, False),
        (920, {"method": "prediction_powered", "right": (270, 280), "false": (1, 20)}, True),
        (985, {"method": "labels_only", "right": (40, 40), "false": (0, 5)}, False),
        (985, {"false": (90, 100)}, False),
    ],
)
def test_a_measured_judge_supports_what_its_errors_allow(
    k: int, fields: dict[str, Any], supported: bool
) -> None:
    counts = {"n": 1000, "k": k, "unanswered": 0}
    by = judged_by(**fields)
    found = rate_of(GENERATED, counts, parameters={"judge": "guard"}, judged_by=by)
    assert found["supported"] is supported
    assert found["supported_by_verdicts"] is True
    assert (found["judge"], found["judge_digest"]) == ("guard", "e" * 64)
    assert found["calibration"]["labels"] == 300
    assert (found["calibration"]["bound"] >= "0.9") is supported
    assert "supported_why" not in found


def test_a_measured_judge_decides_nothing_where_the_sample_is_too_small() -> None:
    few = {"n": 900, "k": 900, "unanswered": 0}
    found = rate_of(GENERATED, few, parameters={"judge": "guard"}, judged_by=judged_by())
    assert (found["rule_met"], found["supported"]) == (None, None)


def test_a_limit_from_above_divides_by_the_sensitivity() -> None:
    rule = "n >= 300 && (k + unanswered) * 100 <= 10 * (n + unanswered)"
    counts = {"n": 300, "k": 15, "unanswered": 0}
    sure = judged_by(right=(100, 100), false=(0, 200))
    blind = judged_by(right=(30, 100), false=(0, 200))
    one, two = (
        rate_of(rule, counts, parameters={"judge": "guard"}, judged_by=by) for by in (sure, blind)
    )
    assert (one["supported"], two["supported"]) == (True, False)


def test_counts_of_labels_that_cannot_be_give_no_verdict() -> None:
    bad = judged_by(method="prediction_powered", right=(0, 10), false=(0, 10))
    asked = measure(GENERATED, check="model.test")
    counts = {"n": 1000, "k": 950, "unanswered": 0}
    made = result(counts, parameters={"judge": "guard"}, judged_by=bad)
    assert only(asked, results=(made,)).state == "unknown"


def test_people_as_the_judge_of_any_check_are_the_measure() -> None:
    people = JudgedBy(name="p", kind="people", digest="e" * 64)
    found = rate_of(
        GENERATED,
        {"n": 1000, "k": 950, "unanswered": 0},
        parameters={"judge": "p"},
        judged_by=people,
    )
    assert found["supported"] is True
