"""Writing tasks and telling people."""

from hegui.server.improvement.services.notices import notices_read, notify
from hegui.server.improvement.services.tasks import (
    TaskItem,
    task_accept,
    task_cancel,
    task_change,
    task_close,
    task_create,
    task_reopen,
    tasks_create_for,
)

__all__ = [
    "TaskItem",
    "notices_read",
    "notify",
    "task_accept",
    "task_cancel",
    "task_change",
    "task_close",
    "task_create",
    "task_reopen",
    "tasks_create_for",
]
