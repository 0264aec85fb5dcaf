"""Who may do what with an assessment: by role in its domain, or by an engagement it belongs to."""

from django.db.models import Q

from hegui.server.assessments.models import Assessment
from hegui.server.core.errors import ForbiddenError
from hegui.server.core.viewer import Viewer


def seen(viewer: Viewer, permission: str = "assessments.view") -> Q:
    """Return the condition for the assessments that the viewer may see."""
    found = viewer.where(permission)
    if outside := viewer.engagements(permission):
        inner = Assessment.engagements.through.objects.filter(engagement_id__in=outside)
        own = Q(organisation=viewer.organisation.id)
        found |= own & Q(pk__in=inner.values("assessment_id"))
    return found


def may(viewer: Viewer, permission: str, assessment: Assessment) -> bool:
    """Tell whether the viewer may do something with an assessment that the viewer sees."""
    if viewer.may(permission, assessment):
        return True
    outside = viewer.engagements(permission)
    if not outside or assessment.organisation_id != viewer.organisation.id:
        return False
    known = getattr(assessment, "engaged_within", None)
    if known is None:
        known = set(assessment.engagements.values_list("pk", flat=True))
        assessment.engaged_within = known  # type: ignore[attr-defined]
    return bool(known & set(outside))


def require(viewer: Viewer, permission: str, assessment: Assessment) -> None:
    """Raise `ForbiddenError` unless the viewer may."""
    if not may(viewer, permission, assessment):
        raise ForbiddenError(permission=permission)
    inside = viewer.may(permission, assessment)
    viewer.require(permission, assessment if inside else None)
