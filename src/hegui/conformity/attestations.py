"""Attestation conditions: the role has signed the statement, refused it, or said nothing yet."""

from hegui.catalogue.model import Condition
from hegui.common.text import Text
from hegui.conformity.case import Case
from hegui.conformity.judged import Judged, unknown
from hegui.conformity.wording import fill
from hegui.project.model import Attestation

ABSENT = Text(
    "{role}还没有就此作出声明；请其确认或拒绝。",
    "The {role} has not spoken on this yet; ask them to confirm or refuse.",
)
GIVEN = Text("{by}（{role}）于 {on} 作出声明。", "{by} ({role}) gave the statement on {on}.")
REFUSED = Text(
    "{by}（{role}）于 {on} 拒绝声明或作出相反陈述{note}。",
    "{by} ({role}) refused the statement or stated the contrary on {on}{note}.",
)
FUTURE = Text(
    "{by}的声明日期 {on} 晚于评估基准日 {as_of}，不能采用。",
    "The statement by {by} is dated {on}, after the assessment's day {as_of}, and cannot be used.",
)
WRONG_ROLE = Text(
    "{by}不是{role}，其声明不能采用；请由{role}声明。",
    "{by} is not the {role}, so the statement cannot be used; have the {role} make it.",
)
TOO_OLD = Text(
    "{by}的声明作于 {on}，距基准日 {age} 天，超过 {limit} 天，已失效；请重新声明。",
    "The statement by {by} of {on} is {age} days old with a limit of {limit}, so it is stale; "
    "ask for a new one.",
)


def judge_attestation(case: Case, condition: Condition, clause: str) -> Judged:
    """Judge an attestation condition by the newest statement that may be used."""
    said = case.attestations.get((clause, condition.id), [])
    if not said:
        return unknown(fill(ABSENT, role=case.role(condition.role)))
    ordered = sorted(said, key=lambda a: (a.on, a.by, a.given), reverse=True)
    checked = [(item, unusable(case, condition, item)) for item in ordered]
    usable = [item for item, why_not in checked if why_not is None]
    if not usable:
        return unknown(checked[0][1] or Text("", ""))
    last = [item for item in usable if item.on == usable[0].on]
    return spoken(case, condition, next((item for item in last if not item.given), last[0]))


def unusable(case: Case, condition: Condition, item: Attestation) -> Text | None:
    """Return why a statement may not be used, or None if it may."""
    as_of, limit, by = case.inputs.as_of, condition.max_age_days, case.person(item.by)
    age, person = (as_of - item.on).days, case.people.get(item.by)
    if person is None or (condition.role and condition.role not in person.roles):
        return fill(WRONG_ROLE, by=by, role=case.role(condition.role))
    if age < 0:
        return fill(FUTURE, by=by, on=item.on, as_of=as_of)
    if limit is not None and age > limit:
        return fill(TOO_OLD, by=by, on=item.on, age=age, limit=limit)
    return None


def spoken(case: Case, condition: Condition, item: Attestation) -> Judged:
    """Turn a usable statement into a state."""
    told = {"by": case.person(item.by), "role": case.role(condition.role), "on": item.on}
    if item.given:
        return Judged("holds", fill(GIVEN, **told))
    note = Text(f"：{item.note}", f": {item.note}") if item.note else Text("", "")
    return Judged("fails", fill(REFUSED, **told, note=note))
