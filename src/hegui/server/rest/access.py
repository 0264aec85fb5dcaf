"""Who asks over the API: a token, or the session of the pages (then with its CSRF token)."""

import hashlib
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path
from ninja.security import APIKeyCookie, HttpBearer

from hegui.server.core.errors import NotFoundError, NotSignedInError
from hegui.server.core.models import ApiToken, Organisation
from hegui.server.core.viewer import Viewer, viewer_for

PREFIX = "hegui_"
Org = Annotated[str, Path(max_length=40)]
"""The organisation in the address: the first argument of every route after the request."""


class TokenAuth(HttpBearer):
    """`Authorization: Bearer hegui_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the token's row, if it is valid now."""
        digest = hashlib.sha256(token.encode()).hexdigest()
        row = ApiToken.objects.select_related("user").filter(digest=digest).first()
        now = timezone.now()
        if row is None or row.revoked_at or row.expires_at <= now or not row.user.is_active:
            return None
        request.user = row.user
        return row


class SessionAuth(APIKeyCookie):
    """The session of somebody signed in to the pages."""

    param_name = "hegui_session"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the person who is signed in."""
        return request.user if request.user.is_authenticated else None


AUTH = [TokenAuth(), SessionAuth()]


def viewer_of(request: HttpRequest, org: str, permission: str) -> Viewer:
    """Return the viewer in the organisation of the address, who holds `permission` somewhere.

    A stranger gets 404. A token works in its own organisation only, within its scopes.
    """
    who = getattr(request, "auth", None)
    if who is None:
        raise NotSignedInError
    organisation = Organisation.objects.filter(slug=org, active=True).first()
    token = who if isinstance(who, ApiToken) else None
    if organisation is None or (token and token.organisation_id != organisation.id):
        raise NotFoundError(what=org)
    user = token.user if token else who
    viewer = viewer_for(user, organisation, scopes=token.scopes if token else None)
    if not viewer.grants:
        raise NotFoundError(what=org)
    viewer.require(permission)
    return viewer
