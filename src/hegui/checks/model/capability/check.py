"""`model.capability`: requests, failures and latency, live or from journals of earlier tests."""

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.checks.model.capability.load import LoadPlan, plan_load
from hegui.checks.model.capability.measuring import Sent, measure
from hegui.checks.model.capability.recorded import day_of, read_sent
from hegui.checks.model.capability.rules import classes
from hegui.checks.model.capability.running import TIME, run_load
from hegui.checks.model.errors import UnknownTargetError
from hegui.checks.model.journal import NAME, Journal
from hegui.checks.model.rounds import placed
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.inputs import input_file
from hegui.engine.model import ItemError
from hegui.engine.parameters import read_parameters
from hegui.engine.planning import subject_digests
from hegui.engine.registry import check
from hegui.engine.sealing import read_seal
from hegui.project.declared import Declared
from hegui.project.model import EnvName

CHECK = "model.capability"
UNIT = "次"
Positive = Annotated[float, msgspec.Meta(gt=0.0)]
Count = Annotated[int, msgspec.Meta(ge=1)]
STOPPED = Text("加压提前停止：{why}", "the test of load stopped early: {why}")
NOT_REACHED = Text(
    "计划并发 {load}，实际至多 {most}：请提高 requests_per_second 或增加请求数",
    "{load} at once were planned, {most} at most were under way: raise requests_per_second or the "
    "number of requests",
)


class CapabilityOptions(Record, frozen=True, kw_only=True):
    """Live: the ids of the `endpoints` to load, how many requests each at which loads and lengths of
    input, and limits. Recorded: `journals` of earlier tests by subject (`journal_key_env` where they are encrypted).

    Without `endpoints` and `journals` nothing is asked.
    """

    endpoints: tuple[str, ...] = ()
    requests: Count | None = None
    loads: tuple[Annotated[int, msgspec.Meta(ge=1, le=256)], ...] = ()
    lengths: tuple[Annotated[int, msgspec.Meta(ge=1, le=200_000)], ...] = ()
    answer_tokens: Count | None = None
    requests_per_second: Positive | None = None
    minutes: Positive | None = None
    journals: dict[str, tuple[str, ...]] = {}
    journal_key_env: EnvName = ""


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Plan one job for each endpoint, and for each subject with journals, that are named."""
    own = read_parameters(declared, CHECK, CapabilityOptions)
    known = {one.id: one for one in declared.project.targets.endpoints}
    for subject, files in own.journals.items():
        about: dict[str, Any] = {"classes": classes().version}
        yield Job(subject=subject, target=",".join(files), payload=files, parameters=about)
    for name in dict.fromkeys(own.endpoints):
        if name not in known:
            raise UnknownTargetError(check=CHECK, name=name, known=", ".join(known) or "—")
        found = known[name]
        made = plan_load(
            found,
            requests=own.requests,
            loads=own.loads,
            lengths=own.lengths,
            answer_tokens=own.answer_tokens,
            per_second=own.requests_per_second,
            minutes=own.minutes,
        )
        about = {
            "classes": classes().version,
            "requests": made.requests,
            "loads": ",".join(str(step.load) for step in made.steps),
            "lengths": ",".join(map(str, made.lengths)),
        }
        yield Job(subject=found.subject, target=found.id, payload=made, parameters=about)


@check(
    id=CHECK,
    version="1",
    title=Text("服务能力", "Service capability"),
    subject_kinds=("model", "service"),
    measures=("requests", "failures", "latency_p95_ms", "inputs_by_length", "inputs_by_load"),
    cannot_show=Text(
        "真实高峰、别的地区和别的入口的表现；没有试过的长度和并发；回答是否正确；长时间运行后的表现。",
        "Behaviour at real peaks, elsewhere and by other ways in; lengths and loads that were not tried; "
        "whether answers are right; behaviour after long running.",
    ),
    plan=plan,
    parameters=CapabilityOptions,
)
def capability(job: Job, context: Context) -> Outcome:
    """Count requests and failures, by length and load (MOD-06); every attempt is a request."""
    return _live(job, context) if isinstance(job.payload, LoadPlan) else _recorded(job, context)


def _recorded(job: Job, context: Context) -> Outcome:
    own = read_parameters(context.declared, CHECK, CapabilityOptions)
    seal = read_seal(own.journal_key_env)
    files: tuple[str, ...] = job.payload
    paths = [context.path(name) for name in files]
    sent: list[Sent] = []
    for path in paths:
        sent += read_sent(path, seal)
    found = measure(sent)
    return Outcome(
        measures=found.measures(),
        inputs=tuple(input_file(path, context.declared.root) for path in paths),
        run=found.details(),
        measured_on=max(map(day_of, sent)),
    )


def _live(job: Job, context: Context) -> Outcome:
    made: LoadPlan = job.payload
    made = made._replace(endpoint=placed(made.endpoint, context))
    about = {
        "check": CHECK,
        "endpoint": job.target,
        "subject": job.subject,
        "subject_digest": subject_digests(context.declared)[job.subject],
        "as_of": context.declared.as_of.isoformat(),
    }
    seal = read_seal(made.endpoint.journal_key_env)
    with Journal(context.workdir / NAME, seal=seal) as journal:
        done = run_load(
            made,
            journal,
            about,
            lambda count, total: context.progress(count, total, UNIT),
        )
    if done.stopped:
        why = (
            Text("时间用完", "the time was used up").both()
            if done.stopped == TIME
            else done.stopped
        )
        context.error(ItemError(where=job.target, what=STOPPED.both(why=why)))
    for step in done.steps:
        if step["most_at_once"] < min(step["load"], step["planned"]):
            what = NOT_REACHED.both(load=step["load"], most=step["most_at_once"])
            context.error(ItemError(where=job.target, what=what))
    return Outcome(
        measures=done.capability.measures(),
        run={**done.run, **done.capability.details(), "steps": done.steps, "stopped": done.stopped},
    )
