"""Records of improvement: tasks, and the notices that tell people."""

from hegui.server.improvement.models.notices import Notice
from hegui.server.improvement.models.tasks import OPEN_STATES, OpenFirst, Task

__all__ = ["OPEN_STATES", "Notice", "OpenFirst", "Task"]
