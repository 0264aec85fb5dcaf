"""The navigation at the left follows the work; apps register their place in `apps.ready`."""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse

from hegui.common.text import Text
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer
from hegui.server.pages.language import said


class Place(NamedTuple):
    """A place in the navigation: order, name of the route, title, permission, icon.

    `everywhere` asks the permission over the whole organisation, as the page itself does.
    """

    order: int
    route: str
    title: Text
    permission: str
    icon: str
    everywhere: bool = False


class Item(NamedTuple):
    """A place as one viewer sees it."""

    href: str
    title: str
    icon: str
    here: bool


_places: dict[str, Place] = {}


def register(place: Place) -> None:
    """Add a place; a route may be registered once."""
    if place.route in _places:
        raise ValueError(f"{place.route} is in the navigation already.")
    _places[place.route] = place


def items(viewer: Viewer, path: str) -> list[Item]:
    """Return what the viewer may open, in order; the place where `path` lies is marked."""
    found = []
    for place in sorted(_places.values()):
        may = viewer.may_everywhere if place.everywhere else viewer.may
        if not may(place.permission):
            continue
        href = reverse(place.route, kwargs={"org": viewer.organisation.slug})
        found.append(Item(href, said(place.title), place.icon, False))
    here = max((i.href for i in found if path.startswith(i.href)), key=len, default="")
    return [item._replace(here=item.href == here) for item in found]


class Bell(NamedTuple):
    """What waits for a person: how many notices are unread, and the route that lists them."""

    count: Callable[[User], int]
    route: str


_bells: list[Bell] = []


def register_bell(bell: Bell) -> None:
    """Say who counts what waits for a person; there is one bell."""
    if _bells:
        raise ValueError("There is a bell already.")
    _bells.append(bell)


def waiting(viewer: Viewer) -> tuple[int, str] | None:
    """Return how much waits for the viewer, and where; None when nobody counts."""
    if not _bells or viewer.user is None:
        return None
    href = reverse(_bells[0].route, kwargs={"org": viewer.organisation.slug})
    return _bells[0].count(viewer.user), href
