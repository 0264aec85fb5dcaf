"""Writing schedules, and starting what is due."""

import datetime as dt
import logging
import uuid
from typing import Any

from django.utils import timezone

from hegui.common.errors import HeguiError
from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.core.writing import writing
from hegui.server.runs.due import next_time
from hegui.server.runs.models import ACTIVE, Schedule
from hegui.server.runs.services.runs import check_start, run_start

CONFIGURE = "runs.configure"
log = logging.getLogger(__name__)


def schedule_create(*, acting_user: Viewer, **fields: Any) -> Schedule:
    """Create a schedule; it is due for the first time at its next time from now."""
    schedule = Schedule(organisation=acting_user.organisation, **fields)
    acting_user.require(CONFIGURE, schedule)
    acting_user.require("runs.start", schedule)
    check_schedule(acting_user, schedule)
    schedule.created_by = acting_user.user
    schedule.next_at = next_time(schedule.cron, schedule.zone, timezone.now())
    with writing(acting_user) as write:
        return write.create(schedule, "runs.schedule.created")


def schedule_change(
    *,
    acting_user: Viewer,
    schedule: Schedule,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> Schedule:
    """Change a schedule; its next time is worked out anew."""
    acting_user.require(CONFIGURE, schedule)
    draft = Schedule(organisation=schedule.organisation)
    for name in ("project", "targets", "only", "cron", "zone", "active", "domain"):
        setattr(draft, name, changes.get(name, getattr(schedule, name)))
    acting_user.require(CONFIGURE, draft)
    if draft.domain_id != schedule.domain_id:
        acting_user.require("runs.start", draft)
    check_schedule(acting_user, draft)
    due = next_time(draft.cron, draft.zone, timezone.now()) if draft.active else None
    fields = {**changes, "next_at": due}
    with writing(acting_user) as write:
        return write.change(
            schedule, "runs.schedule.changed", fields, expected=expected, reason=reason
        )


def check_schedule(viewer: Viewer, schedule: Schedule) -> None:
    """Refuse a time, zone, project, check or target that cannot be."""
    from hegui.server.runs.models import Run

    next_time(schedule.cron, schedule.zone, timezone.now())
    probe = Run(
        organisation=viewer.organisation, project=schedule.project, only=list(schedule.only)
    )
    targets = [uuid.UUID(str(target)) for target in schedule.targets]
    check_start(viewer, probe, targets)


def schedules_start_due(now: dt.datetime | None = None) -> int:
    """Start what is due and return how many. What was missed meanwhile is started once."""
    now = now or timezone.now()
    due = Schedule.objects.filter(active=True, next_at__lte=now, organisation__active=True)
    started = 0
    for schedule in due.select_related("organisation", "project", "domain"):
        started += _start(schedule, now)
    return started


def _start(schedule: Schedule, now: dt.datetime) -> int:
    """Move a schedule on, and start its run unless the last one is still at work."""
    viewer = system_viewer(schedule.organisation)
    busy = schedule.runs.filter(state__in=ACTIVE).exists()
    changes = {
        "next_at": next_time(schedule.cron, schedule.zone, now),
        "last_at": schedule.last_at if busy else now,
    }
    with writing(viewer) as write:
        write.change(schedule, "runs.schedule.came_due", changes)
    if busy:
        return 0
    try:
        run_start(
            acting_user=viewer,
            project=schedule.project,
            title=schedule.title,
            only=schedule.only,
            targets=[uuid.UUID(str(target)) for target in schedule.targets],
            seed=schedule.seed,
            schedule=schedule,
        )
    except HeguiError as error:
        log.warning("Schedule %s was not started: %s", schedule.pk, error)
        return 0
    return 1
