"""One condition of a criterion: left out, judged for each subject, then decided by a person."""

from collections.abc import Iterator

from hegui.catalogue.model import Condition, Criterion
from hegui.common.text import Text
from hegui.conformity.attestations import judge_attestation
from hegui.conformity.case import Case
from hegui.conformity.decisions import Decided
from hegui.conformity.evidence import judge_evidence
from hegui.conformity.judged import Judged, unknown
from hegui.conformity.measures import judge_measure
from hegui.conformity.model import ConditionTrace, State
from hegui.conformity.rule_sets import left_out
from hegui.conformity.wording import fill, inside, sentences
from hegui.project.model import Decision, Subject

PER_SUBJECT = ("measure", "evidence")

KINDS = {
    "organisation": Text("组织", "organisation"),
    "model": Text("模型", "model"),
    "dataset": Text("数据集", "dataset"),
    "service": Text("服务", "service"),
    "supplier": Text("供应商", "supplier"),
}
NO_SUBJECT = Text(
    "项目没有声明任何{kind}，无法取得证据；请在 subjects 里声明，确实没有的由人判定为不适用。",
    "The project declares no {kind}, so nothing can be shown; declare it under subjects, or have a "
    "person decide that the clause does not apply.",
)
NOT_APPLICABLE = Text("这一条件不计入：{why}", "This condition is left out: {why}")
PERHAPS = Text(
    "不能确定这一条件是否适用：{why}", "It is open whether this condition applies. {why}"
)
FACT_STATES: dict[str, State] = {
    "applies": "holds",
    "does_not_apply": "fails",
    "undetermined": "unknown",
}
DECIDED = Text("{by}判定{what}：{why}", "{by} decided that {what}: {why}")
DECIDED_STATES = {
    True: Text("条件成立", "the condition holds"),
    False: Text("条件不成立", "the condition fails"),
}


def judge_condition(
    case: Case, criterion: Criterion, condition: Condition, decided: Decided
) -> tuple[ConditionTrace, ...]:
    """Return the traces of a condition: one for each subject, or one in all."""
    decision = decided.in_force.get((criterion.id, condition.id))
    return tuple(
        trace(case, condition, subject, judged, decision)
        for subject, judged in judged_by_machine(case, criterion, condition)
    )


def judged_by_machine(
    case: Case, criterion: Criterion, condition: Condition
) -> Iterator[tuple[Subject | None, Judged]]:
    """Yield the machine's answer for each subject the condition speaks of."""
    early = before_looking(case, criterion, condition)
    if early is not None:
        yield None, early
    elif condition.needs not in PER_SUBJECT:
        yield None, statement(case, criterion, condition)
    elif criterion.subject_kind == "organisation":
        yield None, look(case, condition, None)
    elif subjects := case.by_kind.get(criterion.subject_kind):
        alike = same_for_all(case, condition)
        for subject in subjects:
            yield subject, alike or look(case, condition, subject)
    else:
        kind = KINDS[criterion.subject_kind]
        yield None, unknown(fill(NO_SUBJECT, kind=kind), rule=condition.rule)


def before_looking(case: Case, criterion: Criterion, condition: Condition) -> Judged | None:
    """Return left out or unknown when the condition does not, or may not, apply at all."""
    why_not = left_out(case, criterion, condition)
    if why_not:
        return Judged("left_out", why_not)
    applies = case.applies(condition.applies_when)
    if applies.state == "does_not_apply":
        return Judged("left_out", fill(NOT_APPLICABLE, why=inside(applies.reason)))
    if applies.state == "undetermined":
        return unknown(fill(PERHAPS, why=applies.reason))
    return None


def same_for_all(case: Case, condition: Condition) -> Judged | None:
    """Return the answer that every subject gets: where evidence of no wanted type is there at all."""
    if condition.needs != "evidence" or any(case.evidence.get(name) for name in condition.evidence):
        return None
    return look(case, condition, None)


def look(case: Case, condition: Condition, subject: Subject | None) -> Judged:
    """Judge what is measured or documented."""
    judge = judge_measure if condition.needs == "measure" else judge_evidence
    return judge(case, condition, subject)


def statement(case: Case, criterion: Criterion, condition: Condition) -> Judged:
    """Judge what a person states or a fact says; neither belongs to a single subject."""
    if condition.needs == "attestation":
        return judge_attestation(case, condition, criterion.id)
    state, told = case.declared(condition.expression)
    return Judged(FACT_STATES[state], told, rule=condition.expression)


def trace(
    case: Case,
    condition: Condition,
    subject: Subject | None,
    judged: Judged,
    decision: Decision | None,
) -> ConditionTrace:
    """Write down the machine's answer and, where there is one, the person's above it."""
    state, reason, machine = judged.state, judged.reason, None
    by = why = ""
    if decision is not None and decision.holds is not None:
        by, why, machine = decision.by, decision.reason, judged.state
        state = "holds" if decision.holds else "fails"
        told = {"by": case.person(by), "what": DECIDED_STATES[decision.holds], "why": why}
        reason = sentences([fill(DECIDED, **told), judged.reason])
    return ConditionTrace(
        id=condition.id,
        needs=condition.needs,
        essential=condition.essential,
        state=state,
        reason_zh=reason.zh,
        reason_en=reason.en,
        subject=subject.id if subject else "",
        rule=judged.rule,
        values=judged.values,
        rates=judged.rates,
        sources=judged.sources,
        machine_state=machine,
        decided_by=by,
        decided_why=why,
    )
