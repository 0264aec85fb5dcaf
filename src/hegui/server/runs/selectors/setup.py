"""Reading projects, targets and schedules."""

import uuid

from django.db.models import QuerySet

from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.runs.models import Project, Schedule, Target

VIEW = "runs.view"


def project_list(*, viewer: Viewer) -> QuerySet[Project]:
    """Return the configured projects; they belong to the whole organisation."""
    rows = Project.objects.filter(organisation=viewer.organisation)
    return rows if any(not g.engagement for g in viewer.grants) else rows.none()


def project_get(*, viewer: Viewer, project: uuid.UUID) -> Project:
    """Return one project or raise `NotFoundError`."""
    found = project_list(viewer=viewer).filter(pk=project).first()
    if found is None:
        raise NotFoundError(what=str(project))
    return found


def target_list(*, viewer: Viewer) -> QuerySet[Target]:
    """Return the targets that the viewer may see, with their subjects."""
    return Target.objects.filter(viewer.where(VIEW)).select_related("subject", "domain")


def target_get(*, viewer: Viewer, target: uuid.UUID) -> Target:
    """Return one target or raise `NotFoundError`."""
    found = target_list(viewer=viewer).filter(pk=target).first()
    if found is None:
        raise NotFoundError(what=str(target))
    return found


def schedule_list(*, viewer: Viewer) -> QuerySet[Schedule]:
    """Return the schedules that the viewer may see, with their projects."""
    return Schedule.objects.filter(viewer.where(VIEW)).select_related("project", "domain")


def schedule_get(*, viewer: Viewer, schedule: uuid.UUID) -> Schedule:
    """Return one schedule or raise `NotFoundError`."""
    found = schedule_list(viewer=viewer).filter(pk=schedule).first()
    if found is None:
        raise NotFoundError(what=str(schedule))
    return found
