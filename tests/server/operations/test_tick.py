"""Periodic jobs run when due, once, and again after failing."""

import datetime as dt

import pytest
from django.utils import timezone

from hegui.server.core.periodic import Job, periodic
from hegui.server.operations.models import PeriodicRow
from hegui.server.operations.tick import take, tick

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def test_a_job_runs_when_due_and_not_again_before() -> None:
    calls: list[int] = []
    job = Job(name="t.count", every=HOUR, work=lambda: calls.append(1))
    assert tick("one", [job]) == ["t.count"]
    assert tick("two", [job]) == []
    PeriodicRow.objects.update(due_at=timezone.now() - HOUR)
    assert tick("two", [job]) == ["t.count"]
    assert len(calls) == 2


def test_a_job_that_another_process_holds_is_left_until_its_lease_ends() -> None:
    job = Job(name="t.held", every=HOUR, work=lambda: None)
    tick("one", [job])
    PeriodicRow.objects.update(due_at=timezone.now() - HOUR)
    assert take(job, "one")
    assert tick("two", [job]) == []
    PeriodicRow.objects.update(leased_until=timezone.now() - HOUR)
    assert tick("two", [job]) == ["t.held"]


def test_a_job_that_fails_is_noted_and_comes_round_again() -> None:
    def fail() -> None:
        raise OSError("no")

    tick("one", [Job(name="t.fails", every=HOUR, work=fail)])
    row = PeriodicRow.objects.get(name="t.fails")
    assert row.failure == "OSError"
    assert row.leased_until is None
    assert row.due_at > timezone.now()


def test_a_name_is_taken_once_and_a_period_is_not_too_short() -> None:
    periodic(every=HOUR, name="t.once")(lambda: None)
    with pytest.raises(ValueError, match="registered"):
        periodic(every=HOUR, name="t.once")(lambda: None)
    with pytest.raises(ValueError, match="too often"):
        periodic(every=dt.timedelta(seconds=1), name="t.often")
