"""Reading runs."""

import uuid

from django.db.models import QuerySet

from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.runs.models import Run
from hegui.server.runs.scope import engaged

VIEW = "runs.view"


def run_list(*, viewer: Viewer) -> QuerySet[Run]:
    """Return the runs that the viewer may see, with what lists show of them.

    Outside assessors see the runs whose bundle backs an assessment of their engagement.
    """
    seen = viewer.where(VIEW) | engaged(viewer)
    return (
        Run.objects.filter(seen)
        .select_related("started_by", "bundle", "project", "pulse", "schedule", "domain")
        .defer("bundle__verdicts", "bundle__notes", "pulse__log", "project__declaration")
    )


def run_get(*, viewer: Viewer, run: uuid.UUID) -> Run:
    """Return one run or raise `NotFoundError`."""
    found = run_list(viewer=viewer).filter(pk=run).first()
    if found is None:
        raise NotFoundError(what=str(run))
    return found
