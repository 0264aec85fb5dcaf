"""records.logs: how far back a log goes, whether days or fields are missing."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from msgspec import Meta

from hegui.catalogue.model import Catalogue
from hegui.checks.records.exports import Export
from hegui.checks.records.log_days import LogDays
from hegui.checks.records.rules import log_rules
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.model import Finding, InputFile, ItemError
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check
from hegui.project.declared import Declared
from hegui.project.model import LogExport

ID = "records.logs"
QUIET = "quiet_days"
EVERY = 10_000
NO_TIME = Text("没有可识别的时间（{field}）", "it has no time that is recognised ({field})")
GAP = Text(
    "{first} 至 {last} 共 {days} 天没有记录", "no entry from {first} to {last} ({days} days)"
)
TAIL = Text(
    "最后一条记录在基准日前 {days} 天，之后有没有记录不得而知；请导出到最近的日志",
    "the last entry is {days} days before the day of assessment; what came after is not known, "
    "export up to the present",
)
LACKING = Text("{count} 条记录缺少“{field}”", "{count} entries lack “{field}”")
NO_FIELDS = Text(
    "没有声明必须有的字段，无法判断记录是否完整；请填写 required_fields",
    "no required fields are declared, so completeness cannot be judged; fill in required_fields",
)
EMPTY = Text("没有一条可用的记录", "it holds no usable entry")
LATER = Text(
    "{count} 条记录晚于基准日，未计入",
    "{count} entries are later than the day of assessment and were not counted",
)


class LogParameters(Record, frozen=True, kw_only=True):
    """What the project file may set; `quiet_days` maps names of logs to days without an entry
    that are no gap (`default` for all others)."""

    quiet_days: dict[str, Annotated[int, Meta(ge=0)]] = {}


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """One job per kind of log and subject, over all its exports together."""
    groups: dict[tuple[str, str], list[LogExport]] = {}
    for export in declared.project.targets.logs:
        groups.setdefault((export.log, export.subject), []).append(export)
    quiet = _quiet_days(declared)
    for (log, subject), exports in groups.items():
        target = ", ".join(export.id for export in exports)
        days = quiet.get(log, quiet["default"])
        yield Job(subject, target, tuple(exports), {"log": log, QUIET: days})


def _quiet_days(declared: Declared) -> Mapping[str, int]:
    """Return the quiet days per log: our defaults, replaced by what the project sets."""
    return {**log_rules().quiet_days, **read_parameters(declared, ID, LogParameters).quiet_days}


@check(
    id=ID,
    version="1",
    title=Text("日志留存", "Retention of logs"),
    subject_kinds=("organisation", "service", "model"),
    measures=(
        "oldest_days",
        "gaps_days",
        "fields_missing",
        "service_age_days",
        "retention_configured_days",
    ),
    cannot_show=Text(
        "只看导出的文件：不能说明日志未被改动、导出是全部记录，也不能说明每天之内没有缺漏。",
        "Only sees the exported files: not whether the log was altered, whether the export is all "
        "of it, or whether entries are missing within a day.",
    ),
    plan=plan,
    parameters=LogParameters,
)
def run(job: Job, ctx: Context) -> Outcome:
    """Read the exports of one log and count days and fields.

    What is not certain is left out: with unreadable lines, days without entries and complete
    fields are not claimed; without required fields, completeness is not judged.
    """
    seen = LogDays(ctx.declared.as_of)
    inputs: list[InputFile] = []
    for export in job.payload:
        source = Export(ctx.path(export.file), export.file)
        inputs.append(source.input)
        _count(source, export, seen, ctx)
    measures = _declared_measures(job.payload, ctx) | _measures(job, ctx, seen)
    figures = {"entries": seen.entries, "bad_lines": seen.bad, "later": seen.later}
    return Outcome(measures=measures, inputs=tuple(inputs), run=figures)


def _count(source: Export, export: LogExport, seen: LogDays, ctx: Context) -> None:
    number = 0
    for number, entry in enumerate(source.entries(export.time_field), start=1):
        if not seen.add(entry, export.time_field, export.required_fields):
            problem = entry.problem or NO_TIME.filled(field=export.time_field)
            ctx.error(ItemError(where=f"{export.file}:{entry.line}", what=problem.both()))
        if number % EVERY == 0:
            ctx.progress(number, None, "entries")
    ctx.progress(number, None, "entries")


def _declared_measures(exports: Iterable[LogExport], ctx: Context) -> dict[str, int]:
    """Return what the declaration says: the age of the service, the shortest retention set."""
    starts = [e.service_started for e in exports if e.service_started is not None]
    kept = [e.retention_configured_days for e in exports]
    configured = [days for days in kept if days is not None]
    measures: dict[str, int] = {}
    if starts and min(starts) <= ctx.declared.as_of:
        measures["service_age_days"] = (ctx.declared.as_of - min(starts)).days
    if configured:
        measures["retention_configured_days"] = min(configured)
    return measures


def _measures(job: Job, ctx: Context, seen: LogDays) -> dict[str, int]:
    if seen.later:
        _find(job, ctx, "later_entries", LATER.both(count=seen.later))
    oldest = seen.oldest_days()
    if oldest is None:
        ctx.error(ItemError(where=job.target, what=EMPTY.both()))
        return {}
    measures = {"oldest_days": oldest}
    if (gaps := _gaps(job, ctx, seen)) is not None:
        measures["gaps_days"] = gaps
    if (lacking := _lacking(job, ctx, seen)) is not None:
        measures["fields_missing"] = lacking
    return measures


def _gaps(job: Job, ctx: Context, seen: LogDays) -> int | None:
    """Return the days without entries; None when lines that cannot be read or an early end of
    the export leave it open.
    """
    quiet = job.parameters[QUIET]
    gaps = seen.gaps(quiet)
    for gap in gaps:
        note = GAP.both(first=gap.first, last=gap.last, days=gap.days)
        _find(job, ctx, "gap", note, str(gap.first))
    if gaps:
        return None if seen.bad else sum(gap.days for gap in gaps)
    if seen.tail() > max(quiet, log_rules().tail_days):
        _find(job, ctx, "ends_early", TAIL.both(days=seen.tail()))
        return None
    return 0


def _lacking(job: Job, ctx: Context, seen: LogDays) -> int | None:
    """Return how many entries lack a required field; None when that cannot be told."""
    if not all(export.required_fields for export in job.payload):
        _find(job, ctx, "no_required_fields", NO_FIELDS.both())
        return None
    for name, count in sorted(seen.lacking.items()):
        _find(job, ctx, "field_missing", LACKING.both(count=count, field=name), name)
    return None if seen.bad and not seen.incomplete else seen.incomplete


def _find(job: Job, ctx: Context, kind: str, note: str, item: str = "") -> None:
    ctx.finding(
        Finding(
            check=ID,
            subject=job.subject,
            item=item or job.target,
            where=", ".join(export.file for export in job.payload),
            kind=kind,
            code=job.parameters["log"],
            note=note,
        )
    )
