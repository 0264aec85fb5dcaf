"""What the frame around every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hegui import __version__
from hegui.server.core.rules import catalogue
from hegui.server.pages.navigation import items, waiting


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the organisation, the navigation and the catalogue's version, if inside one."""
    viewer = getattr(request, "viewer", None)
    found: dict[str, Any] = {"hegui_version": __version__, "viewer": viewer}
    if settings.SOCIALACCOUNT_PROVIDERS:
        found["sign_on"] = settings.SIGN_ON_NAME
    if viewer is not None:
        found["bell"] = waiting(viewer) if viewer.may("tasks.view") else None
        found["navigation"] = items(viewer, request.path)
        found["catalogue_version"] = catalogue().version
    return found
