"""The domains of an organisation, for choices of where a record belongs."""

import uuid

from django.db.models import Q, QuerySet

from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Domain
from hegui.server.core.viewer import Viewer


def domain_choices(viewer: Viewer, permission: str) -> QuerySet[Domain]:
    """Return the domains in which the viewer holds a permission, by path."""
    paths = [g.path for g in viewer.grants if permission in g.permissions and not g.engagement]
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(path__startswith=path)
    return Domain.objects.filter(inside, organisation=viewer.organisation).order_by("path")


def domain_get(viewer: Viewer, domain: uuid.UUID, permission: str) -> Domain:
    """Return one of these domains, or raise `InvalidError`."""
    found = domain_choices(viewer, permission).filter(pk=domain).first()
    if found is None:
        raise InvalidError(
            field="domain",
            what_zh="本组织没有这个业务域，或你在其中没有权限。",
            what_en="there is no such domain here, or you have no rights in it.",
        )
    return found


def around(domain: Domain | None, field: str = "domain") -> Q:
    """Return the condition for what counts in a domain: in it, below it, and above it.

    What belongs to the whole organisation stands above every domain; siblings do not count. The
    whole organisation (None) takes in everything. `field` leads to the record's domain.
    """
    if domain is None:
        return Q()
    parts = [part for part in domain.path.split("/") if part]
    above = ["".join(f"{part}/" for part in parts[:n]) for n in range(1, len(parts))]
    return (
        Q(**{f"{field}__isnull": True})
        | Q(**{f"{field}__path__startswith": domain.path})
        | Q(**{f"{field}__path__in": above})
    )
