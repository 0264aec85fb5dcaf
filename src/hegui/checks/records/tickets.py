"""records.tickets: are cases closed within their time, and are open ones overdue?

Days are calendar days in Asia/Shanghai; the day of opening is not counted, so a case opened on
the first with a limit of 15 days is in time on the sixteenth.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.records.days import shanghai_day
from hegui.checks.records.exports import Entry, Export, field
from hegui.checks.records.log_days import is_empty
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.model import Finding, InputFile, ItemError
from hegui.engine.registry import check
from hegui.project.declared import Declared
from hegui.project.model import TicketExport

ID = "records.tickets"
EVERY = 10_000
Kind = Literal["in_time", "late", "open_overdue", "open", "later", "bad"]
NO_OPENED = Text(
    "没有可识别的受理时间（{field}）", "it has no time of opening that is recognised ({field})"
)
BAD_CLOSED = Text("办结时间无法识别（{field}）", "its time of closing is not recognised ({field})")
BACKWARDS = Text("办结早于受理", "it was closed before it was opened")
LATE = Text("用时 {days} 天，超过时限 {limit} 天", "took {days} days with a limit of {limit}")
OVERDUE = Text(
    "已开 {days} 天仍未办结，超过时限 {limit} 天", "open for {days} days with a limit of {limit}"
)


class Case(NamedTuple):
    """One case as judged: its kind, the days it took or has been open, what is wrong with it."""

    kind: Kind
    days: int = 0
    problem: Text | None = None


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """One job per queue and subject, over all its exports together."""
    groups: dict[tuple[str, str], list[TicketExport]] = {}
    for export in declared.project.targets.tickets:
        groups.setdefault((export.queue, export.subject), []).append(export)
    for (queue, subject), exports in groups.items():
        target = ", ".join(export.id for export in exports)
        limits = {export.limit_days for export in exports}
        shown = min(limits) if len(limits) == 1 else sorted(limits)
        yield Job(subject, target, tuple(exports), {"queue": queue, "limit_days": shown})


@check(
    id=ID,
    version="1",
    title=Text("工单时限", "Cases in time"),
    subject_kinds=("organisation", "service"),
    measures=("cases", "in_time", "open_overdue"),
    cannot_show=Text(
        "只看导出的受理与办结时间：不能说明处理得当、答复了当事人，也不能说明导出了全部个案。",
        "Only sees times of opening and closing in the export: not whether a case was handled "
        "well, the person was answered, or all cases were exported.",
    ),
    plan=plan,
)
def run(job: Job, ctx: Context) -> Outcome:
    """Count decided cases: closed ones, and open ones past their limit.

    A case that is still open within its limit is neither in time nor late and is not counted.
    With rows that cannot be read, only cases that are certainly overdue are claimed: the share in
    time is left out, and so is the absence of overdue cases.
    """
    counts: Counter[str] = Counter()
    inputs: list[InputFile] = []
    for export in job.payload:
        source = Export(ctx.path(export.file), export.file)
        inputs.append(source.input)
        for kind in _cases(source, export, job, ctx):
            counts[kind] += 1
    decided = counts["in_time"] + counts["late"] + counts["open_overdue"]
    measures = {"cases": decided}
    if not counts["bad"]:
        measures["in_time"] = counts["in_time"]
    if counts["open_overdue"] or not counts["bad"]:
        measures["open_overdue"] = counts["open_overdue"]
    return Outcome(measures=measures, inputs=tuple(inputs), run=dict(sorted(counts.items())))


def _cases(source: Export, export: TicketExport, job: Job, ctx: Context) -> Iterator[Kind]:
    """Judge every row of an export, reporting what is late, overdue or unreadable."""
    number = 0
    for number, entry in enumerate(
        source.entries(export.opened_field, export.closed_field), start=1
    ):
        case = judge_case(entry, export, ctx.declared.as_of)
        where = f"{export.file}:{entry.line}"
        if case.problem is not None:
            ctx.error(ItemError(where=where, what=case.problem.both()))
        elif case.kind in ("late", "open_overdue"):
            ctx.finding(_finding(job, export, where, case))
        if number % EVERY == 0:
            ctx.progress(number, None, "cases")
        yield case.kind
    ctx.progress(number, None, "cases")


def judge_case(entry: Entry, export: TicketExport, as_of: dt.date) -> Case:
    """Return how one case stands on a day."""
    if entry.values is None:
        return Case("bad", problem=entry.problem)
    opened = shanghai_day(field(entry.values, export.opened_field))
    if opened is None:
        return Case("bad", problem=NO_OPENED.filled(field=export.opened_field))
    if opened > as_of:
        return Case("later")
    raw: Any = field(entry.values, export.closed_field)
    closed = None if is_empty(raw) else shanghai_day(raw)
    if closed is None and not is_empty(raw):
        return Case("bad", problem=BAD_CLOSED.filled(field=export.closed_field))
    if closed is not None and closed < opened:
        return Case("bad", problem=BACKWARDS)
    if closed is None or closed > as_of:
        days = (as_of - opened).days
        return Case("open_overdue" if days > export.limit_days else "open", days)
    days = (closed - opened).days
    return Case("late" if days > export.limit_days else "in_time", days)


def _finding(job: Job, export: TicketExport, where: str, case: Case) -> Finding:
    text = LATE if case.kind == "late" else OVERDUE
    return Finding(
        check=ID,
        subject=job.subject,
        item=where,
        where=where,
        kind=case.kind,
        code=job.parameters["queue"],
        note=text.both(days=case.days, limit=export.limit_days),
    )
