"""Reading controls."""

import uuid

from django.db.models import QuerySet

from hegui.server.controls.models import Control
from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer


def control_list(*, viewer: Viewer) -> QuerySet[Control]:
    """Return the controls that the viewer may see, with owner and domain."""
    return Control.objects.filter(viewer.where("controls.view")).select_related("owner", "domain")


def control_get(*, viewer: Viewer, control: uuid.UUID) -> Control:
    """Return one control or raise `NotFoundError`."""
    found = control_list(viewer=viewer).filter(pk=control).first()
    if found is None:
        raise NotFoundError(what=str(control))
    return found
