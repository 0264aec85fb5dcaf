"""Reading controls."""

import uuid
from collections import defaultdict
from collections.abc import Collection

from django.db.models import QuerySet

from hegui.server.controls.models import Control, ControlLink
from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer

FEW = 500


def control_list(*, viewer: Viewer) -> QuerySet[Control]:
    """Return the controls that the viewer may see, with owner, domain and links."""
    rows = Control.objects.filter(viewer.where("controls.view"))
    return rows.select_related("owner", "domain").prefetch_related("links")


def control_get(*, viewer: Viewer, control: uuid.UUID) -> Control:
    """Return one control or raise `NotFoundError`."""
    found = control_list(viewer=viewer).filter(pk=control).first()
    if found is None:
        raise NotFoundError(what=str(control))
    return found


def controls_of(
    *, viewer: Viewer, what: str, rows: Collection[str] | None = None
) -> dict[str, list[Control]]:
    """Return the visible controls that are not retired, by the catalogue row they answer.

    `what` is `obligation` or `clause`; without `rows` for all rows. Two queries at any size.
    """
    links = ControlLink.objects.filter(organisation=viewer.organisation, what=what)
    if rows is not None:
        links = links.filter(row__in=rows)
    pairs = list(links.order_by().values_list("row", "control_id"))
    keys = {control for _, control in pairs}
    seen = Control.objects.filter(viewer.where("controls.view")).exclude(status="retired")
    if len(keys) <= FEW:  # found by key, however many others there are
        seen = seen.filter(pk__in=keys)
    known = {control.pk: control for control in seen.order_by().select_related("owner")}
    found: dict[str, list[Control]] = defaultdict(list)
    for row, control in pairs:
        if control in known:
            found[row].append(known[control])
    return {row: sorted(found[row], key=lambda c: (c.title, c.pk)) for row in found}
