"""Who asks over the API: a token, or the session of the pages (then with its CSRF token)."""

import datetime as dt
import hashlib
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Path
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.server.core.errors import NotFoundError, NotSignedInError
from hegui.server.core.models import ApiToken, Organisation
from hegui.server.core.viewer import Viewer, viewer_for

PREFIX = "hegui_"
Org = Annotated[str, Path(max_length=40)]
"""The organisation in the address: the first argument of every route after the request."""
NOTED = dt.timedelta(minutes=1)
"""The use of a token is noted at most this often."""


class CsrfError(WrongUseError):
    """A session without its CSRF token."""

    code = "csrf"
    http_status = 403
    text = Text(
        "用会话调用接口须带 X-CSRFToken；程序请改用令牌（Authorization: Bearer …）。",
        "Calling with a session needs X-CSRFToken; programs should send a token "
        "(Authorization: Bearer …).",
    )


class TokenAuth(HttpBearer):
    """`Authorization: Bearer hegui_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the token's row, if it is valid now."""
        row = getattr(request, "hegui_token", None)
        if row is None:
            row = _token(token)
            request.hegui_token = row  # type: ignore[attr-defined]
        if row is not None:
            request.user = row.user
        return row


def _token(secret: str) -> ApiToken | None:
    digest = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
    row: ApiToken | None = ApiToken.objects.select_related("user").filter(digest=digest).first()
    now = timezone.now()
    if row is None or row.revoked_at or row.expires_at <= now or not row.user.is_active:
        return None
    if row.last_used_at is None or row.last_used_at < now - NOTED:
        _note_use(row, now)
    return row


def _note_use(row: ApiToken, now: dt.datetime) -> None:
    """Note when a token was used: the machine's note, not a write of people (no entry)."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED)
    QuerySet(ApiToken).filter(stale, pk=row.pk).update(last_used_at=now)


class SessionAuth(APIKeyCookie):
    """The session of somebody signed in to the pages; writing needs the CSRF token."""

    param_name = "hegui_session"

    def _get_key(self, request: HttpRequest) -> str | None:
        if "Authorization" in request.headers or self.param_name not in request.COOKIES:
            return None
        return request.COOKIES[self.param_name]

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the person who is signed in."""
        if key is None or not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise CsrfError
        return request.user


TOKEN_AUTH, SESSION_AUTH = TokenAuth(), SessionAuth()
AUTH = [TOKEN_AUTH, SESSION_AUTH]


def who_asks(request: HttpRequest) -> Any:
    """Return the token or person that a request comes from, or None."""
    return TOKEN_AUTH(request) or SESSION_AUTH(request)


def viewer_of(request: HttpRequest, org: str, permission: str) -> Viewer:
    """Return the viewer in the organisation of the address, who holds `permission` somewhere."""
    viewer = viewer_in(request, org)
    viewer.require(permission)
    return viewer


def viewer_in(request: HttpRequest, org: str) -> Viewer:
    """Return the viewer in the organisation of the address.

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
    return viewer
