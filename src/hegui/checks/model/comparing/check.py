"""`model.compare`: two finished tests of the same questions, held against each other."""

from collections.abc import Iterable
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.checks.model.comparing.compare import Compared, Comparison, compare_runs
from hegui.checks.model.comparing.read import JUDGED, RESULT, read_run
from hegui.checks.model.errors import NotComparableError
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.inputs import input_file
from hegui.engine.model import Finding, ItemError
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check
from hegui.engine.statistics import mcnemar
from hegui.project.declared import Declared

COMPARE = "model.compare"
MEANING = {"b": "before_fail_after_pass", "c": "before_pass_after_fail"}
LEFT_OUT = Text(
    "{count} 道题至少一边没有判定，没有比较", "{count} questions have no verdict on one side"
)
ONCE = Text("{count} 道题只在一次测试里", "{count} questions are in one of the tests only")


class CompareOptions(Record, frozen=True, kw_only=True):
    """Two folders of `hegui model test`, the measure to compare (all without), and the subject."""

    before: str = ""
    after: str = ""
    measure: str = ""
    subject: str = ""


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Plan one job where both folders are named."""
    chosen = read_parameters(declared, COMPARE, CompareOptions)
    if chosen.before and chosen.after:
        endpoints = declared.project.targets.endpoints
        subject = chosen.subject or (endpoints[0].subject if endpoints else "")
        about = MEANING | {"before": chosen.before, "measure": chosen.measure}
        yield Job(subject=subject, target=chosen.after, payload=chosen, parameters=about)


@check(
    id=COMPARE,
    version="2",
    title=Text("更新前后对比", "Comparison before and after an update"),
    subject_kinds=("model", "service", "organisation"),
    measures=("pairs", "b", "c", "p_value", "unanswered"),
    cannot_show=Text(
        "对比题目之外的退步；两次测试是否真是更新前后的两个版本，要由人确认。",
        "Setbacks outside the compared questions. Whether the two tests are of the versions before and "
        "after the update, people must confirm.",
    ),
    plan=plan,
    parameters=CompareOptions,
)
def compare(job: Job, context: Context) -> Outcome:
    """Count questions that became better (b) and worse (c), with the exact McNemar test.

    `unanswered` counts questions that could not be compared: the rules hold each against us.
    """
    chosen: CompareOptions = job.payload
    folders = [context.path(chosen.before), context.path(chosen.after)]
    found = compare_runs(*map(read_run, folders))
    measures = _chosen(found, chosen.measure)
    left_out = sum(one.left_out for one in measures.values())
    _errors(context, job, left_out, found.asked_once)
    _findings(context, job, found, measures)
    pairs = sum(one.test.pairs for one in measures.values())
    b, c = (sum(getattr(one.test, name) for one in measures.values()) for name in "bc")
    return Outcome(
        measures={
            "pairs": pairs,
            "b": b,
            "c": c,
            "p_value": mcnemar(pairs, b, c).p_value,
            "unanswered": left_out + found.asked_once,
        },
        inputs=tuple(
            input_file(Path(folder, name), context.declared.root)
            for folder in folders
            for name in (RESULT, JUDGED)
        ),
        run={
            "left_out": left_out,
            "asked_once": found.asked_once,
            "models": [found.before.model, found.after.model],
            "by_measure": {
                name: {"pairs": one.test.pairs, "b": one.test.b, "c": one.test.c}
                for name, one in measures.items()
            },
        },
    )


def _chosen(found: Comparison, measure: str) -> dict[str, Compared]:
    if measure and measure not in found.measures:
        raise NotComparableError(
            what_zh=f"没有共同的测量 {measure}", what_en=f"the measure {measure} is not in both"
        )
    return {measure: found.measures[measure]} if measure else found.measures


def _errors(context: Context, job: Job, left_out: int, once: int) -> None:
    for text, count in ((LEFT_OUT, left_out), (ONCE, once)):
        if count:
            context.error(ItemError(where=job.target, what=text.both(count=count)))


def _findings(context: Context, job: Job, found: Comparison, measures: dict[str, Compared]) -> None:
    for one in found.regressions:
        if one.check in measures:
            context.finding(
                Finding(
                    check=COMPARE,
                    subject=job.subject,
                    item=one.id,
                    where=job.target,
                    kind="became_worse",
                    code=one.check,
                    digest=found.after.digest,
                    note=f"{one.before} {one.after}",
                )
            )
