"""Who looks, where, and what they may do: the one answer that selectors and services ask."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import Q

from hegui.common.dates import today
from hegui.server.core.errors import ForbiddenError, NotYoursError
from hegui.server.core.models import Assignment, DomainRecord, Organisation, User
from hegui.server.core.roles import all_permissions, own_only, permissions_of, roles

SYSTEM_ACTOR = "system"


Right = tuple[str, str | None]
"""A permission that was asked, and the path of the record's domain; None where any place did."""
_noted: ContextVar[list[Right] | None] = ContextVar("noted", default=None)


@contextmanager
def rights_noted() -> Iterator[list[Right]]:
    """Note which rights are asked and found while the block runs, each once."""
    found: list[Right] = []
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one assignment gives: permissions within a domain path or one engagement.

    Those in `own` hold for the person's own records alone.
    """

    role: str
    permissions: frozenset[str]
    own: frozenset[str] = frozenset()
    path: str = ""
    engagement: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody in one organisation. `scopes` narrow what a token may do; None does not narrow.

    `actor` is what the ledger writes down: the person's id, or `system`.
    """

    organisation: Organisation
    user: User | None
    grants: tuple[Grant, ...]
    scopes: frozenset[str] | None = None

    @property
    def actor(self) -> str:
        """Return the id that the ledger keeps."""
        return str(self.user.id) if self.user else SYSTEM_ACTOR

    @property
    def inside(self) -> bool:
        """Tell whether the viewer belongs to the organisation, not to an engagement alone."""
        return any(grant.engagement is None for grant in self.grants)

    def may(self, permission: str, record: DomainRecord | None = None) -> bool:
        """Tell whether the viewer may do something: anywhere, or to one record of a domain.

        A domain of another organisation is nobody's. Grants of an engagement do not count for
        records here: apps that show records to outside assessors decide that with `engagements`.
        """
        if self.scopes is not None and permission not in self.scopes:
            return False
        if record is None:
            return any(permission in grant.permissions for grant in self.grants)
        if record.organisation_id != self.organisation.id:
            return False
        domain = record.domain if record.domain_id else None
        if domain is not None and domain.organisation_id != self.organisation.id:
            return False
        path = domain.path if domain is not None else ""
        return any(
            path.startswith(grant.path) and (permission not in grant.own or self._owns(record))
            for grant in self._giving(permission)
        )

    def _owns(self, record: DomainRecord) -> bool:
        keeper = getattr(record, f"{record.kept_by}_id", None)
        return self.user is not None and keeper == self.user.pk

    def require(self, permission: str, record: DomainRecord | None = None) -> None:
        """Raise `ForbiddenError` unless the viewer may."""
        if not self.may(permission, record):
            known = any(permission in grant.own for grant in self.grants)
            raise (NotYoursError if known else ForbiddenError)(permission=permission)
        path = record.domain.path if record is not None and record.domain else ""
        self._note(permission, None if record is None else path)

    def may_everywhere(self, permission: str) -> bool:
        """Tell whether the viewer has a permission over the whole organisation."""
        if self.scopes is not None and permission not in self.scopes:
            return False
        return any(
            not grant.path and permission not in grant.own for grant in self._giving(permission)
        )

    def require_everywhere(self, permission: str) -> None:
        """Raise `ForbiddenError` unless the viewer has it over the whole organisation."""
        if not self.may_everywhere(permission):
            raise ForbiddenError(permission=permission)
        self._note(permission, "")

    def require_again(self, rights: Iterable[Right]) -> None:
        """Raise `ForbiddenError` unless the viewer still has all rights that were noted."""
        for permission, path in rights:
            if path is None:
                self.require(permission)
            elif not self._has_at(permission, path):
                raise ForbiddenError(permission=permission)

    def where(self, permission: str, domain: str = "domain") -> Q:
        """Return the condition for the records that the viewer may see through `permission`.

        The field `domain` leads to the record's domain; an empty name means that the records have
        none, and only grants over the whole organisation count. Where a grant is for own records
        alone, they are those whose field `owner` names the viewer.
        """
        found = Q(pk__in=[])
        if self.scopes is not None and permission not in self.scopes:
            return found
        for grant in self._giving(permission):
            own = Q(owner=self.user) if permission in grant.own else Q()
            if not grant.path and not own:
                return Q(organisation=self.organisation.id)
            if not grant.path:
                found |= own
            elif domain:
                found |= Q(**{f"{domain}__path__startswith": grant.path}) & own
        return Q(organisation=self.organisation.id) & found

    def engagements(self, permission: str) -> tuple[uuid.UUID, ...]:
        """Return the engagements within which the viewer has a permission now."""
        if self.scopes is not None and permission not in self.scopes:
            return ()
        return tuple(
            grant.engagement
            for grant in self.grants
            if grant.engagement and permission in grant.permissions
        )

    def _note(self, permission: str, path: str | None) -> None:
        """Note a right of a person; the machine's own rights are nobody's."""
        found = _noted.get()
        if found is not None and self.user is not None and (permission, path) not in found:
            found.append((permission, path))

    def _has_at(self, permission: str, path: str) -> bool:
        if self.scopes is not None and permission not in self.scopes:
            return False
        return any(path.startswith(grant.path) for grant in self._giving(permission))

    def _giving(self, permission: str) -> Iterable[Grant]:
        return (g for g in self.grants if not g.engagement and permission in g.permissions)


def viewer_for(
    user: User, organisation: Organisation, *, scopes: Iterable[str] | None = None
) -> Viewer:
    """Return what a person may do in an organisation today (one query)."""
    rows = Assignment.objects.filter(user=user, organisation=organisation).select_related(
        "domain", "engagement"
    )
    grants = [grant for row in rows if (grant := _grant(row, today()))]
    limited = None if scopes is None else frozenset(scopes)
    return Viewer(organisation=organisation, user=user, grants=tuple(grants), scopes=limited)


def organisations_open_to(user: User) -> list[Organisation]:
    """Return the active organisations where a person holds a role today, by name (two queries)."""
    rows = Assignment.objects.filter(user=user).select_related("domain", "engagement")
    day = today()
    current = {row.organisation_id for row in rows if _grant(row, day)}
    return list(Organisation.objects.filter(active=True, pk__in=current).order_by("name"))


def system_viewer(organisation: Organisation) -> Viewer:
    """Return the machine itself: schedules, reminders, the demonstration."""
    everything = Grant(role="system", permissions=all_permissions())
    return Viewer(organisation=organisation, user=None, grants=(everything,))


def _grant(row: Assignment, day: dt.date) -> Grant | None:
    periods = [(row.starts, row.ends)]
    role = roles().get(row.role)
    if role is None:
        return None
    if role.scope == "engagement":
        if row.engagement is None:
            return None
        periods.append((row.engagement.starts, row.engagement.ends))
    if any((start and day < start) or (end and day > end) for start, end in periods):
        return None
    return Grant(
        role=row.role,
        permissions=permissions_of(row.role),
        own=own_only(row.role),
        path=row.domain.path if row.domain else "",
        engagement=row.engagement_id,
    )
