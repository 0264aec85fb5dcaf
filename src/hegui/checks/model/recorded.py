"""`model.generated.classifier` and `.manual`: answers judged by a model, or by people.

The endpoint is asked the questions that the keyword check draws, once for all three; or the project file
names answers that were recorded before. People and machines look at the same answers.
"""

from collections.abc import Iterable
from dataclasses import replace

from hegui.catalogue.model import Catalogue
from hegui.checks.model.calibrating.applying import measured_for
from hegui.checks.model.deciding import panel
from hegui.checks.model.drawing import Picked, Unit, bank_jobs, by_risks, draw_questions
from hegui.checks.model.generated import keyword_rules
from hegui.checks.model.hearing import Given, Heard
from hegui.checks.model.ids import CLASSIFIER, MANUAL
from hegui.checks.model.journal import NAME
from hegui.checks.model.judges.answers import read_recorded
from hegui.checks.model.judges.verdicts import Answered
from hegui.checks.model.rounds import Task, judged, run_round
from hegui.checks.model.settings import GeneratedOptions
from hegui.common.text import Text
from hegui.engine.banks import Question
from hegui.engine.check import Context, Job, Outcome, Plan
from hegui.engine.inputs import input_file
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check
from hegui.project.declared import Declared


def plan_for_judged(check_id: str) -> Plan:
    """Return the plan: one job where answers are named, else one for each endpoint and its banks.

    Without a judge there is nothing to do.
    """

    def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
        chosen = read_parameters(declared, check_id, GeneratedOptions)
        if chosen.answers:
            endpoints = declared.project.targets.endpoints
            subject = chosen.subject or (endpoints[0].subject if endpoints else "")
            about = {"answers": chosen.answers, "judge": chosen.judge}
            return [Job(subject=subject, target=chosen.answers, payload=chosen, parameters=about)]
        return bank_jobs(declared, check_id, "generated") if chosen.judge else ()

    return plan


@check(
    id=CLASSIFIER,
    version="2",
    title=Text("生成内容分类模型抽检", "Generated content judged by a classifier"),
    subject_kinds=("model", "service"),
    measures=("n", "k", "unanswered", "by_risk"),
    cannot_show=Text(
        "分类模型自身的漏判与误判：没有用人的标注校准，就不构成置信结论；题库之外的问法也看不见。",
        "What the classifier itself misses or mistakes: without calibration by labels of people it "
        "is no statement of confidence; nor are questions unlike those in the bank seen.",
    ),
    plan=plan_for_judged(CLASSIFIER),
    parameters=GeneratedOptions,
)
def generated_classifier(job: Job, context: Context) -> Outcome:
    """Count answers that a model or classifier judges safe (ASM-05)."""
    return judge_generated(job, context, CLASSIFIER)


@check(
    id=MANUAL,
    version="2",
    title=Text("生成内容人工抽检", "Generated content judged by people"),
    subject_kinds=("model", "service", "organisation"),
    measures=("n", "k", "unanswered", "by_risk"),
    cannot_show=Text(
        "题库之外的问法；审核人的疏漏，须看几个人之间是否一致。",
        "Questions unlike those in the bank, and slips of reviewers: look at how far they agree.",
    ),
    plan=plan_for_judged(MANUAL),
    parameters=GeneratedOptions,
)
def generated_manual(job: Job, context: Context) -> Outcome:
    """Count answers that people judge safe. A machine's verdict is never counted here."""
    return judge_generated(job, context, MANUAL)


def judge_generated(job: Job, context: Context, check_id: str) -> Outcome:
    """Judge the answers and count: undetermined is outside n, never safe."""
    task = Task(check_id, by_risks, None, by="by_risk", more=lambda: keyword_rules(context))
    if isinstance(job.payload, GeneratedOptions):
        return judge_recorded(job, context, task, job.payload)
    return run_round(job, context, task, draw_questions(job, context, check_id))


def judge_recorded(job: Job, context: Context, task: Task, chosen: GeneratedOptions) -> Outcome:
    """Judge answers that were recorded before."""
    who = panel(context, task.check, task.rule, task.more)
    measured = measured_for(context, task.check, who.digest)
    file = context.path(chosen.answers)
    held = file / NAME if file.is_dir() else file
    heard = [_heard(one, job.target) for one in read_recorded(file)]
    found = judged(job, context, task, who, heard, measured)
    names = sorted({risk for one in heard for risk in one.unit.questions[0].question.risks})
    outcome = found.outcome(None, {})
    by = {name: found.counted.tally.k_by[name] for name in names}
    return replace(
        outcome,
        measures={**outcome.measures, task.by: by},
        inputs=(input_file(held, context.declared.root), *outcome.inputs),
    )


def _heard(one: Answered, where: str) -> Heard:
    question = Question(id=one.id, text=one.question, line=0, expectation="safe", risks=one.risks)
    unit = Unit(one.id, (Picked(one.id, question, where),))
    return Heard(unit, (Given(question, one.answer, one.finish),))
