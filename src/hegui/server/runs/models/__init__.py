"""Records of runs: projects, targets, runs with their pulse, bundles, schedules, reviews by people."""

from hegui.server.runs.models.bundles import Bundle, BundleSubject
from hegui.server.runs.models.projects import Project, Target
from hegui.server.runs.models.reviews import Review, Reviewed
from hegui.server.runs.models.runs import ACTIVE, Pulse, Run
from hegui.server.runs.models.schedules import Schedule

__all__ = [
    "ACTIVE",
    "Bundle",
    "BundleSubject",
    "Project",
    "Pulse",
    "Review",
    "Reviewed",
    "Run",
    "Schedule",
    "Target",
]
