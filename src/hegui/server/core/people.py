"""The people of an organisation, for choices of owners and assignees."""

import uuid

from django.db.models import QuerySet

from hegui.server.core.errors import InvalidError
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer


def person_choices(viewer: Viewer) -> QuerySet[User]:
    """Return the active people with a role in the viewer's organisation."""
    return (
        User.objects.filter(is_active=True, assignments__organisation=viewer.organisation)
        .distinct()
        .order_by("name", "id")
    )


def person_get(viewer: Viewer, person: uuid.UUID, field: str = "owner") -> User:
    """Return one of these people, or raise `InvalidError`: strangers cannot own anything here.

    `field` is where the person was named.
    """
    found = person_choices(viewer).filter(pk=person).first()
    if found is None:
        raise InvalidError(
            field=field,
            what_zh="本组织没有这个人。",
            what_en="this person is not in this organisation.",
        )
    return found
