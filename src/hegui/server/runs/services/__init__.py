"""Writing runs, bundles, projects, targets and schedules."""

from hegui.server.runs.services.imports import bundle_import
from hegui.server.runs.services.lifecycle import (
    run_begin,
    run_finish,
    run_interrupt,
    runs_interrupt_stale,
)
from hegui.server.runs.services.projects import project_change, project_create
from hegui.server.runs.services.runs import run_cancel, run_resume, run_start
from hegui.server.runs.services.schedules import (
    schedule_change,
    schedule_create,
    schedules_start_due,
)
from hegui.server.runs.services.targets import target_change, target_create, target_test

__all__ = [
    "bundle_import",
    "project_change",
    "project_create",
    "run_begin",
    "run_cancel",
    "run_finish",
    "run_interrupt",
    "run_resume",
    "run_start",
    "runs_interrupt_stale",
    "schedule_change",
    "schedule_create",
    "schedules_start_due",
    "target_change",
    "target_create",
    "target_test",
]
