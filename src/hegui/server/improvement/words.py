"""Words of tasks."""

import datetime as dt

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.improvement.models import Task
from hegui.server.pages.language import said, say

STATES = {
    "open": Text("待办", "open"),
    "in_progress": Text("进行中", "in progress"),
    "done": Text("已完成", "done"),
    "accepted": Text("已验收", "accepted"),
    "cancelled": Text("已取消", "cancelled"),
}
PRIORITIES = {
    1: Text("高", "high"),
    2: Text("普通", "normal"),
    3: Text("低", "low"),
}
SOURCES = {
    "clause": Text("条款", "Clause"),
    "obligation": Text("义务", "Obligation"),
    "evidence": Text("证据", "Evidence"),
    "run": Text("检查", "Run"),
    "control": Text("控制措施", "Control"),
    "subject": Text("对象", "Subject"),
    "assessment": Text("评估", "Assessment"),
    "assessment_clause": Text("评估条款", "Clause of an assessment"),
}


def state_words(state: str) -> str:
    """Return a state in words."""
    return said(STATES[state]) if state in STATES else state


def priority_words(priority: int) -> str:
    """Return a priority in words."""
    return said(PRIORITIES[priority]) if priority in PRIORITIES else str(priority)


def source_words(kind: str) -> str:
    """Return a kind of source in words."""
    return said(SOURCES[kind]) if kind in SOURCES else kind


def due_words(task: Task) -> str:
    """Return how long is left, for open tasks with a day."""
    if task.due_on is None or not task.is_open:
        return ""
    left = (task.due_on - today()).days
    if left < 0:
        return say("逾期 {n} 天", "{n} days overdue", n=-left)
    return (
        say("今天到期", "due today") if left == 0 else say("还有 {n} 天", "{n} days left", n=left)
    )


def is_overdue(task: Task) -> bool:
    """Tell whether the day of an open task has passed."""
    return task.is_open and task.due_on is not None and task.due_on < today()


def is_soon(task: Task) -> bool:
    """Tell whether an open task is due within a week."""
    end = today() + dt.timedelta(days=7)
    return task.is_open and task.due_on is not None and today() <= task.due_on <= end
