"""What outside assessors may see: apps above that know about engagements register it here."""

import uuid
from collections.abc import Callable

from django.db.models import Q

from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, Link, State

Scope = Callable[[tuple[uuid.UUID, ...]], Q]
"""From engagements to a condition on links: which links belong to their assessments."""
_scopes: list[Scope] = []
VIEW = "evidence.view"


def register_scope(scope: Scope) -> Scope:
    """Register a function that gives the links (a `Q` over `Link`) of some engagements."""
    if scope in _scopes:
        raise ValueError(f"{scope.__qualname__} is registered already.")
    _scopes.append(scope)
    return scope


def link_scope(viewer: Viewer) -> Q:
    """Return the condition on links that belong to the viewer's engagements; none by default."""
    engagements = viewer.engagements(VIEW)
    found = Q(pk__in=[])
    if engagements:
        for scope in _scopes:
            found |= scope(engagements)
    return found & Q(organisation=viewer.organisation.id)


def visible(viewer: Viewer) -> Q:
    """Return the condition on items that the viewer may see.

    People outside see what is linked within their engagements, drafts excepted.
    """
    own = viewer.where(VIEW)
    if not viewer.engagements(VIEW):
        return own
    linked = Link.objects.filter(link_scope(viewer)).order_by().values("item")
    outside = Q(organisation=viewer.organisation.id, pk__in=linked) & ~Q(state=State.DRAFT)
    return own | outside


def sees_inside(viewer: Viewer, item: Item) -> bool:
    """Tell whether the viewer sees an item through a role in the organisation itself."""
    return viewer.may(VIEW, item)
