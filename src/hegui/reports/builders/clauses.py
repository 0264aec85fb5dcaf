"""The clause table and the page of each clause."""

from typing import Any

from hegui.catalogue.model import Condition
from hegui.conformity.model import ClauseVerdict, ConditionTrace, Trace
from hegui.reports.builders.base import Base
from hegui.reports.builders.rates import rate_views
from hegui.reports.context import ClauseView, ConditionView, Word

DECIDING = {
    "does_not_conform": ("fails", True),
    "partly": ("fails", False),
    "undetermined": ("unknown", None),
}
"""Verdict -> state (and essential or not) of the condition that explains it in one line."""


def build(base: Base) -> tuple[ClauseView, ...]:
    """Return a view of every clause in the order of the assessment."""
    return tuple(_clause(base, verdict) for verdict in base.material.assessment.verdicts)


def layers_of(views: tuple[ClauseView, ...]) -> tuple[Word, ...]:
    """Return the layers that occur, in order of first use."""
    return tuple(dict.fromkeys(view.layer for view in views))


def _clause(base: Base, verdict: ClauseVerdict) -> ClauseView:
    catalogue, trace = base.material.catalogue, verdict.trace
    clause, criterion = catalogue.clauses[verdict.clause], catalogue.criteria[verdict.clause]
    asked = {condition.id: condition for condition in criterion.conditions}
    settled = verdict.verdict in ("conforms", "not_applicable")
    return ClauseView(
        id=clause.id,
        anchor=base.clause_ref(clause.id).anchor,
        title=base.text(clause, "title"),
        layer=Word(clause.layer, base.label("clause_layer", clause.layer)),
        verdict=base.word("verdicts", verdict.verdict),
        gate=trace.gate,
        headline=headline(base, verdict),
        owner="" if settled else base.owner(_roles(verdict, asked)),
        requirement=base.text(clause, "requirement"),
        applicability=base.text(trace, "applicability"),
        conditions=tuple(
            _condition(base, clause.id, asked[item.id], item) for item in trace.conditions
        ),
        obligations=tuple(base.obligation_ref(name) for name in trace.obligations),
        requirements=tuple(_requirement(base, name) for name in criterion.requirements),
        crosswalk=_crosswalk(base, clause.id),
        next_step="" if settled else base.text(criterion, "remediation"),
        cannot_show=base.text(criterion, "cannot_show"),
        assessor_steps=base.texts(criterion, "assessor_steps"),
        assessor_questions=base.texts(clause, "assessor_questions"),
        grade=base.grade(clause),
        source=", ".join(clause.citations),
        decided=_decided(base, trace),
        below_best=trace.below_best_grade,
    )


def headline(base: Base, verdict: ClauseVerdict) -> str:
    """Return one line that says why the clause has its verdict."""
    trace = verdict.trace
    if trace.decided_by:
        return _decided(base, trace)
    if trace.applicability != "applies":
        return base.text(trace, "applicability")
    if verdict.verdict not in DECIDING:
        return _rests_on(base, trace)
    state, essential = DECIDING[verdict.verdict]
    picked = [
        item
        for item in trace.conditions
        if item.state == state and (essential is None or item.essential == essential)
    ]
    picked.sort(key=lambda item: not item.essential)
    return base.text(picked[0], "reason") if picked else ""


def _rests_on(base: Base, trace: Trace) -> str:
    """Say what a conforming verdict rests on."""
    sources = dict.fromkeys(source for item in trace.conditions for source in item.sources)
    labels = [base.source_ref(source).label for source in sources]
    if not labels:
        return ""
    return str(base.w["rests_on"]) + ("、" if base.lang == "zh" else ", ").join(
        dict.fromkeys(labels)
    )


def _roles(verdict: ClauseVerdict, asked: dict[str, Condition]) -> list[str]:
    """Return the roles whose conditions are open, else every role the clause names."""
    roles = [asked[i.id].role for i in verdict.trace.conditions if i.state in ("fails", "unknown")]
    return [role for role in roles if role] or [item.role for item in asked.values() if item.role]


def _condition(base: Base, clause_id: str, asked: Condition, item: ConditionTrace) -> ConditionView:
    return ConditionView(
        id=item.id,
        need=base.w["needs"][item.needs],
        weight=base.w["essential" if item.essential else "secondary"],
        state=base.word("states", item.state),
        asks=_asks(base, asked),
        reason=base.text(item, "reason"),
        rule=item.rule,
        values=tuple(
            (base.measure(name), show(value)) for name, value in sorted(item.values.items())
        ),
        rates=rate_views(base, clause_id, item),
        sources=tuple(base.source_ref(source) for source in item.sources),
        number_source=base.text(asked, "number_source"),
        subject=item.subject,
        decided=_decided(base, item),
    )


def _asks(base: Base, asked: Condition) -> str:
    """Return what the condition asks for, in words where there are any."""
    if asked.needs == "evidence":
        types = base.material.catalogue.evidence_types
        names = "、" if base.lang == "zh" else ", "
        listed = names.join(base.text(types[name]) for name in asked.evidence)
        return f"{listed}：{asked.shows_zh}" if base.lang == "zh" else f"{listed}: {asked.shows_en}"
    if asked.needs == "attestation":
        return base.text(asked, "statement")
    if asked.needs == "fact":
        fact = base.material.catalogue.facts.get(asked.expression)
        return base.text(fact) if fact else asked.expression
    return base.titles.get(asked.check, asked.check)


def show(value: Any) -> str:
    """Return a measure value as readable text with stable order."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {show(v)}" for k, v in sorted(value.items())) + "}"
    if isinstance(value, (list, tuple)):
        return ", ".join(show(item) for item in value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _decided(base: Base, item: Any) -> str:
    if not item.decided_by:
        return ""
    name = base.people.get(item.decided_by, item.decided_by)
    return f"{name}: {item.decided_why}"


def _requirement(base: Base, requirement_id: str) -> str:
    row = base.material.catalogue.requirements[requirement_id]
    return f"{row.id} {base.text(row, 'title')} ({row.rule_set} {row.section}, {base.grade(row)})"


def _crosswalk(base: Base, clause_id: str) -> tuple[str, ...]:
    items = base.material.catalogue.crosswalk.values()
    return tuple(
        f"{item.framework} {item.id}: {base.text(item, 'title') or item.title_en}"
        for item in items
        if clause_id in item.maps_to
    )
