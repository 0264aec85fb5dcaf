"""Ending and giving access: sessions, tokens, second factors, passwords, a person's record."""

import uuid

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from hegui.server.accounts.links import link_revoke
from hegui.server.accounts.models import Link
from hegui.server.accounts.services.guards import keep_an_administrator, require_own_person
from hegui.server.core.errors import ConflictError
from hegui.server.core.models import ApiToken, Assignment, Organisation, User
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing_system


def access_end(write: Writing, user: User, *, factors: bool = False) -> None:
    """End sessions, tokens and links of a person, and with `factors` what they sign in with."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount
    from allauth.usersessions.models import UserSession

    for session in UserSession.objects.filter(user=user):
        session.end()
    for token in ApiToken.objects.filter(user=user, revoked_at=None):
        write.change(token, "core.token.revoked", {"revoked_at": timezone.now()})
    for link in Link.objects.filter(user=user, used_at=None, revoked_at=None):
        link_revoke(write, link)
    if factors:
        for model in (Authenticator, SocialAccount, EmailAddress):
            model.objects.filter(user=user).delete()


def password_set(
    *, acting_user: User | None, user: User, password: str | None, write: Writing | None = None
) -> None:
    """Set a password (None: nobody can sign in with one); all sessions of the person end."""
    if write is None:
        with writing_system(acting_user) as write:
            password_set(acting_user=acting_user, user=user, password=password, write=write)
        return
    hashed = make_password(password)
    write.change(user, "core.user.password_changed", {"password": hashed})


def person_deactivate(*, acting_user: Viewer, user: User, reason: str) -> None:
    """Let a person in no more; their records stay. The last administrator must stay."""
    require_own_person(acting_user, user)
    with writing_system(acting_user.user) as write:
        keep_administrators(user)
        write.change(user, "core.user.deactivated", {"is_active": False}, reason=reason)
        access_end(write, user)


def person_activate(*, acting_user: Viewer, user: User, reason: str) -> None:
    """Let a person in again; tokens stay revoked."""
    require_own_person(acting_user, user)
    if user.erased_at:
        raise ConflictError(
            what_zh="此人的资料已按请求删除，不能恢复。",
            what_en="the data of this person was erased on request and cannot come back.",
        )
    with writing_system(acting_user.user) as write:
        write.change(user, "core.user.activated", {"is_active": True}, reason=reason)


def person_erase(*, acting_user: Viewer, user: User, reason: str) -> None:
    """Erase a person's data on request: the id stays, so that the ledger stays valid.

    Refused under a legal hold, and for the last administrator.
    """
    require_own_person(acting_user, user)
    with writing_system(acting_user.user) as write:
        require_own_person(acting_user, user)
        refuse_held(user)
        keep_administrators(user)
        access_end(write, user, factors=True)
        blank = {
            "email": f"{user.id.hex}@erased.invalid",
            "name": "",
            "password": make_password(None),
            "preferences": {},
            "is_active": False,
            "is_operator": False,
            "erased_at": timezone.now(),
            "last_login": None,
        }
        write.change(user, "core.user.erased", blank, reason=reason)


def refuse_held(user: User) -> None:
    """Raise if an organisation of a person is under a legal hold; all are held until the end."""
    rows = Organisation.objects.select_for_update().filter(pk__in=_places(user)).order_by("pk")
    held = next((row for row in rows if row.hold), None)
    if held is not None:
        raise ConflictError(
            what_zh=f"{held} 处于法律保全，期间不得删除任何资料。",
            what_en=f"{held} is under a legal hold; nothing may be erased meanwhile.",
        )


def _places(user: User) -> list[uuid.UUID]:
    return list(Assignment.objects.filter(user=user).values_list("organisation", flat=True))


def keep_administrators(user: User) -> None:
    """Raise if a person is the last administrator of an organisation."""
    for organisation in Organisation.objects.filter(pk__in=_places(user)):
        keep_an_administrator(organisation, user=user)
