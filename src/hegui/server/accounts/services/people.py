"""Inviting people, withdrawing roles, engagements."""

import datetime as dt
from typing import Any

from hegui.server.accounts.links import link_make, link_revoke
from hegui.server.accounts.models import Link, LinkPurpose
from hegui.server.accounts.services.guards import keep_an_administrator, require_own_person
from hegui.server.core.errors import InvalidError, NotFoundError
from hegui.server.core.models import Assignment, Domain, Engagement, User
from hegui.server.core.roles import roles
from hegui.server.core.services import require_inside, require_own
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing


def invitation_create(
    *,
    acting_user: Viewer,
    email: str,
    name: str,
    role: str,
    domain: Domain | None = None,
    engagement: Engagement | None = None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
) -> str:
    """Return the path of an invitation link. Whether somebody has the address is not told."""
    row = roles().get(role)
    if row is None:
        raise InvalidError(field="role", what_zh="没有这个角色。", what_en="there is no such role.")
    if (row.scope == "engagement") != (engagement is not None):
        raise InvalidError(
            field="engagement",
            what_zh="外部评估员须指定委托，其他角色不能指定。",
            what_en="outside assessors need an engagement, other roles have none.",
        )
    place = {"organisation": acting_user.organisation, "domain": domain}
    require_inside(acting_user, domain, engagement)
    acting_user.require("people.manage", Assignment(**place))
    require_own(acting_user, role)
    period = {"starts": starts, "ends": ends}
    with writing(acting_user) as write:
        return link_make(
            write,
            LinkPurpose.INVITATION,
            email=email.strip().lower(),
            name=name,
            role=role,
            engagement=engagement,
            **place,
            **period,
        )


def invitation_revoke(*, acting_user: Viewer, link: Link) -> None:
    """Withdraw an invitation that nobody accepted yet."""
    acting_user.require(
        "people.manage", Assignment(organisation=link.organisation, domain=link.domain)
    )
    with writing(acting_user) as write:
        link_revoke(write, link)


def password_link_create(*, acting_user: Viewer, user: User) -> str:
    """Return the path of a link with which a person of this organisation alone sets a password."""
    require_own_person(acting_user, user)
    if not user.is_active:
        raise NotFoundError(what=str(user.pk))
    with writing(acting_user) as write:
        for earlier in Link.objects.filter(
            purpose=LinkPurpose.RESET, user=user, used_at=None, revoked_at=None
        ):
            link_revoke(write, earlier)
        operator = acting_user.user is not None and acting_user.user.is_operator
        place = None if operator else acting_user.organisation
        return link_make(write, LinkPurpose.RESET, user=user, organisation=place)


def assignment_withdraw(*, acting_user: Viewer, assignment: Assignment, reason: str = "") -> None:
    """Take a role away. The last administrator keeps theirs."""
    acting_user.require("people.manage", assignment)
    with writing(acting_user) as write:
        keep_an_administrator(acting_user.organisation, pk=assignment.pk)
        write.remove(assignment, "core.assignment.withdrawn", reason=reason)


def engagement_change(
    *,
    acting_user: Viewer,
    engagement: Engagement,
    changes: dict[str, Any],
    expected: int | None = None,
) -> Engagement:
    """Change an engagement, if it still has the expected version."""
    acting_user.require_everywhere("people.manage")
    require_inside(acting_user, engagement)
    if changes.get("ends", engagement.ends) < changes.get("starts", engagement.starts):
        raise InvalidError(
            field="ends",
            what_zh="结束日期不能早于开始日期。",
            what_en="the last day cannot come before the first.",
        )
    with writing(acting_user) as write:
        return write.change(engagement, "core.engagement.changed", changes, expected=expected)
