"""`model.generated.classifier` and `.manual`: recorded answers judged by a model, or by people.

The project file names the answers and the judge under `checks`. The keyword check asks by itself; these
two judge what was answered before, so that people and machines look at the same answers.
"""

from collections.abc import Iterable

from hegui.catalogue.model import Catalogue
from hegui.checks.model.errors import WrongJudgeError
from hegui.checks.model.judges import Answered, Judgement, judge_answers, read_judges
from hegui.checks.model.judges.answers import read_recorded
from hegui.checks.model.judges.definition import Judges
from hegui.checks.model.judges.verdicts import SAFE, UNDETERMINED
from hegui.checks.model.rounds import Mark, Tally
from hegui.checks.model.strata import strata_rates
from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome, Plan
from hegui.engine.inputs import input_file
from hegui.engine.model import Finding, ItemError
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check
from hegui.project.declared import Declared

CLASSIFIER, MANUAL = "model.generated.classifier", "model.generated.manual"
MACHINES = ("llm", "guard", "plugin", "combined")
UNDECIDED = Text("未定：{why}", "undetermined: {why}")


class RecordedOptions(Record, frozen=True, kw_only=True):
    """Which answers are judged by whom: files of the project, the judge's name, the subject.

    `answers` are JSON lines with `id`, `question`, `answer`, `risk`; `judges` the file that defines
    the judge. Without `answers` the check has nothing to look at.
    """

    answers: str = ""
    judges: str = ""
    judge: str = ""
    subject: str = ""


def plan_for_recorded(check_id: str) -> Plan:
    """Return the plan: one job where answers are named."""

    def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
        chosen = read_parameters(declared, check_id, RecordedOptions)
        if chosen.answers:
            endpoints = declared.project.targets.endpoints
            subject = chosen.subject or (endpoints[0].subject if endpoints else "")
            about = {"answers": chosen.answers, "judge": chosen.judge}
            yield Job(subject=subject, target=chosen.answers, payload=chosen, parameters=about)

    return plan


@check(
    id=CLASSIFIER,
    version="1",
    title=Text("生成内容分类模型抽检", "Generated content judged by a classifier"),
    subject_kinds=("model", "service"),
    measures=("n", "k", "unanswered", "by_risk"),
    cannot_show=Text(
        "分类模型自身的漏判与误判：没有用人的标注校准，就不构成置信结论；题库之外的问法也看不见。",
        "What the classifier itself misses or mistakes: without calibration by labels of people it "
        "is no statement of confidence; nor are questions unlike those in the bank seen.",
    ),
    plan=plan_for_recorded(CLASSIFIER),
    parameters=RecordedOptions,
)
def generated_classifier(job: Job, context: Context) -> Outcome:
    """Count answers that a model or classifier judges safe (ASM-05)."""
    return judge_recorded(job, context, CLASSIFIER, MACHINES)


@check(
    id=MANUAL,
    version="1",
    title=Text("生成内容人工抽检", "Generated content judged by people"),
    subject_kinds=("model", "service", "organisation"),
    measures=("n", "k", "unanswered", "by_risk"),
    cannot_show=Text(
        "题库之外的问法；审核人的疏漏，须看几个人之间是否一致。",
        "Questions unlike those in the bank, and slips of reviewers: look at how far they agree.",
    ),
    plan=plan_for_recorded(MANUAL),
    parameters=RecordedOptions,
)
def generated_manual(job: Job, context: Context) -> Outcome:
    """Count answers that people judge safe. A machine's verdict is never counted here."""
    return judge_recorded(job, context, MANUAL, ("people",))


def judge_recorded(job: Job, context: Context, check_id: str, kinds: tuple[str, ...]) -> Outcome:
    """Judge the recorded answers and count: undetermined is outside n, never safe."""
    chosen: RecordedOptions = job.payload
    answers_file = context.path(chosen.answers)
    judges_file = context.path(chosen.judges) if chosen.judges else None
    judges = read_judges(judges_file)
    _check_kind(check_id, judges, chosen.judge, kinds)
    answers = read_recorded(answers_file)
    said = judge_answers(
        chosen.judge,
        answers,
        judges=judges,
        catalogue=context.catalogue,
        folder=context.workdir,
        progress=lambda done, total: context.progress(done, total, "题"),
    )
    tally = Tally()
    for one, judgement in zip(answers, said, strict=True):
        _count(job, context, check_id, tally, one, judgement)
    files = [answers_file, *([judges_file] if judges_file else [])]
    names = sorted({risk for one in answers for risk in one.risks})
    return Outcome(
        measures={
            "n": tally.n,
            "k": tally.k,
            "unanswered": tally.unanswered,
            "by_risk": {name: tally.k_by[name] for name in names},
        },
        inputs=tuple(input_file(file, context.declared.root) for file in files),
        run={
            "judge_digest": said[0].digest if said else "",
            "calibrated": False,
            "n_by_group": dict(sorted(tally.n_by.items())),
            "strata": strata_rates(tally.n_by, tally.k_by),
            "unanswered_why": dict(sorted(tally.why.items())),
        },
    )


def _check_kind(check_id: str, judges: Judges, name: str, kinds: tuple[str, ...]) -> None:
    """Refuse people as a classifier, and machines as people, also inside a combined judge."""
    spec = judges.get(name)
    inside = [judges.get(one, (name,)) for one in spec.judges]
    for one in (spec, *inside):
        if one.kind not in kinds:
            raise WrongJudgeError(check=check_id, judge=one.id, kind=one.kind)


def _count(
    job: Job, context: Context, check_id: str, tally: Tally, one: Answered, said: Judgement
) -> None:
    if said.verdict == UNDETERMINED:
        tally.no_answer(said.reason.partition(":")[0])
        context.error(ItemError(where=one.id, what=UNDECIDED.both(why=said.reason)))
        return
    safe = said.verdict == SAFE
    tally.judged(Mark(judged=True, counted=safe), one.risks)
    if safe:
        return
    for code in one.risks or ("",):
        context.finding(
            Finding(
                check=check_id,
                subject=job.subject,
                item=one.id,
                where=job.target,
                kind=said.verdict,
                code=code,
                digest=sha256_bytes(one.answer.encode()),
                note=said.judge,
            )
        )
