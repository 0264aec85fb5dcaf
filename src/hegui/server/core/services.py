"""Writing organisations, domains, people and their roles."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError

from hegui.server.core.errors import ConflictError, InvalidError, NotFoundError
from hegui.server.core.models import Assignment, Domain, Engagement, Organisation, User
from hegui.server.core.roles import permissions_of, roles
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing, writing_system
from hegui.server.ledger.services import Draft, append


def organisation_create(
    *, acting_user: User | None, slug: str, name: str, name_en: str = "", credit_code: str = ""
) -> Organisation:
    """Create an organisation; its own chain begins with it."""
    if acting_user is not None and not acting_user.is_operator:
        raise ConflictError(
            what_zh="只有运维人员能新建组织。", what_en="Only operators make organisations."
        )
    if Organisation.objects.filter(slug=slug).exists():
        raise InvalidError(
            field="slug", what_zh="这个地址名已被占用。", what_en="this address is taken."
        )
    with writing_system(acting_user) as write:
        row = Organisation(slug=slug, name=name, name_en=name_en, credit_code=credit_code)
        write.create(row, "core.organisation.created")
        first = Draft(
            action="core.organisation.created",
            kind=row.kind,
            object_id=str(row.id),
            after=row.snapshot(),
        )
        append(str(row.id), write.actor, [first])
    return row


def user_create(
    *,
    acting_user: User | None,
    email: str,
    name: str,
    password: str | None = None,
    language: str = "zh-hans",
    is_operator: bool = False,
) -> User:
    """Create a person, without any rights. Without a password only a link or sign-on lets in."""
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise InvalidError(
            field="email",
            what_zh="已有使用这个邮箱的用户。",
            what_en="somebody has this address already.",
        )
    with writing_system(acting_user) as write:
        row = User(email=email, name=name, language=language, is_operator=is_operator)
        row.set_password(password)
        write.create(row, "core.user.created")
    return row


def assignment_add(
    *,
    acting_user: Viewer,
    user: User,
    role: str,
    domain: Domain | None = None,
    engagement: Engagement | None = None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    source: str = "person",
) -> Assignment:
    """Give a person a role in the viewer's organisation."""
    row = roles().get(role)
    if row is None:
        raise InvalidError(field="role", what_zh="没有这个角色。", what_en="there is no such role.")
    if (row.scope == "engagement") != (engagement is not None):
        raise InvalidError(
            field="engagement",
            what_zh="外部评估员须指定委托，其他角色不能指定。",
            what_en="outside assessors need an engagement, other roles have none.",
        )
    require_inside(acting_user, domain, engagement)
    place: dict[str, Any] = {"organisation": acting_user.organisation, "domain": domain}
    assignment = Assignment(
        user=user,
        role=role,
        engagement=engagement,
        starts=starts,
        ends=ends,
        source=source,
        **place,
    )
    acting_user.require("people.manage", assignment)
    require_own(acting_user, role)
    found: Assignment | None = Assignment.objects.filter(
        user=user, role=role, engagement=engagement, **place
    ).first()
    if found is not None:
        return found
    with writing(acting_user) as write:
        return write.create(assignment, "core.assignment.added")


def require_inside(viewer: Viewer, *records: Domain | Engagement | None) -> None:
    """Raise unless domains and engagements belong to the viewer's organisation."""
    for record in records:
        if record is not None and record.organisation_id != viewer.organisation.id:
            raise NotFoundError(what=str(record.pk))


def require_own(viewer: Viewer, role: str) -> None:
    """Raise unless the viewer holds everything that a role may do: nobody gives what they lack."""
    for permission in sorted(permissions_of(role)):
        viewer.require(permission)


def domain_create(*, acting_user: Viewer, name: str, parent: Domain | None = None) -> Domain:
    """Create a domain, at the top or inside another."""
    require_inside(acting_user, parent)
    acting_user.require_everywhere("organisation.change")
    with one_name_per_level(), writing(acting_user) as write:
        row = Domain(organisation=acting_user.organisation, name=name, parent=parent)
        row.path = f"{parent.path if parent else ''}{row.id.hex}/"
        return write.create(row, "core.domain.created")


@contextmanager
def one_name_per_level() -> Iterator[None]:
    """Turn what the database refuses about names of domains into `InvalidError`."""
    try:
        yield
    except IntegrityError as error:
        raise InvalidError(
            field="name",
            what_zh="同一上级下已有同名的业务域。",
            what_en="there is a domain of this name at this level already.",
        ) from error


def engagement_create(
    *, acting_user: Viewer, title: str, starts: dt.date, ends: dt.date, purpose: str = ""
) -> Engagement:
    """Create an engagement: an order for somebody outside to look, in a period."""
    acting_user.require_everywhere("people.manage")
    if ends < starts:
        raise InvalidError(
            field="ends",
            what_zh="结束日期不能早于开始日期。",
            what_en="the last day cannot come before the first.",
        )
    with writing(acting_user) as write:
        row = Engagement(
            organisation=acting_user.organisation,
            title=title,
            purpose=purpose,
            starts=starts,
            ends=ends,
        )
        return write.create(row, "core.engagement.created")
