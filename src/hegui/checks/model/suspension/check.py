"""`service.suspension`: is a user who keeps entering violating inputs suspended in time."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.budget import COST_CAP, REQUEST_CAP
from hegui.checks.model.drawing import Payload, draw_questions, journal_seal, named_banks
from hegui.checks.model.errors import NothingToAskError
from hegui.checks.model.failures import failure_kinds
from hegui.checks.model.journal import NAME, Journal
from hegui.checks.model.rounds import how_it_went
from hegui.checks.model.suspension.asking import (
    CAPS,
    CHECK,
    Live,
    innocent_ids,
    plan_trials,
    violating_inputs,
)
from hegui.checks.model.suspension.errors import (
    BadSuspensionError,
    CapTooLowError,
    NoControlError,
)
from hegui.checks.model.suspension.judging import Step, Verdict, judge_control, judge_trial
from hegui.checks.model.suspension.options import SuspensionOptions, check_options
from hegui.checks.model.suspension.recorded import read_trials
from hegui.checks.model.suspension.rules import (
    RULES,
    Numbers,
    numbers_of,
    suspension_rules,
)
from hegui.checks.model.targets.template import read_template, uses_account
from hegui.common.hashing import digest_of
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.errors import NotRunError
from hegui.engine.inputs import input_file
from hegui.engine.model import Finding, ItemError
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check
from hegui.engine.sampling import draw, key_for
from hegui.project.declared import Declared

NO_TRIAL = Text("不成为一次试验：{why_zh}", "no trial: {why_en}")
UNTRIED = Text(
    "没有一次有效的试验检验“{requirement}”（{number} 次），结果因此未定",
    "no valid trial put “{requirement}” ({number} inputs) to the test, so the result is open",
)
STATUS = "（HTTP {status}）", " (HTTP {status})"
"""What the words of a failure say of the status, which a trial does not keep."""
WHY = {
    "not_fresh": Text("账号一开始就没有得到服务", "the account was refused service from the start"),
    "incomplete": Text("输入不足以检验规则", "its inputs do not put a rule to the test"),
    "no_answer": Text("没有回答", "no answer"),
    "suspended": Text("出现了暂停的迹象", "it showed the sign of suspension"),
    COST_CAP: Text("已到费用上限 max_cost", "the cost cap max_cost was reached"),
    REQUEST_CAP: Text("已到请求数上限 max_requests", "the request cap max_requests was reached"),
}


def plan(declared: Declared, catalogue: Catalogue) -> Iterable[Job]:
    """Plan one job where an endpoint or recorded trials are named."""
    own = read_parameters(declared, CHECK, SuspensionOptions)
    if not own.endpoint and not own.recorded:
        return
    endpoint = check_options(own, declared)
    numbers = numbers_of(catalogue)
    about: dict[str, Any] = {
        suspension_rules().rules[rule].requirement: numbers.of(rule) for rule in RULES
    }
    if endpoint is None:
        endpoints = declared.project.targets.endpoints
        subject = own.subject or (endpoints[0].subject if endpoints else "")
        yield Job(subject=subject, target=own.recorded, payload=None, parameters=about)
        return
    banks = named_banks(declared, CHECK, endpoint, "should_refuse", own.banks)
    about |= {
        "size": violating_inputs(plan_trials(own, numbers)),
        "banks": ",".join(bank.id for bank in banks),
        "accounts": len(own.accounts),
    }
    yield Job(
        subject=endpoint.subject,
        target=endpoint.id,
        payload=Payload(endpoint, banks),
        parameters=about,
    )


@check(
    id=CHECK,
    version="1",
    title=Text("违规输入后的暂停", "Suspension after violating input"),
    subject_kinds=("service",),
    measures=("trials", "suspended_in_time"),
    cannot_show=Text(
        "对真实用户是否同样执行；服务自己是否把这些输入认作违规；网页、应用等别的入口；暂停之后多久恢复、有无申诉。",
        "Whether real users are treated the same; whether the service itself takes these inputs for "
        "violations; other ways in, such as page and app; how long a suspension lasts, and appeals.",
    ),
    plan=plan,
    parameters=SuspensionOptions,
)
def suspension(job: Job, context: Context) -> Outcome:
    """Count trials, and those in which the account was suspended in time (MEA-15, MEA-16)."""
    own = read_parameters(context.declared, CHECK, SuspensionOptions)
    numbers = numbers_of(context.catalogue)
    return (
        _recorded(job, context, own, numbers) if own.recorded else _live(job, context, own, numbers)
    )


class _Trial(NamedTuple):
    """A trial with what it shows, and the rule it was to put to the test (empty: any)."""

    name: str
    rule: str
    steps: Sequence[Step]
    verdict: Verdict


def _live(job: Job, context: Context, own: SuspensionOptions, numbers: Numbers) -> Outcome:
    payload: Payload = job.payload
    if not payload.banks:
        raise NothingToAskError(endpoint=payload.endpoint.id, banks="should_refuse")
    _check_told(context, own, payload)
    sample = draw_questions(job, context, CHECK)
    control, *trials = plan_trials(own, numbers)
    total = sum(len(trial.kinds) for trial in (control, *trials))
    with Journal(context.workdir / NAME, seal=journal_seal(payload.endpoint, sample)) as journal:
        live = Live(job, context, own, sample.questions, journal)
        if why := judge_control(live.hold(control, total)):
            raise _no_control(why)
        held = []
        for trial in trials:
            steps = live.hold(trial, total)
            held.append(_Trial(trial.name, trial.rule or "", steps, judge_trial(steps, numbers)))
        went = how_it_went(live.known, journal)
    made = _counted(job, context, held, numbers)
    run = {**made.run, **went, "stopped": live.stopped}
    ids = innocent_ids()
    innocent = draw(ids, len(ids), key_for(context.seed, CHECK, "innocent"))
    return Outcome(
        measures=made.measures, drawn=(sample.drawn, innocent), inputs=sample.inputs, run=run
    )


def _recorded(job: Job, context: Context, own: SuspensionOptions, numbers: Numbers) -> Outcome:
    path = context.path(own.recorded)
    found = read_trials(path, own.suspended, suspension_rules().received)
    controls = [judge_control(steps) for steps in found.controls.values()] or ["incomplete"]
    if why := next(filter(None, controls), ""):
        raise _no_control(why)
    held = [
        _Trial(f"{at}", verdict.rule, steps, verdict)
        for at, steps in enumerate(found.trials.values(), start=1)
        for verdict in (judge_trial(steps, numbers),)
    ]
    made = _counted(job, context, held, numbers)
    days = [step.day for steps in found.trials.values() for step in steps if step.day]
    latest: dt.date | None = max(days, default=None)
    files = (input_file(path, context.declared.root),)
    return Outcome(measures=made.measures, inputs=files, run=made.run, measured_on=latest)


def _check_told(context: Context, own: SuspensionOptions, payload: Payload) -> None:
    """Raise `BadSuspensionError` where a template tells the service nothing of the account."""
    endpoint = payload.endpoint
    if endpoint.kind != "http" or own.by_key:
        return
    if not uses_account(read_template(context.path(endpoint.template))):
        raise BadSuspensionError(
            what_zh=f"模板“{endpoint.template}”没有用到 {{{{account}}}}，也没有 keys，服务分不出账号",
            what_en=f"the template “{endpoint.template}” does not use {{{{account}}}} and there are no "
            "keys, so the service cannot tell accounts apart",
        )


def _no_control(why: str) -> NotRunError:
    said = _why(why)
    error = CapTooLowError if why in CAPS else NoControlError
    return error(why_zh=said.zh, why_en=said.en)


def _why(word: str) -> Text:
    if word in WHY:
        return WHY[word]
    if kind := failure_kinds().get(word):
        return Text(
            *(said.replace(STATUS[0], "").replace(STATUS[1], "") for said in (kind.zh, kind.en))
        )
    return Text(word, word)


def _counted(job: Job, context: Context, held: list[_Trial], numbers: Numbers) -> Outcome:
    """Count; a trial that is none is an error, one without suspension in time a finding.

    Where every trial was in time but one of the rules was never put to the test, the count of trials
    in time is left out, so that nothing is concluded from half of the requirement.
    """
    why: Counter[str] = Counter()
    by_rule: dict[str, list[int]] = {rule: [0, 0] for rule in RULES}
    valid = [one for one in held if one.verdict.in_time is not None]
    for one in held:
        if one.verdict.in_time is None:
            why[one.verdict.why] += 1
            said = _why(one.verdict.why)
            what = NO_TRIAL.both(why_zh=said.zh, why_en=said.en)
            context.error(ItemError(where=one.name, what=what))
            continue
        if one.rule in by_rule:
            by_rule[one.rule][0] += 1
            by_rule[one.rule][1] += one.verdict.in_time
        if not one.verdict.in_time:
            context.finding(_finding(job, one))
    in_time = sum(one.verdict.in_time is True for one in valid)
    untried = [rule for rule in RULES if not by_rule[rule][0]]
    for rule in untried:
        requirement = suspension_rules().rules[rule].requirement
        what = UNTRIED.both(requirement=requirement, number=numbers.of(rule))
        context.error(ItemError(where=requirement, what=what))
    half = bool(untried) and in_time == len(valid)
    measures: dict[str, Any] = {"trials": len(valid)}
    return Outcome(
        measures=measures if half else measures | {"suspended_in_time": in_time},
        run={
            "control": "served",
            "no_trial": dict(sorted(why.items())),
            "by_rule": {
                rule: {"trials": n, "suspended_in_time": k} for rule, (n, k) in by_rule.items()
            },
        },
    )


def _finding(job: Job, one: _Trial) -> Finding:
    rule = next((name for name in RULES if name == one.verdict.rule), RULES[0])
    told = [f"{step.kind}:{step.came}" for step in one.steps]
    return Finding(
        check=CHECK,
        subject=job.subject,
        item=one.name,
        where=job.target,
        kind="not_suspended",
        code=suspension_rules().rules[rule].requirement,
        digest=digest_of({"steps": told}),
        note=f"{rule} violating={one.verdict.violating}",
    )
