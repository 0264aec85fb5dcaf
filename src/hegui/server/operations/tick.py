"""Calling the periodic jobs that are due, each in one process only."""

import datetime as dt
import logging
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from hegui.server.core.periodic import Job, periodic_jobs
from hegui.server.operations.models import PeriodicRow

log = logging.getLogger("hegui.periodic")
LEASE = dt.timedelta(minutes=10)
"""A process that holds a job longer than this is taken for dead."""


def tick(holder: str, jobs: Iterable[Job] | None = None) -> list[str]:
    """Run the jobs that are due and free; return their names."""
    found = periodic_jobs() if jobs is None else tuple(jobs)
    now = timezone.now()
    known = set(PeriodicRow.objects.values_list("name", flat=True))
    missing = [PeriodicRow(name=job.name, due_at=now) for job in found if job.name not in known]
    PeriodicRow.objects.bulk_create(missing, ignore_conflicts=True)
    due = set(PeriodicRow.objects.filter(due_at__lte=now).values_list("name", flat=True))
    return [job.name for job in found if job.name in due and take(job, holder) and run(job, holder)]


def take(job: Job, holder: str) -> bool:
    """Take the lease of a job; False when another process was quicker or has it still."""
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    rows = PeriodicRow.objects.filter(free, name=job.name, due_at__lte=now)
    return bool(rows.update(leased_until=now + LEASE, holder=holder))


def run(job: Job, holder: str) -> bool:
    """Run a job that this process holds, and say when it comes round again."""
    failure = ""
    try:
        job.work()
    except Exception as error:
        log.exception("The periodic job %s failed; it comes round again.", job.name)
        failure = type(error).__name__
    now = timezone.now()
    PeriodicRow.objects.filter(name=job.name, holder=holder).update(
        due_at=now + job.every, leased_until=None, holder="", finished_at=now, failure=failure
    )
    return True
