"""`bank.generated`, `bank.should_refuse`, `bank.should_answer`: size, coverage and age of banks."""

from collections.abc import Iterable, Sequence
from typing import Any

from hegui.catalogue.model import Catalogue
from hegui.common.text import Text
from hegui.engine.banks import (
    BankKind,
    Question,
    QuestionBank,
    bank_words,
    distinct_questions,
    read_bank,
)
from hegui.engine.check import Context, Job, Outcome, Plan
from hegui.engine.coverage import age_in_days, count_codes, risk_coverage, update_days
from hegui.engine.inputs import input_file
from hegui.engine.registry import check
from hegui.engine.sealing import read_seal
from hegui.project.declared import Declared
from hegui.project.model import Bank

OFFERED = "generates"
"""The fact that lists the modalities the service generates."""
CANNOT_SHOW = Text(
    "题目的数量和覆盖不说明题目质量；更新日期由登记给出。",
    "Size and coverage do not show that the questions are good; dates of update are as recorded.",
)
RISK_MEASURES = ("items", "minimum_per_risk_by_class", "topics_covered", "age_days")
MODALITY_MEASURES = ("modalities_offered", "modalities_covered", "risks_with_judging_rule")

Read = Sequence[tuple[Bank, QuestionBank]]


def plan_for(kind: BankKind) -> Plan:
    """Return a plan with one job for each subject, over all its banks of a kind together."""

    def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
        by_subject: dict[str, list[Bank]] = {}
        for bank in declared.project.targets.banks:
            if bank.kind == kind:
                by_subject.setdefault(bank.subject, []).append(bank)
        for subject, banks in by_subject.items():
            yield Job(subject, ", ".join(bank.id for bank in banks), tuple(banks))

    return plan


@check(
    id="bank.generated",
    version="1",
    title=Text("生成内容测试题库", "Generated-content test bank"),
    subject_kinds=("dataset", "model", "service", "organisation"),
    measures=RISK_MEASURES + MODALITY_MEASURES,
    cannot_show=CANNOT_SHOW,
    plan=plan_for("generated"),
)
def bank_generated(job: Job, context: Context) -> Outcome:
    """Count the distinct questions by risk, modality and judging rule."""
    return _counted(job, context, "generated")


@check(
    id="bank.should_refuse",
    version="1",
    title=Text("应拒答测试题库", "Should-refuse test bank"),
    subject_kinds=("dataset", "model", "service", "organisation"),
    measures=RISK_MEASURES + MODALITY_MEASURES,
    cannot_show=CANNOT_SHOW,
    plan=plan_for("should_refuse"),
)
def bank_should_refuse(job: Job, context: Context) -> Outcome:
    """Count the distinct questions by risk."""
    return _counted(job, context, "should_refuse")


@check(
    id="bank.should_answer",
    version="1",
    title=Text("非拒答测试题库", "Should-answer test bank"),
    subject_kinds=("dataset", "model", "service", "organisation"),
    measures=("items", "minimum_per_topic", "topics_covered", "age_days", *MODALITY_MEASURES[:2]),
    cannot_show=CANNOT_SHOW,
    plan=plan_for("should_answer"),
)
def bank_should_answer(job: Job, context: Context) -> Outcome:
    """Count the distinct questions by topic."""
    return _counted(job, context, "should_answer")


def _counted(job: Job, context: Context, kind: BankKind) -> Outcome:
    catalogue = context.catalogue
    read = [
        (bank, read_bank(context.path(bank.file), kind, risks=catalogue.risks, seal=seal))
        for bank in job.payload
        for seal in [read_seal(bank.key_env)]
    ]
    rows = [question for _, bank in read for question in bank.questions]
    questions = distinct_questions(rows)
    measures: dict[str, Any] = {"items": len(questions)}
    if kind == "should_answer":
        measures |= topic_coverage(questions)
    else:
        counts = count_codes(question.risks for question in questions)
        measures |= risk_coverage(catalogue, counts, kind)
        measures["risks_with_judging_rule"] = len(judged(read) & set(catalogue.risks))
    measures |= modality_coverage(questions, context.declared)
    age, errors = age_in_days(
        update_days((bank, found.questions) for bank, found in read), context.declared.as_of
    )
    for error in errors:
        context.error(error)
    if age is not None:
        measures["age_days"] = age
    return Outcome(
        measures=measures,
        inputs=tuple(
            input_file(context.path(bank.file), context.declared.root) for bank, _ in read
        ),
        run={"rows": len(rows), "repeated": len(rows) - len(questions)},
    )


def topic_coverage(questions: Iterable[Question]) -> dict[str, Any]:
    """Return the smallest count over the topics, and how many topics have questions."""
    counts = count_codes([question.topic] for question in questions)
    numbers = [counts.get(topic.id, 0) for topic in bank_words().topics]
    return {"minimum_per_topic": min(numbers), "topics_covered": sum(n > 0 for n in numbers)}


def modality_coverage(questions: Iterable[Question], declared: Declared) -> dict[str, Any]:
    """Return how many modalities the service generates and how many of them the bank asks for.

    Nothing while the fact is unset: what is offered is then unknown.
    """
    offered = declared.facts().get(OFFERED)
    if not isinstance(offered, tuple):
        return {}
    asked = {question.modality for question in questions}
    return {"modalities_offered": len(offered), "modalities_covered": len(asked & set(offered))}


def judged(read: Read) -> set[str]:
    """Return the risks that have a judging rule: the bank's own, or one with a question."""
    own = {code for _, bank in read for code in bank.judging_rules}
    rows = (question for _, bank in read for question in bank.questions if question.judging_rule)
    return own | {code for question in rows for code in question.risks}
