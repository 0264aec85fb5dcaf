"""Which workers live, and what became of the tasks of those that do not."""

import datetime as dt
import logging

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hegui.common.errors import HeguiError
from hegui.common.text import Text
from hegui.server.operations.models import WorkerRow

log = logging.getLogger("hegui.worker")
LOST_AFTER = dt.timedelta(seconds=60)
FORGET_AFTER = dt.timedelta(days=1)


class WorkerLostError(HeguiError):
    """The process that worked on a task was killed or lost its machine."""

    code = "worker_lost"
    text = Text(
        "执行任务“{task}”的进程已退出，任务中断。可以重新开始。",
        "The process that worked on “{task}” is gone; the task was interrupted. Start it again.",
    )


def show_alive(name: str) -> None:
    """Say that a worker lives now."""
    now = timezone.now()
    if not WorkerRow.objects.filter(id=name).update(seen_at=now):
        WorkerRow.objects.create(id=name, started_at=now, seen_at=now)


def end_lost_tasks() -> int:
    """Mark the running tasks of lost workers as failed; return how many there were."""
    now = timezone.now()
    living = set(
        WorkerRow.objects.filter(seen_at__gte=now - LOST_AFTER).values_list("id", flat=True)
    )
    lost = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=now - LOST_AFTER):
        if task.worker_ids and task.worker_ids[-1] not in living:
            task.set_failed(WorkerLostError(task=task.task_path))
            lost += 1
    WorkerRow.objects.filter(seen_at__lt=now - FORGET_AFTER).delete()
    return lost


def end_tasks_of(name: str) -> int:
    """Mark the running tasks of one worker as failed, when it starts anew; return how many."""
    lost = 0
    for task in DBTaskResult.objects.running():
        if task.worker_ids and task.worker_ids[-1] == name:
            task.set_failed(WorkerLostError(task=task.task_path))
            lost += 1
    return lost
