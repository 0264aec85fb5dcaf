"""Keeping, picking and removing saved views of lists."""

import re
import uuid

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.http import urlencode

from hegui.server.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.pages.models import SavedView

MOST = 50
"""Views that one person may keep of one list."""
PLACE = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/")
PASSING = ("page", "csrfmiddlewaretoken", "submission")
"""What stands in an address and belongs to the moment, not to the view."""
LONGEST = 1000


def view_list(*, viewer: Viewer, place: str = "") -> QuerySet[SavedView]:
    """Return one's own views and, for people inside, the shared ones; of one list if it is named."""
    if viewer.user is None:
        return SavedView.objects.none()
    seen = Q(owner=viewer.user.pk)
    if viewer.inside:
        seen |= Q(shared=True)
    rows = SavedView.objects.filter(seen, organisation=viewer.organisation.id)
    rows = rows.select_related("owner")
    return rows.filter(place=place) if place else rows


def view_get(*, viewer: Viewer, view: uuid.UUID) -> SavedView:
    """Return one view that the viewer may pick, or raise `NotFoundError`."""
    found = view_list(viewer=viewer).filter(pk=view).first()
    if found is None:
        raise NotFoundError(what=str(view))
    return found


def may_remove(viewer: Viewer, view: SavedView) -> bool:
    """Tell whether somebody may remove a view: one's own; shared ones, who runs the organisation."""
    own = viewer.user is not None and view.owner_id == viewer.user.pk
    return own or (view.shared and viewer.may_everywhere("organisation.change"))


def asked_of(query: str | QueryDict) -> str:
    """Return what an address asks of a list, in order, without what passes."""
    given = query if isinstance(query, QueryDict) else QueryDict(query.lstrip("?")[: 4 * LONGEST])
    pairs = [
        (key, value)
        for key, values in given.lists()
        for value in values
        if value and key not in PASSING
    ]
    return urlencode(sorted(pairs))


def place_of(viewer: Viewer, path: str) -> str:
    """Return the address of a list below the organisation, or raise `InvalidError`."""
    start = f"/o/{viewer.organisation.slug}/"
    place = path.removeprefix(start)
    try:
        if len(place) > 200 or not PLACE.fullmatch(place):
            raise Resolver404
        resolve(start + place)
    except Resolver404 as error:
        raise InvalidError(
            field="place", what_zh="这里没有列表。", what_en="there is no list at this address."
        ) from error
    return place


def view_save(
    *, acting_user: Viewer, path: str, query: str, name: str, shared: bool = False
) -> SavedView:
    """Keep what was asked of a list; one's own view of the same name is replaced."""
    place, asked = place_of(acting_user, path), asked_of(query)
    if acting_user.user is None or (shared and not acting_user.inside):
        raise ForbiddenError(permission="organisation.view")
    if not asked or len(asked) > LONGEST or "\x00" in asked or "%00" in asked:
        raise InvalidError(
            field="query",
            what_zh="请先筛选或排序，再保存；条件不能太长。",
            what_en="filter or sort first, then save; the filters may not be too long.",
        )
    mine = SavedView.objects.filter(
        organisation=acting_user.organisation.id, place=place, owner=acting_user.user
    )
    known: SavedView | None = mine.filter(name=name).first()
    with writing(acting_user) as write:
        if known is not None:
            changes = {"query": asked, "shared": shared}
            return write.change(known, "pages.view.changed", changes)
        if mine.count() >= MOST:
            raise ConflictError(
                what_zh=f"这个列表已存满 {MOST} 个视图，请先删除不用的。",
                what_en=f"there are {MOST} views of this list already: remove some first.",
            )
        made = SavedView(
            organisation=acting_user.organisation,
            place=place,
            query=asked,
            name=name,
            owner=acting_user.user,
            shared=shared,
        )
        return write.create(made, "pages.view.saved")


def view_remove(*, acting_user: Viewer, view: SavedView) -> None:
    """Remove a view."""
    if not may_remove(acting_user, view):
        raise ForbiddenError(permission="organisation.change")
    with writing(acting_user) as write:
        write.remove(view, "pages.view.removed")
