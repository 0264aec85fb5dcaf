"""What the pages of one assessment share."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from hegui.catalogue.model import Catalogue
from hegui.server.assessments.catalogues import catalogue_of
from hegui.server.assessments.models import Assessment
from hegui.server.assessments.rights import may
from hegui.server.assessments.selectors import assessment_get
from hegui.server.assessments.services.tasks import task_in
from hegui.server.pages.access import Request


def got(request: Request, assessment: uuid.UUID) -> Assessment:
    """Return the assessment of the address, or raise `NotFoundError`."""
    return assessment_get(viewer=request.viewer, assessment=assessment)


def rights(request: Request, assessment: Assessment) -> dict[str, bool]:
    """Return what the viewer may do here, as templates ask it."""
    live = assessment.state != Assessment.State.CLOSED
    return {
        "may_judge": live and may(request.viewer, "assessments.judge", assessment),
        "may_change": live and may(request.viewer, "assessments.change", assessment),
        "may_sign": live and may(request.viewer, "assessments.sign", assessment),
        "may_link": live
        and (request.viewer.may("evidence.change") or request.viewer.may("evidence.add")),
        "may_task": request.viewer.may("tasks.change", task_in(request.viewer, assessment)),
        "may_reassess": request.viewer.may("assessments.change", assessment),
    }


def rules(assessment: Assessment) -> Catalogue | None:
    """Return the frozen catalogue of an assessment; None for imported texts."""
    if not assessment.catalogue_id:
        return None
    return catalogue_of(assessment.catalogue, assessment.as_of)


def place(request: Request, name: str, assessment: Assessment, **query: Any) -> str:
    """Return the address of a page of an assessment."""
    org = request.viewer.organisation.slug
    address = reverse(f"assessments:{name}", kwargs={"org": org, "assessment": assessment.pk})
    return f"{address}?{urlencode(query)}" if query else address
