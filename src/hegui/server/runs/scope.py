"""What outside assessors see of runs: apps above say which bundles back their engagements."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q

from hegui.server.core.viewer import Viewer

Backing = Callable[[Sequence[uuid.UUID]], Any]
"""From ids of engagements to the ids of bundles (a list or a queryset of ids)."""
_backings: list[Backing] = []


def on_engagements(backing: Backing) -> Backing:
    """Register a function that returns the ids of the bundles behind some engagements."""
    if backing in _backings:
        raise ValueError(f"{backing.__qualname__} is registered already.")
    _backings.append(backing)
    return backing


def engaged(viewer: Viewer, field: str = "bundle", permission: str = "runs.view") -> Q:
    """Return the condition for what belongs to the viewer's engagements; nothing without any.

    Those engagements count within which the viewer holds the permission.
    """
    found = Q(pk__in=[])
    engagements = viewer.engagements(permission)
    if engagements:
        for backing in _backings:
            found |= Q(**{f"{field}__in": backing(engagements)})
    return found & Q(organisation=viewer.organisation.id)
