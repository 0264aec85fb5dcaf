"""The verdict on one clause: the steps of the one verdict logic, in their order."""

from collections.abc import Mapping, Sequence
from typing import cast

from hegui.catalogue.model import Criterion
from hegui.common.text import Text
from hegui.conformity.case import Applies, Case
from hegui.conformity.conditions import judge_condition
from hegui.conformity.decisions import Decided
from hegui.conformity.grades import is_best, rows_used, weakest
from hegui.conformity.model import (
    Applicability,
    ClauseVerdict,
    ConditionTrace,
    Trace,
    VerdictWord,
)
from hegui.conformity.wording import sentences

NONE_LEFT = Text(
    "本条的全部条件都不适用，因此判为不适用；由人确认后生效。",
    "None of its conditions applies, so the clause does not apply; a person must confirm this.",
)


def verdict_of(applicability: Applicability, conditions: Sequence[ConditionTrace]) -> VerdictWord:
    """Return the verdict that the steps give, before a person decides the clause.

    Source: `verdict_logic.steps` of the criteria. A condition with several subjects holds when it
    holds for each and fails when it fails for one, so that the traces can be read as one list.
    """
    if applicability != "applies":
        return "not_applicable" if applicability == "does_not_apply" else "undetermined"
    counted = [c for c in conditions if c.state != "left_out"]
    essential = {c.state for c in counted if c.essential}
    other = {c.state for c in counted if not c.essential}
    if not counted:
        return "not_applicable" if conditions else "undetermined"
    if "fails" in essential:
        return "does_not_conform"
    if "unknown" in essential:
        return "undetermined"
    if "fails" in other:
        return "partly"
    return "undetermined" if "unknown" in other else "conforms"


def judge_clause(
    case: Case,
    criterion: Criterion,
    obligations: Mapping[str, Applicability],
    decided: Decided,
) -> ClauseVerdict:
    """Judge one clause and write down the whole way to its verdict."""
    applies = case.in_force(criterion)
    conditions = judge_conditions(case, criterion, applies, decided)
    machine = verdict_of(applies.state, conditions)
    decision = decided.in_force.get((criterion.id, ""))
    verdict = cast(VerdictWord, decision.verdict) if decision else machine
    carried = [name for name in criterion.obligations if name in obligations]
    applying = tuple(name for name in carried if obligations[name] == "applies")
    open_ = tuple(name for name in carried if obligations[name] == "undetermined")
    counted = {c.id for c in conditions if c.state != "left_out"}
    grade = weakest(case, rows_used(case, criterion, applying, counted))
    reason = explained(applies, conditions)
    trace = Trace(
        subject_kind=criterion.subject_kind,
        gate=criterion.gate,
        weight=criterion.weight,
        applicability=applies.state,
        applicability_zh=reason.zh,
        applicability_en=reason.en,
        conditions=conditions,
        obligations=applying,
        obligations_undetermined=open_,
        grade=grade,
        below_best_grade=not is_best(case, grade),
        machine_verdict=machine if decision else None,
        decided_by=decision.by if decision else "",
        decided_why=decision.reason if decision else "",
    )
    return ClauseVerdict(clause=criterion.id, verdict=verdict, trace=trace)


def judge_conditions(
    case: Case, criterion: Criterion, applies: Applies, decided: Decided
) -> tuple[ConditionTrace, ...]:
    """Judge all conditions, unless the clause does not apply: then nothing is looked at."""
    if applies.state == "does_not_apply":
        return ()
    return tuple(
        trace
        for condition in criterion.conditions
        for trace in judge_condition(case, criterion, condition, decided)
    )


def none_left(conditions: Sequence[ConditionTrace]) -> bool:
    """Tell whether there were conditions and all of them were left out."""
    return bool(conditions) and all(c.state == "left_out" for c in conditions)


def explained(applies: Applies, conditions: Sequence[ConditionTrace]) -> Text:
    """Return why the clause applies or not, the vanished conditions included."""
    if applies.state == "applies" and none_left(conditions):
        return sentences([applies.reason, NONE_LEFT])
    return applies.reason
