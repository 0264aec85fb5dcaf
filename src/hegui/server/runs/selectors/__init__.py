"""Reading runs, bundles, targets, projects and schedules."""

from hegui.server.runs.selectors.bundles import (
    bundle_archive,
    bundle_assessment,
    bundle_findings,
    bundle_get,
    bundle_list,
    bundle_open,
    bundle_view,
)
from hegui.server.runs.selectors.comparing import compare_runs
from hegui.server.runs.selectors.gates import Gates, askable, gate_rows, release_gate
from hegui.server.runs.selectors.runs import run_get, run_list
from hegui.server.runs.selectors.setup import (
    project_get,
    project_list,
    schedule_get,
    schedule_list,
    target_get,
    target_list,
)

__all__ = [
    "Gates",
    "askable",
    "bundle_archive",
    "bundle_assessment",
    "bundle_findings",
    "bundle_get",
    "bundle_list",
    "bundle_open",
    "bundle_view",
    "compare_runs",
    "gate_rows",
    "project_get",
    "project_list",
    "release_gate",
    "run_get",
    "run_list",
    "schedule_get",
    "schedule_list",
    "target_get",
    "target_list",
]
