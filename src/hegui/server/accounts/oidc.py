"""Single sign-on: who somebody is by the provider's word, and which roles their groups give.

A stranger becomes a person without rights. An existing person is linked only by an address that
the provider has verified; their password then ends, since whoever set it may not be its owner.
"""

import logging
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.server.accounts.services.access import access_end, password_set
from hegui.server.accounts.services.guards import keep_an_administrator
from hegui.server.core.errors import ConflictError
from hegui.server.core.models import Assignment, Organisation, User
from hegui.server.core.roles import roles
from hegui.server.core.services import assignment_add, user_create
from hegui.server.core.viewer import system_viewer
from hegui.server.core.writing import writing, writing_system
from hegui.server.settings import read_settings

SOURCE = "oidc"
log = logging.getLogger(__name__)


class SignOnRefusedError(WrongUseError):
    """The single sign-on gave nobody who may be let in."""

    code = "sign_on_refused"
    http_status = 403
    text = Text(
        "单点登录没有提供可用的身份：缺少邮箱，或该邮箱未经验证、属于已有账号或不能自动关联。"
        "请改用密码登录，或请管理员处理。",
        "The single sign-on gave no usable identity: no e-mail address, or one that is not verified, "
        "belongs to somebody here, or cannot be linked. Sign in with your password or ask an "
        "administrator.",
    )


class Mapped(NamedTuple):
    """One line of the mapping: who is in the group has the role in the organisation."""

    group: str
    organisation: str
    role: str


def mapping() -> list[Mapped]:
    """Return the mapping `group=organisation:role`; roles of engagements cannot be mapped."""
    found = []
    for line in read_settings().oidc_roles:
        group, _, place = line.rpartition("=")
        slug, _, role = place.partition(":")
        row = roles().get(role)
        if group and slug and row is not None and row.scope == "organisation":
            found.append(Mapped(group, slug, role))
    return found


def claims_of(sociallogin: Any) -> dict[str, Any]:
    """Return the provider's claims; those of the user-info answer win."""
    data = sociallogin.account.extra_data or {}
    merged = {**(data.get("id_token") or {}), **(data.get("userinfo") or {})}
    return merged or dict(data)


def groups_of(claims: dict[str, Any]) -> frozenset[str]:
    """Return the groups that the claim lists; an absent claim lists none."""
    value = claims.get(read_settings().oidc_roles_claim)
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(str(item) for item in value) if isinstance(value, list) else frozenset()


def admit(sociallogin: Any) -> User:
    """Return who signs on: known, linked by a verified address, or new and without rights."""
    claims = claims_of(sociallogin)
    if sociallogin.is_existing:
        user: User = sociallogin.user
    else:
        user = _linked(sociallogin, claims)
    if user.is_active:
        roles_apply(user, groups_of(claims))
    return user


def connect(user: User, sociallogin: Any) -> None:
    """Link the provider's account to the person who is signed in, if nobody else has it."""
    if sociallogin.is_existing and sociallogin.user.pk != user.pk:
        raise SignOnRefusedError
    if not sociallogin.is_existing:
        _link(sociallogin, user)


def _linked(sociallogin: Any, claims: dict[str, Any]) -> User:
    email = str(claims.get("email") or "").strip().lower()
    said = claims.get("email_verified")
    verified = said is True or said == "true"
    if not email or "@" not in email or len(email) > 254:
        raise SignOnRefusedError
    found = User.objects.filter(email__iexact=email).first()
    if found is None:
        name = str(claims.get("name") or claims.get("preferred_username") or "")[:120]
        found = user_create(acting_user=None, email=email, name=name)
    elif not verified or found.is_operator or not found.is_active:
        raise SignOnRefusedError
    else:
        with writing_system(found) as write:
            access_end(write, found)
            Authenticator.objects.filter(user=found).delete()
            password_set(acting_user=found, user=found, password=None, write=write)
    _link(sociallogin, found)
    return found


def _link(sociallogin: Any, user: User) -> None:
    sociallogin.user = user
    sociallogin.account.user = user
    with writing_system(user) as write:
        SocialAccount.objects.filter(
            provider=sociallogin.account.provider, uid=sociallogin.account.uid
        ).delete()
        sociallogin.account.save()
        write.note("core.user.sign_on_linked", user)


def roles_apply(user: User, groups: frozenset[str]) -> None:
    """Make the roles given by the mapping exactly those of the groups; others stay untouched.

    The last administrator of an organisation keeps the role, whatever the provider says.
    """
    known = {row.slug: row for row in Organisation.objects.filter(active=True)}
    wanted = {
        (known[row.organisation].id, row.role)
        for row in mapping()
        if row.group in groups and row.organisation in known
    }
    places = {row.id: row for row in known.values()}
    for assignment in Assignment.objects.filter(user=user, source=SOURCE).select_related(
        "organisation"
    ):
        if (assignment.organisation_id, assignment.role) not in wanted:
            _withdraw(assignment)
    for place, role in sorted(wanted, key=str):
        assignment_add(
            acting_user=system_viewer(places[place]), user=user, role=role, source=SOURCE
        )


def _withdraw(assignment: Assignment) -> None:
    """Take back a role that the groups give no longer, unless nobody would be left to run the place."""
    place = assignment.organisation
    try:
        with writing(system_viewer(place)) as write:
            keep_an_administrator(place, pk=assignment.pk)
            write.remove(assignment, "core.assignment.withdrawn", reason=SOURCE)
    except ConflictError:
        log.warning(
            "The single sign-on withdraws the last administrator of %s: the role stays.", place.slug
        )
