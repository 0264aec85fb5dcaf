"""Measure conditions: a rule over the numbers of one check decides.

Holds when `rule` is true, fails when `fails_when` is true, else unknown. `fails_when: false`
means that this measure alone never proves failure: a person must.
"""

from collections.abc import Mapping
from typing import Any

from hegui.catalogue.model import Condition
from hegui.common.errors import HeguiError
from hegui.common.text import Text
from hegui.conformity import matching
from hegui.conformity.case import Case, subject_name
from hegui.conformity.figures import names, plain
from hegui.conformity.judged import Judged, together, unknown
from hegui.conformity.model import State
from hegui.conformity.rates import rates
from hegui.conformity.telling import rule_told, values_told
from hegui.conformity.wording import fill, listed, sentences
from hegui.engine.model import CheckResult
from hegui.project.model import Subject

NO_RESULT = Text(
    "没有{subject}的“{check}”检查结果：没有声明检查目标，或此版本还不运行这项检查；"
    "请声明目标后重新评估，或由人复核判定。",
    "There is no result of “{check}” about {subject}: no target is declared for it, or this version "
    "does not run the check yet; declare a target and assess again, or have a person decide.",
)
OTHERS_ONLY = Text(
    "已有的结果说的是{others}，不能代替。",
    "The results there are speak of {others} and cannot stand in for it.",
)
ORGANISATION = Text("本组织", "the organisation")
HOLDS = Text("“{check}”达到要求：{values}。", "“{check}” meets the rule: {values}.")
FAILS = Text(
    "“{check}”未达到要求（应为 {asked}）：{values}。",
    "“{check}” does not meet the requirement ({asked}): {values}.",
)
MISSING = Text(
    "“{check}”没有给出测量值 {names}，判定式无法计算；请补齐所需输入后重测。",
    "“{check}” gives no value for {names}, so the rule cannot be computed; add the input it needs "
    "and measure again.",
)
SHORT = Text(
    "“{check}”的判定式未成立（{values}），但这些数还不足以判为不符合；请扩大样本、补齐未答，或由人判定。",
    "The rule of “{check}” does not hold ({values}), but these figures do not prove a failure; "
    "enlarge the sample, complete what is unanswered, or have a person decide.",
)
NEVER_FAILS = Text(
    "“{check}”的判定式未成立（{values}）；仅凭这项测量不能判为不符合，请改进后重测，或由人复核判定。",
    "The rule of “{check}” does not hold ({values}); this measure alone never proves a failure: "
    "improve and measure again, or have a person review and decide.",
)
CONTRADICTS = Text(
    "“{check}”的测量值同时满足成立与不成立两条判定式（{values}），自相矛盾；请核对检查与判定准则。",
    "The figures of “{check}” meet both the rule and its failure ({values}); check the measure and "
    "the criterion.",
)
UNREADABLE = Text(
    "“{check}”有 {count} 项无法读取，未读到的不能算通过；请修复后重测。",
    "“{check}” could not read {count} items, and what was not read cannot pass; repair them and "
    "measure again.",
)
NOT_COMPUTED = Text(
    "“{check}”的判定式无法用这些测量值计算：{why}",
    "The rule of “{check}” cannot be computed over these values: {why}",
)


def judge_measure(case: Case, condition: Condition, subject: Subject | None) -> Judged:
    """Judge a measure condition for one subject, or for the organisation.

    An organisation without a result of its own is judged by the subjects that the check speaks
    of: all declared ones of their kinds, since one that was not measured is unknown.
    """
    found = matching.candidates(case, condition)
    if subject is None and not matching.about(case, found, None):
        kinds = {case.subjects[r.subject].kind for r in found if r.subject in case.subjects}
        members = [s for kind in sorted(kinds) for s in case.by_kind[kind]]
        if members:
            return together([judge_subject(case, condition, s, found) for s in members])
    return judge_subject(case, condition, subject, found)


def judge_subject(
    case: Case, condition: Condition, subject: Subject | None, found: list[CheckResult]
) -> Judged:
    """Judge the newest results about one subject."""
    mine = matching.newest(case, matching.about(case, found, subject)) if found else []
    if not mine:
        return unknown(no_result(case, condition, subject, found), rule=condition.rule)
    return together([judge_result(case, condition, result) for result in mine])


def no_result(
    case: Case, condition: Condition, subject: Subject | None, found: list[CheckResult]
) -> Text:
    """Say that nothing was measured, why the check did not run, or what there is instead."""
    why = matching.placeholder(case, condition)
    if why.zh:
        return why
    who = subject_name(subject) if subject else ORGANISATION
    parts = [fill(NO_RESULT, check=condition.check, subject=who)]
    others = sorted({r.subject or "—" for r in found if r.status == "done"})
    if others:
        parts.append(fill(OTHERS_ONLY, others=", ".join(others)))
    return sentences(parts)


def judge_result(case: Case, condition: Condition, result: CheckResult) -> Judged:
    """Judge one result: first whether it may be used, then the rule."""
    source = f"result:{matching.result_key(result)}"
    why_not = matching.unusable(case, condition, result)
    if why_not:
        return unknown(why_not, rule=condition.rule, sources=(source,))
    read = values_read(condition, result)
    try:
        shown = rates(condition.check, condition.rule, result)
        state, reason = decide(case, condition, result, read)
    except HeguiError as error:
        why = Text(error.message("zh"), error.message("en"))
        reason = fill(NOT_COMPUTED, check=condition.check, why=why)
        return unknown(reason, rule=condition.rule, values=plain(read), sources=(source,))
    return Judged(state, reason, condition.rule, plain(read), shown, (source,))


def named(result: CheckResult) -> Text:
    """Return the check with its target, so that several results can be told apart."""
    zh, en = result.title_zh or result.check, result.title_en or result.check
    if not result.target:
        return Text(zh, en)
    return Text(f"{zh}（{result.target}）", f"{en} ({result.target})")


def values_read(condition: Condition, result: CheckResult) -> dict[str, Any]:
    """Return the measures that the rule or its failure reads."""
    wanted = names(f"{condition.rule} {condition.fails_when}")
    return {name: result.measures[name] for name in wanted if name in result.measures}


def decide(
    case: Case, condition: Condition, result: CheckResult, read: Mapping[str, Any]
) -> tuple[State, Text]:
    """Return the state and the reason of a usable result."""
    met, broken = truth(condition.rule, result), truth(condition.fails_when, result)
    told = {
        "check": named(result),
        "values": values_told(case, condition, read),
        "asked": rule_told(case, condition.rule),
    }
    if met and broken:
        return "unknown", fill(CONTRADICTS, **told)
    if broken:
        return "fails", fill(FAILS, **told)
    if met:
        return holds(condition, result, told)
    return "unknown", inconclusive(case, condition, read, told)


def holds(condition: Condition, result: CheckResult, told: dict[str, Any]) -> tuple[State, Text]:
    """Return holds, unless items were unreadable and the rule does not count them itself."""
    if result.error_count and "unanswered" not in names(condition.rule):
        return "unknown", fill(UNREADABLE, check=condition.check, count=result.error_count)
    return "holds", fill(HOLDS, **told)


def inconclusive(
    case: Case, condition: Condition, read: Mapping[str, Any], told: dict[str, Any]
) -> Text:
    """Say why neither the rule nor its failure is true."""
    absent = [name for name in names(condition.rule) if name not in read]
    if absent:
        return fill(
            MISSING, check=condition.check, names=listed(case.measure(name) for name in absent)
        )
    never = condition.fails_when in ("", "false")
    return fill(NEVER_FAILS if never else SHORT, **told)


def truth(expression: str, result: CheckResult) -> bool | None:
    """Evaluate a rule over the measures; a missing measure makes it unknown (None)."""
    if expression in ("", "false"):
        return False
    from hegui.catalogue.expressions import evaluate

    value: bool | None = evaluate(expression, result.measures)
    return value
