"""Personal API tokens."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.utils import timezone

from hegui.server.core.errors import InvalidError, NotFoundError
from hegui.server.core.models import ApiToken
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing

PREFIX = "hegui_"
MAX_DAYS = 365


def token_create(
    *, acting_user: Viewer, name: str, scopes: Iterable[str], days: int
) -> tuple[ApiToken, str]:
    """Create a token of the person in this organisation; its secret is returned this once.

    It may do no more than the person may do, and ends after at most 365 days.
    """
    if acting_user.user is None or acting_user.scopes is not None:
        raise NotFoundError(what="token")
    wanted = sorted(set(scopes))
    if not wanted or not 1 <= days <= MAX_DAYS:
        raise InvalidError(
            field="scopes" if not wanted else "days",
            what_zh="至少选一项权限，有效期 1 至 365 天。",
            what_en="choose a permission at least, and between 1 and 365 days.",
        )
    for scope in wanted:
        acting_user.require(scope)
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        organisation=acting_user.organisation,
        user=acting_user.user,
        name=name,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        hint=secret[-4:],
        scopes=wanted,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    with writing(acting_user) as write:
        write.create(row, "core.token.created")
    return row, secret


def token_revoke(*, acting_user: Viewer, token: ApiToken) -> None:
    """Revoke a token: one's own, or anybody's with `people.manage`."""
    own = acting_user.user is not None and token.user_id == acting_user.user.id
    if not own:
        acting_user.require_everywhere("people.manage")
    if token.organisation_id != acting_user.organisation.id:
        raise NotFoundError(what=str(token.pk))
    with writing(acting_user) as write:
        write.change(token, "core.token.revoked", {"revoked_at": timezone.now()})
