"""Which results speak for a subject and a condition, and whether they may still be used."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from hegui.catalogue.model import Condition
from hegui.common.hashing import canonical_json
from hegui.common.text import Text
from hegui.conformity.case import VERSIONED, Case, grouped, subject_name
from hegui.conformity.rules import rules
from hegui.conformity.wording import NOTHING, fill
from hegui.engine.model import CheckResult
from hegui.project.model import Subject

STATUS = {
    "not_run": Text("检查“{check}”没有运行：{why}", "The check “{check}” was not run: {why}"),
    "failed": Text("检查“{check}”没有做成：{why}", "The check “{check}” failed: {why}"),
    "cancelled": Text("检查“{check}”中途停止：{why}", "The check “{check}” was stopped: {why}"),
}
NO_WHY = Text("没有写明原因，请重新运行。", "no reason is given, run it again.")
NO_DIGEST = Text(
    "{subject}没有声明摘要，分不清测的是哪个版本；请在项目文件里写明 digest 或 files。",
    "{subject} has no digest, so the measured version cannot be told; declare its digest or files.",
)
OTHER_DIGEST = Text(
    "检查“{check}”于 {on} 测的是{subject}的另一个版本（摘要 {was}，现为 {now}），结果已失效；请对当前版本重测。",
    "The check “{check}” of {on} measured another version of {subject} (digest {was}, now {now}); "
    "the result is stale, measure the current version.",
)
NO_DATE = Text(
    "检查“{check}”的结果没有测量日期，不能采用；请重新运行。",
    "The result of “{check}” has no date of measurement and cannot be used; run it again.",
)
FUTURE = Text(
    "检查“{check}”的测量日期 {on} 晚于评估基准日 {as_of}，不能采用。",
    "The measurement of “{check}” is dated {on}, after the assessment's day {as_of}, and cannot be used.",
)
TOO_OLD = Text(
    "检查“{check}”测于 {on}，距基准日 {age} 天，超过 {limit} 天，结果已失效；请重测。",
    "The check “{check}” was measured on {on}, {age} days before the assessment's day; the limit is "
    "{limit} days, so the result is stale, measure again.",
)


def result_key(result: CheckResult) -> str:
    """Return the id by which traces cite a check run: check, subject, target and parameters."""
    parameters = ",".join(f"{k}={v}" for k, v in sorted(result.parameters.items()))
    return "|".join((result.check, result.subject, result.target, parameters))


def candidates(case: Case, condition: Condition) -> list[CheckResult]:
    """Return the results of the condition's check whose parameters fit.

    A result of exactly the condition's scope wins over narrower ones; without one, all narrower
    results count together.
    """
    fitting = [r for r in case.results.get(condition.check, ()) if fits(condition, r)]
    narrowing = case.scopes.get(condition.check, frozenset()) - condition.parameters.keys()
    exact = [r for r in fitting if not narrowing & r.parameters.keys()]
    return exact or fitting


def fits(condition: Condition, result: CheckResult) -> bool:
    """Tell whether the condition's parameters are among those of the result."""
    return all(str(result.parameters.get(k)) == v for k, v in condition.parameters.items())


def about(case: Case, results: Iterable[CheckResult], subject: Subject | None) -> list[CheckResult]:
    """Return the results about `subject`; without one, those about the organisation itself.

    Banks and keyword libraries are the organisation's tools: their results count for every subject.
    """
    if subject is None:
        return [r for r in results if r.subject not in case.subjects and not r.subject_digest]
    tools = rules().tools
    return [r for r in results if r.subject == subject.id or r.check in tools]


def newest(case: Case, results: Iterable[CheckResult]) -> list[CheckResult]:
    """Return the newest result of every target; several of one day all stay.

    A run that was never made, or that is dated after the day of the assessment, hides no other.
    """
    kept: list[CheckResult] = []
    for group in grouped((r.target, r) for r in results).values():
        ran = [r for r in group if r.status != "not_run"] or group
        due = [r for r in ran if day(case, r) <= case.inputs.as_of] or ran
        last = max(day(case, r) for r in due)
        kept.extend(r for r in due if day(case, r) == last)
    return kept if len(kept) == 1 else sorted(kept, key=order)


def order(result: CheckResult) -> tuple[str, bytes]:
    """Return a key that puts results in one order however they were listed."""
    return result_key(result), canonical_json(msgspec.structs.replace(result, run={}))


def day(case: Case, result: CheckResult) -> dt.date:
    """Return when a result was measured; one without a date counts as of today, never as older."""
    return result.measured_on or case.inputs.as_of


def unusable(case: Case, condition: Condition, result: CheckResult) -> Text | None:
    """Return why a result may not be used, or None if it may."""
    if result.status != "done":
        why = Text(result.reason_zh or NO_WHY.zh, result.reason_en or NO_WHY.en)
        return fill(STATUS[result.status], check=result.check, why=why)
    subject = case.subjects.get(result.subject)
    return stale_version(subject, result) or stale_date(case, condition, result)


def stale_version(subject: Subject | None, result: CheckResult) -> Text | None:
    """Return why a result does not belong to the subject's current version, or None."""
    if subject is None or subject.kind not in VERSIONED:
        return None
    if not subject.digest:
        return fill(NO_DIGEST, subject=subject_name(subject))
    if result.subject_digest == subject.digest:
        return None
    return fill(
        OTHER_DIGEST,
        check=result.check,
        on=result.measured_on or "?",
        subject=subject_name(subject),
        was=short(result.subject_digest) or "?",
        now=short(subject.digest),
    )


def stale_date(case: Case, condition: Condition, result: CheckResult) -> Text | None:
    """Return why the day of measurement does not serve, or None."""
    on, as_of = result.measured_on, case.inputs.as_of
    if on is None:
        return fill(NO_DATE, check=result.check)
    if on > as_of:
        return fill(FUTURE, check=result.check, on=on, as_of=as_of)
    age, limit = (as_of - on).days, condition.max_age_days
    if limit is not None and age > limit:
        return fill(TOO_OLD, check=result.check, on=on, age=age, limit=limit)
    return None


def short(digest: str) -> str:
    """Return the first digits of a digest, enough to tell two versions apart by eye."""
    return digest.removeprefix("sha256:")[:12]


def placeholder(case: Case, condition: Condition) -> Text:
    """Return why the check was not run at all, if a result says so."""
    for result in case.results.get(condition.check, ()):
        if result.status == "not_run" and (result.reason_zh or result.reason_en):
            why = Text(result.reason_zh, result.reason_en or result.reason_zh)
            return fill(STATUS["not_run"], check=result.check, why=why)
    return NOTHING
