"""Reading assessments: inside by role and domain, outside by engagement."""

import uuid

from django.db.models import QuerySet

from hegui.server.assessments.models import Assessment
from hegui.server.assessments.rights import seen
from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer


def assessment_list(*, viewer: Viewer) -> QuerySet[Assessment]:
    """Return the assessments that the viewer may see, the newest first."""
    rows = Assessment.objects.filter(seen(viewer)).select_related(
        "clause_set", "domain", "catalogue", "bundle", "previous"
    )
    return rows.defer(
        "catalogue__content",
        "bundle__verdicts",
        "bundle__notes",
        "previous__gates",
        "previous__names",
        "clause_set__numbering",
    ).order_by("-as_of", "-id")


def assessment_get(*, viewer: Viewer, assessment: uuid.UUID) -> Assessment:
    """Return one assessment or raise `NotFoundError`."""
    found = assessment_list(viewer=viewer).filter(pk=assessment).first()
    if found is None:
        raise NotFoundError(what=str(assessment))
    return found


def latest_assessment(*, viewer: Viewer) -> Assessment | None:
    """Return the assessment that speaks for the organisation now.

    The newest that is signed or closed; where there is none, the newest at all.
    """
    rows = assessment_list(viewer=viewer)
    return rows.filter(state__in=("signed", "closed")).first() or rows.first()
