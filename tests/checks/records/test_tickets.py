"""records.tickets: cases at the limit, open ones, and rows that cannot be judged."""

import datetime as dt

import pytest

from hegui.checks.records import tickets
from hegui.checks.records.exports import UnreadableExportError
from hegui.project.model import Targets, TicketExport
from tests.checks.records.support import DAY, Recorder


def export(**more: object) -> TicketExport:
    values = {"id": "t1", "queue": "complaint", "file": "cases.csv", "limit_days": 15} | more
    return TicketExport(subject="svc", **values)


def back(days: int) -> str:
    return str(DAY - dt.timedelta(days=days))


def run(make_context, rows: list[tuple[str, str]], **more: object) -> tuple[dict, Recorder]:
    text = "opened,closed\n" + "".join(f"{a},{b}\n" for a, b in rows)
    ctx = make_context({"cases.csv": text}, targets=Targets(tickets=(export(**more),)))
    [job] = tickets.plan(ctx.declared, ctx.catalogue)
    assert job.parameters["queue"] == "complaint"
    return tickets.run(job, ctx).measures, ctx


def test_exactly_the_limit_is_in_time_and_a_day_more_is_late(make_context) -> None:
    measures, ctx = run(make_context, [(back(30), back(15)), (back(30), back(14))])
    assert measures == {"cases": 2, "in_time": 1, "open_overdue": 0}
    assert [(f.kind, f.where) for f in ctx.findings] == [("late", "cases.csv:3")]
    assert "用时 16 天，超过时限 15 天" in ctx.findings[0].note


def test_an_open_case_is_overdue_only_after_its_limit(make_context) -> None:
    measures, ctx = run(make_context, [(back(15), ""), (back(16), "-"), (back(3), back(3))])
    assert measures == {"cases": 2, "in_time": 1, "open_overdue": 1}
    assert [f.kind for f in ctx.findings] == ["open_overdue"]


def test_days_are_calendar_days_in_shanghai(make_context) -> None:
    rows = [("2026-11-01T16:30:00Z", "2026-11-17T15:59:59Z")]
    assert run(make_context, rows)[0]["in_time"] == 1
    rows = [("2026-11-01T15:30:00Z", "2026-11-16T16:00:00Z")]
    assert run(make_context, rows)[0]["in_time"] == 0


def test_a_limit_of_zero_days_means_the_same_day(make_context) -> None:
    rows = [(back(3), back(3)), (back(3), back(2))]
    assert run(make_context, rows, limit_days=0)[0]["in_time"] == 1


def test_what_happens_after_the_day_of_assessment_has_not_happened(make_context) -> None:
    future = str(DAY + dt.timedelta(days=1))
    measures, _ = run(make_context, [(back(20), future), (future, ""), (back(1), future)])
    assert measures == {"cases": 1, "in_time": 0, "open_overdue": 1}


def test_rows_that_cannot_be_judged_are_errors_and_take_away_certainty(make_context) -> None:
    rows = [(back(2), back(1)), ("", back(1)), (back(2), "soon"), (back(2), back(3))]
    measures, ctx = run(make_context, rows)
    assert measures == {"cases": 1}
    assert [error.where for error in ctx.errors] == [f"cases.csv:{n}" for n in (3, 4, 5)]
    overdue, _ = run(make_context, [(back(99), ""), ("", back(1))])
    assert overdue == {"cases": 1, "open_overdue": 1}


def test_an_empty_queue_decides_nothing(make_context) -> None:
    assert run(make_context, [])[0] == {"cases": 0, "in_time": 0, "open_overdue": 0}


def test_a_missing_column_is_said(make_context) -> None:
    with pytest.raises(UnreadableExportError, match="opened_at"):
        run(make_context, [], opened_field="opened_at")


def test_queues_and_subjects_are_kept_apart_and_exports_of_one_joined(make_context) -> None:
    parts = (export(), export(id="t2", limit_days=30), export(id="t3", queue="appeal"))
    text = f"opened,closed\n{back(40)},{back(20)}\n"
    ctx = make_context({"cases.csv": text}, targets=Targets(tickets=parts))
    complaint, appeal = list(tickets.plan(ctx.declared, ctx.catalogue))
    assert complaint.parameters == {"queue": "complaint", "limit_days": [15, 30]}
    assert appeal.parameters == {"queue": "appeal", "limit_days": 15}
    assert tickets.run(complaint, ctx).measures == {"cases": 2, "in_time": 1, "open_overdue": 0}
