"""Work that comes round: runs whose worker is gone, schedules that are due."""

import datetime as dt

from hegui.server.core.periodic import periodic
from hegui.server.runs.services import runs_interrupt_stale, schedules_start_due


@periodic(every=dt.timedelta(seconds=10), name="runs.interrupted")
def mark_interrupted() -> None:
    """Mark the runs whose worker is gone."""
    runs_interrupt_stale()


@periodic(every=dt.timedelta(seconds=30), name="runs.schedules")
def start_due() -> None:
    """Start the scheduled runs that are due."""
    schedules_start_due()
