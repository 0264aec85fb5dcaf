"""Reading tasks and notices."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from hegui.common.dates import today
from hegui.server.core.errors import NotFoundError
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer
from hegui.server.improvement.models import OPEN_STATES, Notice, Task

VIEW = "tasks.view"
SOON = dt.timedelta(days=7)


def task_list(*, viewer: Viewer) -> QuerySet[Task]:
    """Return the tasks that the viewer may see, with owner and domain."""
    return Task.objects.filter(viewer.where(VIEW)).select_related("owner", "domain", "organisation")


def task_get(*, viewer: Viewer, task: uuid.UUID) -> Task:
    """Return one task or raise `NotFoundError`."""
    found = task_list(viewer=viewer).filter(pk=task).first()
    if found is None:
        raise NotFoundError(what=str(task))
    return found


def tasks_open(*, viewer: Viewer) -> QuerySet[Task]:
    """Return what is still to be done."""
    return task_list(viewer=viewer).filter(state__in=OPEN_STATES)


def tasks_mine(*, viewer: Viewer) -> QuerySet[Task]:
    """Return the viewer's own open tasks, what is due first."""
    return tasks_open(viewer=viewer).filter(owner=viewer.user)


def tasks_overdue(*, viewer: Viewer) -> QuerySet[Task]:
    """Return the open tasks whose day has passed."""
    return tasks_open(viewer=viewer).filter(due_on__lt=today())


def tasks_due_soon(*, viewer: Viewer, within: dt.timedelta = SOON) -> QuerySet[Task]:
    """Return the open tasks that are due from today on, within a week unless told otherwise."""
    day = today()
    return tasks_open(viewer=viewer).filter(due_on__gte=day, due_on__lte=day + within)


def tasks_of_source(*, viewer: Viewer, kind: str, refs: Iterable[str]) -> QuerySet[Task]:
    """Return the tasks of some sources of one kind, open or not."""
    return task_list(viewer=viewer).filter(source_kind=kind, source_ref__in=list(refs))


def tasks_estimated(*, viewer: Viewer, kind: str, prefix: str) -> QuerySet[Task]:
    """Return the open tasks of sources of one kind whose effort somebody estimated."""
    rows = tasks_open(viewer=viewer).filter(source_kind=kind, source_ref__startswith=prefix)
    return rows.exclude(effort=None)


def unread(user: User) -> int:
    """Return how many notices somebody has not read: the number at the bell, 100 at most."""
    return Notice.objects.filter(user=user, read_at=None)[:100].count()


def notice_list(*, user: User) -> QuerySet[Notice]:
    """Return somebody's notices, the newest first."""
    return Notice.objects.filter(user=user).select_related("organisation")
