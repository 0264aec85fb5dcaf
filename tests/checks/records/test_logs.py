"""records.logs: age, gaps and fields, at their borders, and what is left unknown."""

import datetime as dt
import json

import pytest

from hegui.checks.records import logs
from hegui.engine.check import Job
from hegui.project.model import LogExport, Targets
from tests.checks.records.support import DAY, Recorder


def days_back(first: int, last: int = 0, skip: tuple[int, ...] = ()) -> list[dt.date]:
    return [DAY - dt.timedelta(days=n) for n in range(first, last - 1, -1) if n not in skip]


def log_text(days: list[dt.date], **fields: str) -> str:
    rows = [{"time": f"{day}T09:00:00+08:00", "user": "u", **fields} for day in days]
    return "".join(json.dumps(row) + "\n" for row in rows)


def export(log: str = "network", **more: object) -> LogExport:
    values = {"file": "log.jsonl", "required_fields": ("user",)} | more
    return LogExport(id="e1", log=log, subject="svc", **values)


def context(make_context, text: str, *exports: LogExport, **fields: object) -> Recorder:
    targets = Targets(logs=exports or (export(),))
    return make_context({"log.jsonl": text}, targets=targets, **fields)


def run(ctx: Recorder) -> dict[str, int]:
    [job] = logs.plan(ctx.declared, ctx.catalogue)
    return logs.run(job, ctx).measures


def kinds(ctx: Recorder) -> list[str]:
    return [finding.kind for finding in ctx.findings]


@pytest.mark.parametrize("oldest", [183, 184, 185])
def test_the_age_of_the_oldest_entry_is_counted_to_the_day(make_context, oldest: int) -> None:
    ctx = context(make_context, log_text(days_back(oldest)))
    assert run(ctx) == {"oldest_days": oldest, "gaps_days": 0, "fields_missing": 0}
    assert kinds(ctx) == []


def test_six_months_over_a_leap_day_are_counted_in_days(make_context) -> None:
    as_of = dt.date(2028, 3, 1)
    ctx = context(
        make_context,
        log_text([dt.date(2028, 2, 28), dt.date(2028, 2, 29), as_of]),
        as_of=as_of,
    )
    assert run(ctx)["oldest_days"] == 2


def test_days_without_entries_between_entries_are_gaps(make_context) -> None:
    ctx = context(make_context, log_text(days_back(20, skip=(5, 6, 10))))
    assert run(ctx)["gaps_days"] == 3
    assert kinds(ctx) == ["gap", "gap"]
    assert "2026-11-14 至 2026-11-15 共 2 天" in ctx.findings[1].note


def test_a_log_of_rare_events_has_a_gap_only_after_its_quiet_days(make_context) -> None:
    quiet = [DAY - dt.timedelta(days=n) for n in (40, 9, 0)]
    ctx = context(make_context, log_text(quiet), export(log="unlabeled_output"))
    assert run(ctx)["gaps_days"] == 0
    longer = [DAY - dt.timedelta(days=n) for n in (41, 9, 0)]
    ctx = context(make_context, log_text(longer), export(log="unlabeled_output"))
    assert run(ctx)["gaps_days"] == 31


def test_the_project_may_set_quiet_days(make_context) -> None:
    checks = {"records.logs": {"quiet_days": {"network": 2}}}
    ctx = context(make_context, log_text(days_back(20, skip=(5, 6))), checks=checks)
    [job] = logs.plan(ctx.declared, ctx.catalogue)
    assert job.parameters == {"log": "network", "quiet_days": 2}
    assert logs.run(job, ctx).measures["gaps_days"] == 0


@pytest.mark.parametrize(("last", "known"), [(7, True), (8, False)])
def test_an_export_that_ends_early_leaves_gaps_unknown(
    make_context, last: int, known: bool
) -> None:
    ctx = context(make_context, log_text(days_back(30, last)))
    assert ("gaps_days" in run(ctx)) is known
    assert kinds(ctx) == ([] if known else ["ends_early"])


def test_entries_that_lack_a_field_are_counted_once_each(make_context) -> None:
    text = log_text(days_back(3)) + log_text([DAY], user=" ", ip="") + log_text([DAY], user="-")
    ctx = context(make_context, text, export(required_fields=("user", "time")))
    assert run(ctx)["fields_missing"] == 2
    assert [f.item for f in ctx.findings] == ["user"]
    assert "2 条记录缺少“user”" in ctx.findings[0].note


def test_without_required_fields_completeness_is_unknown(make_context) -> None:
    ctx = context(make_context, log_text(days_back(3)), export(required_fields=()))
    assert "fields_missing" not in run(ctx)
    assert kinds(ctx) == ["no_required_fields"]


def test_bad_lines_are_errors_and_take_away_certainty(make_context) -> None:
    text = log_text(days_back(20, skip=(5,))) + 'broken\n{"user":"u"}\n{"time":"昨天"}\n'
    ctx = context(make_context, text)
    assert run(ctx) == {"oldest_days": 20}
    assert [error.where for error in ctx.errors] == [f"log.jsonl:{n}" for n in (21, 22, 23)]
    assert "没有可识别的时间" in ctx.errors[1].what


def test_bad_lines_do_not_hide_what_is_certain(make_context) -> None:
    ctx = context(make_context, log_text(days_back(20)) + log_text([DAY], user="") + "broken\n")
    assert run(ctx) == {"oldest_days": 20, "gaps_days": 0, "fields_missing": 1}


def test_entries_after_the_day_of_assessment_do_not_count(make_context) -> None:
    ctx = context(make_context, log_text([DAY + dt.timedelta(days=1), *days_back(2)]))
    assert run(ctx)["oldest_days"] == 2
    assert kinds(ctx) == ["later_entries"]


def test_a_log_without_entries_measures_nothing(make_context) -> None:
    ctx = context(make_context, "\n", export(retention_configured_days=200))
    assert run(ctx) == {"retention_configured_days": 200}
    assert len(ctx.errors) == 1


def test_the_age_of_the_service_and_the_shortest_retention_are_declared(make_context) -> None:
    exports = (
        export(service_started=DAY - dt.timedelta(days=100), retention_configured_days=200),
        export(retention_configured_days=185),
    )
    ctx = context(make_context, log_text(days_back(90)), *exports)
    measures = run(ctx)
    assert measures["service_age_days"] == 100
    assert measures["retention_configured_days"] == 185


def test_exports_of_one_log_and_subject_are_read_together(make_context) -> None:
    parts = (
        export(file="old.jsonl"),
        export(),
        LogExport(id="e3", log="security", subject="acme", file="log.jsonl"),
    )
    ctx = make_context(
        {"old.jsonl": log_text(days_back(20, 10)), "log.jsonl": log_text(days_back(9))},
        targets=Targets(logs=parts),
    )
    network, security = list(logs.plan(ctx.declared, ctx.catalogue))
    assert isinstance(network, Job)
    assert (network.subject, network.target) == ("svc", "e1, e1")
    assert security.parameters["log"] == "security"
    outcome = logs.run(network, ctx)
    assert outcome.measures == {"oldest_days": 20, "gaps_days": 0, "fields_missing": 0}
    assert [entry.path for entry in outcome.inputs] == ["old.jsonl", "log.jsonl"]
    assert outcome.run == {"entries": 21, "bad_lines": 0, "later": 0}
