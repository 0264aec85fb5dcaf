"""Forms of runs."""

from hegui.server.runs.forms.runs import CompareForm, GateForm, ImportForm, StartForm
from hegui.server.runs.forms.setup import ProjectForm, ScheduleForm, target_form

__all__ = [
    "CompareForm",
    "GateForm",
    "ImportForm",
    "ProjectForm",
    "ScheduleForm",
    "StartForm",
    "target_form",
]
