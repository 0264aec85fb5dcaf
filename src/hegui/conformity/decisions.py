"""Decisions of people: they outrank the machine, on a condition or on a whole clause.

A decision counts when a declared person took it on or before the day of the assessment and gave a
reason. Otherwise it changes nothing and becomes a note that says what is wrong with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hegui.common.text import Text
from hegui.conformity.case import Case, grouped
from hegui.conformity.model import VERDICT_WORDS, Note
from hegui.conformity.wording import fill, listed, same
from hegui.project.model import Decision

PROBLEM = Text(
    "{by}于 {on} 对 {what} 的判定没有采用：{why}",
    "The decision of {by} of {on} on {what} was not taken: {why}",
)
UNKNOWN_CLAUSE = Text(
    "目录里没有这一条款；请核对编号。", "the catalogue has no such clause; check the id."
)
UNKNOWN_CONDITION = Text(
    "该条款没有这一条件；请核对编号。", "the clause has no such condition; check the id."
)
UNKNOWN_PERSON = Text(
    "判定人没有在 people 里声明；请补充声明。",
    "this person is not declared under people; add them.",
)
FUTURE = Text("日期晚于评估基准日 {as_of}。", "it is dated after the assessment's day {as_of}.")
NO_REASON = Text("没有写明理由；请补充。", "it gives no reason; add one.")
NO_HOLDS = Text(
    "没有写明条件是否成立；请填写 holds。",
    "it does not say whether the condition holds; set holds.",
)
NO_VERDICT = Text(
    "没有写明结论，或结论不是五种之一；请填写 verdict：{words}。",
    "its verdict is missing or not one of the five; set verdict to one of {words}.",
)
CONFLICT = Text(
    "同一天另有相反的判定；请由有权的人重新判定。",
    "another decision of the same day says otherwise; have the person in charge decide again.",
)


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions in force by clause and condition (empty for the clause), and the problems."""

    in_force: dict[tuple[str, str], Decision] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def decided(case: Case) -> Decided:
    """Sort out which decisions are in force: of several, the newest."""
    sound, notes = [], []
    for decision in ordered(case.inputs.decisions):
        why_not = problem(case, decision)
        if why_not is None:
            sound.append(decision)
        else:
            notes.append(note(case, decision, why_not))
    in_force: dict[tuple[str, str], Decision] = {}
    for key, group in grouped(((d.clause, d.condition), d) for d in sound).items():
        newest = [d for d in group if d.on == group[-1].on]
        if len({answer(d) for d in newest}) == 1:
            in_force[key] = newest[0]
        else:
            notes.extend(note(case, d, CONFLICT) for d in newest)
    return Decided(in_force, tuple(notes))


def ordered(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions by day, with a fixed order inside a day."""
    return sorted(decisions, key=lambda d: (d.on, d.clause, d.condition, d.by, d.reason))


def answer(decision: Decision) -> bool | str | None:
    """Return what was decided."""
    return decision.holds if decision.condition else decision.verdict


def problem(case: Case, decision: Decision) -> Text | None:
    """Return why a decision cannot be taken, or None."""
    criterion, as_of = case.catalogue.criteria.get(decision.clause), case.inputs.as_of
    if criterion is None:
        return UNKNOWN_CLAUSE
    if decision.condition and decision.condition not in {c.id for c in criterion.conditions}:
        return UNKNOWN_CONDITION
    if decision.by not in case.people:
        return UNKNOWN_PERSON
    if decision.on > as_of:
        return fill(FUTURE, as_of=as_of)
    if not decision.reason.strip():
        return NO_REASON
    if decision.condition:
        return NO_HOLDS if decision.holds is None else None
    words = listed(same(word) for word in VERDICT_WORDS)
    return None if decision.verdict in VERDICT_WORDS else fill(NO_VERDICT, words=words)


def note(case: Case, decision: Decision, why: Text) -> Note:
    """Return the note about a decision that was not taken."""
    what = f"{decision.clause} {decision.condition}".strip()
    text = fill(PROBLEM, by=case.person(decision.by), on=decision.on, what=what, why=why)
    return Note(code="decision_problem", zh=text.zh, en=text.en, clauses=(decision.clause,))
