"""Reading people, roles, invitations, tokens, domains."""

import uuid
from typing import Any, TypeVar

from django.db import models
from django.db.models import Prefetch, QuerySet

from hegui.server.accounts.models import Link, LinkPurpose
from hegui.server.core.errors import NotFoundError
from hegui.server.core.models import ApiToken, Assignment, Domain, Engagement, User
from hegui.server.core.roles import roles
from hegui.server.core.viewer import Viewer

M = TypeVar("M", bound=models.Model)


def people_list(*, viewer: Viewer) -> QuerySet[User]:
    """Return everybody with a role here, with their roles here; nobody without `people.view`."""
    if not viewer.may("people.view"):
        return User.objects.none()
    mine = Assignment.objects.filter(organisation=viewer.organisation)
    here = mine.select_related("domain", "engagement").order_by("role", "id")
    return User.objects.filter(pk__in=mine.values("user")).prefetch_related(
        Prefetch("assignments", queryset=here, to_attr="roles_here")
    )


def person_here(*, viewer: Viewer, person: uuid.UUID) -> User:
    """Return one of them, or raise `NotFoundError`."""
    return one(people_list(viewer=viewer), person)


def assignment_get(*, viewer: Viewer, assignment: uuid.UUID) -> Assignment:
    """Return a role that somebody holds here."""
    rows: QuerySet[Assignment] = Assignment.objects.filter(organisation=viewer.organisation)
    return one(rows.select_related("domain", "user"), assignment)


def invitation_list(*, viewer: Viewer) -> QuerySet[Link]:
    """Return the invitations that wait to be accepted; for those who manage people."""
    rows = Link.objects.filter(
        viewer.where("people.manage"),
        purpose=LinkPurpose.INVITATION,
        used_at=None,
        revoked_at=None,
    )
    return rows.select_related("domain", "engagement").order_by("-created_at")


def engagement_list(*, viewer: Viewer) -> QuerySet[Engagement]:
    """Return all engagements to those who see people."""
    rows = Engagement.objects.filter(organisation=viewer.organisation)
    return rows if viewer.may("people.view") else rows.none()


def domain_list(*, viewer: Viewer) -> QuerySet[Domain]:
    """Return the domains in the order of the tree; none to those of an engagement alone."""
    rows = Domain.objects.filter(organisation=viewer.organisation)
    if not viewer.inside:
        return rows.none()
    return rows.select_related("parent").order_by("path")


def token_list(*, viewer: Viewer) -> QuerySet[ApiToken]:
    """Return the viewer's own tokens in this organisation."""
    rows = ApiToken.objects.filter(organisation=viewer.organisation, user=viewer.user)
    return rows.order_by("-created_at")


def own_permissions(viewer: Viewer) -> list[str]:
    """Return what the viewer may do anywhere in the organisation, sorted."""
    return sorted({name for grant in viewer.grants for name in grant.permissions})


def roles_to_give(viewer: Viewer) -> dict[str, Any]:
    """Return the roles that the viewer may give: nobody gives what they lack."""
    from hegui.server.core.roles import permissions_of

    own = set(own_permissions(viewer))
    return {key: row for key, row in roles().items() if permissions_of(key) <= own}


def one(rows: QuerySet[M], pk: uuid.UUID) -> M:
    """Return a row of a queryset by its id, or raise `NotFoundError`."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFoundError(what=str(pk))
    return found
