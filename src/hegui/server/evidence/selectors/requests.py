"""Reading requests for evidence."""

import uuid

from django.db.models import Q, QuerySet

from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Request


def request_list(*, viewer: Viewer) -> QuerySet[Request]:
    """Return the requests that the viewer may see: those of the domains, and one's own."""
    seen = viewer.where("evidence.view")
    whole = seen == Q(organisation=viewer.organisation.id)
    if not whole and viewer.user is not None and viewer.may("evidence.view"):
        seen |= Q(organisation=viewer.organisation.id, asked_of=viewer.user.pk)
    return Request.objects.filter(seen).select_related("asked_of", "asked_by", "item", "domain")


def request_get(*, viewer: Viewer, request: uuid.UUID) -> Request:
    """Return one request or raise `NotFoundError`."""
    rows = request_list(viewer=viewer).select_related("fulfilled_by")
    found = rows.filter(pk=request).first()
    if found is None:
        raise NotFoundError(what=str(request))
    return found
