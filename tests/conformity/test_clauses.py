"""The steps of the verdict, against a second implementation written straight from the rules."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.catalogue.model import Criterion
from hegui.conformity.case import MissingRowError
from hegui.conformity.clauses import verdict_of
from hegui.conformity.model import ConditionTrace
from hegui.project.model import Attestation
from tests.conformity.factory import (
    DAY,
    GBT,
    TC,
    attested,
    condition,
    criterion,
    obligation,
    requirement,
    verdict,
)

STATES = ("holds", "fails", "unknown", "left_out")
APPLIES = ("applies", "does_not_apply", "undetermined")
conditions = st.lists(
    st.builds(
        lambda state, essential: ConditionTrace(
            id="c", needs="fact", essential=essential, state=state, reason_zh="", reason_en=""
        ),
        st.sampled_from(STATES),
        st.booleans(),
    ),
    max_size=6,
)


def brute_force(applicability: str, traces: list[ConditionTrace]) -> str:
    """Read the table of steps from top to bottom; the first that matches decides."""

    def some(state: str, essential: bool) -> bool:
        return len([t for t in traces if t.state == state and t.essential is essential]) > 0

    table = [
        (applicability == "does_not_apply", "not_applicable"),
        (applicability == "undetermined", "undetermined"),
        (traces == [], "undetermined"),
        (len([t for t in traces if t.state == "left_out"]) == len(traces), "not_applicable"),
        (some("fails", True), "does_not_conform"),
        (some("unknown", True), "undetermined"),
        (some("fails", False), "partly"),
        (some("unknown", False), "undetermined"),
        (True, "conforms"),
    ]
    return next(word for matches, word in table if matches)


@given(st.sampled_from(APPLIES), conditions)
def test_the_verdict_follows_the_steps(applicability: Any, traces: list[ConditionTrace]) -> None:
    assert verdict_of(applicability, traces) == brute_force(applicability, traces)


@given(st.sampled_from(APPLIES), conditions)
def test_an_unknown_never_conforms(applicability: Any, traces: list[ConditionTrace]) -> None:
    if verdict_of(applicability, traces) == "conforms":
        assert applicability == "applies"
        assert {t.state for t in traces} <= {"holds", "left_out"}
        assert any(t.state == "holds" for t in traces)


def test_a_clause_that_does_not_apply_is_not_looked_at() -> None:
    seen = verdict(criterion(attested(), applies_when="public"), facts={"public": False})
    assert (seen.verdict, seen.trace.conditions) == ("not_applicable", ())


def test_a_clause_that_may_apply_is_undetermined_and_looked_at() -> None:
    seen = verdict(criterion(attested(), applies_when="public"))
    assert (seen.verdict, seen.trace.applicability) == ("undetermined", "undetermined")
    assert len(seen.trace.conditions) == 1
    assert "public" in seen.trace.applicability_zh


def test_when_no_condition_is_left_a_person_must_confirm() -> None:
    seen = verdict(criterion(attested(applies_when="public")), facts={"public": False})
    assert seen.verdict == "not_applicable"
    assert "由人确认后生效" in seen.trace.applicability_zh


def test_a_criterion_without_conditions_shows_nothing() -> None:
    assert verdict(criterion()).verdict == "undetermined"


def test_a_clause_not_yet_in_effect_does_not_apply() -> None:
    later = DAY + dt.timedelta(days=1)
    seen = verdict(criterion(attested(), effective_from=later))
    assert seen.verdict == "not_applicable"
    assert "尚未施行" in seen.trace.applicability_zh


def test_only_obligations_that_apply_are_carried() -> None:
    rows = {"L-1": "public", "L-2": "trains", "L-3": "ready"}
    tables = {"obligations": {name: obligation(name, when) for name, when in rows.items()}}
    seen = verdict(
        criterion(attested(), obligations=("L-1", "L-2", "L-3")),
        tables,
        facts={"public": True, "trains": False},
    )
    assert seen.trace.obligations == ("L-1",)
    assert seen.trace.obligations_undetermined == ("L-3",)


def test_the_grade_is_that_of_the_weakest_row() -> None:
    tables = {
        "obligations": {
            "L-1": obligation("L-1", "public", grade="good"),
            "L-2": obligation("L-2", "trains", grade="poor"),
        }
    }
    asked = criterion(attested(), obligations=("L-1", "L-2"))
    good = verdict(asked, tables, facts={"public": True, "trains": False})
    assert (good.trace.grade, good.trace.below_best_grade) == ("good", True)
    poor = verdict(asked, tables, facts={"public": True, "trains": True})
    assert poor.trace.grade == "poor"
    best = verdict(criterion(attested()))
    assert (best.trace.grade, best.trace.below_best_grade) == ("best", False)


def test_a_requirement_counts_with_its_figure_in_the_chosen_rule_set() -> None:
    row = requirement("R-1", figures={TC: "best", GBT: "poor"})
    asked = criterion(attested(requirements=("R-1",), rule_set=TC))
    tables = {"requirements": {"R-1": row}}
    assert verdict(asked, tables, rule_set=TC).trace.grade == "best"
    assert verdict(asked, tables, rule_set=GBT).trace.grade == "poor"


def test_a_secondary_failure_is_partly() -> None:
    said = Attestation(clause="K-1", condition="c", by="wang", on=DAY)
    minor = condition(id="minor", needs="fact", expression="ready", essential=False)
    asked = criterion(attested(), minor)
    told = {"attestations": (said,)}
    assert verdict(asked, facts={"ready": False}, **told).verdict == "partly"
    assert verdict(asked, facts={"ready": True}, **told).verdict == "conforms"
    assert verdict(asked, facts={}, **told).verdict == "undetermined"


@pytest.mark.parametrize(
    "asked", [criterion(attested(), requirements=("R-9",)), criterion(attested(), grade="none")]
)
def test_a_row_that_is_not_there_is_an_error(asked: Criterion) -> None:
    with pytest.raises(MissingRowError, match="no “"):
        verdict(asked)
