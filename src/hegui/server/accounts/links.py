"""One-time links: made, looked up, used up. Only digests of tokens are stored."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hegui.server.accounts.errors import LinkInvalidError
from hegui.server.accounts.models import Link, LinkPurpose
from hegui.server.core.models import User
from hegui.server.core.writing import Writing, writing_system

LIFETIMES = {
    LinkPurpose.FIRST: dt.timedelta(days=7),
    LinkPurpose.INVITATION: dt.timedelta(days=7),
    LinkPurpose.RESET: dt.timedelta(hours=24),
}
ROUTES = {
    LinkPurpose.FIRST: "accounts:first",
    LinkPurpose.INVITATION: "accounts:invitation",
    LinkPurpose.RESET: "accounts:password",
}


def make_first_link() -> str:
    """Return the path of a new one-time link for the first person; "" when there is a person.

    Earlier links of this kind stop working.
    """
    if User.objects.exists():
        return ""
    with writing_system() as write:
        for earlier in Link.objects.filter(purpose=LinkPurpose.FIRST, revoked_at=None):
            link_revoke(write, earlier)
        return link_make(write, LinkPurpose.FIRST)


def make_password_link(user: User) -> str:
    """Return the path of a one-time link to a new password, made at the terminal."""
    with writing_system() as write:
        return link_make(write, LinkPurpose.RESET, user=user)


def link_make(write: Writing, purpose: LinkPurpose, **fields: Any) -> str:
    """Return the path of a new link; its token is never stored."""
    token = secrets.token_urlsafe(32)
    row = Link(
        purpose=purpose,
        digest=digest_of(token),
        expires_at=timezone.now() + LIFETIMES[purpose],
        **fields,
    )
    write.create(row, "accounts.link.created")
    return reverse(ROUTES[purpose], kwargs={"token": token})


def link_get(purpose: LinkPurpose, token: str) -> Link:
    """Return the link of a token while it can be used, or raise `LinkInvalidError`."""
    related = ("user", "organisation", "domain", "engagement")
    rows = Link.objects.select_related(*related)
    row = rows.filter(purpose=purpose, digest=digest_of(token)).first()
    if row is None or not row.open or (row.user and not row.user.is_active):
        raise LinkInvalidError
    return row  # type: ignore[no-any-return]


def link_use(write: Writing, link: Link) -> None:
    """Use a link up. Of two at once, one fails; its address is no longer needed and forgotten."""
    now = timezone.now()
    write.change(link, "accounts.link.used", {"used_at": now, "email": "", "name": ""})


def link_revoke(write: Writing, link: Link) -> None:
    """Withdraw a link."""
    now = timezone.now()
    write.change(link, "accounts.link.revoked", {"revoked_at": now, "email": "", "name": ""})


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
