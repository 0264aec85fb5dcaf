"""Reading items, their versions and their links."""

import uuid

from django.db.models import QuerySet

from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, ItemVersion, Link
from hegui.server.evidence.scope import link_scope, sees_inside, visible


def item_list(*, viewer: Viewer) -> QuerySet[Item]:
    """Return the items that the viewer may see, with owner, subject, file and domain."""
    return Item.objects.filter(visible(viewer)).select_related(
        "owner", "subject", "current", "domain"
    )


def item_get(*, viewer: Viewer, item: uuid.UUID) -> Item:
    """Return one item or raise `NotFoundError`."""
    rows = item_list(viewer=viewer).select_related("approved_by", "superseded_by")
    found = rows.filter(pk=item).first()
    if found is None:
        raise NotFoundError(what=str(item))
    return found


def version_get(*, item: Item, number: int) -> ItemVersion:
    """Return one version of an item that was got before, or raise `NotFoundError`."""
    found: ItemVersion | None = item.versions.filter(number=number).first()
    if found is None:
        raise NotFoundError(what=f"{item.pk} v{number}")
    return found


def link_list(*, viewer: Viewer, item: Item) -> QuerySet[Link]:
    """Return the links of an item; people outside see those of their engagements."""
    links: QuerySet[Link] = Link.objects.filter(item=item)
    return links if sees_inside(viewer, item) else links.filter(link_scope(viewer))
