"""The names that people have now, for the ids that traces and declarations hold."""

import uuid
from collections.abc import Iterable

from hegui.conformity.model import Trace
from hegui.project.model import Person
from hegui.server.core.models import User


def names_now(ids: Iterable[str]) -> dict[str, str]:
    """Return the names of those ids that are people here (one query; none for no such id)."""
    wanted = {found for name in ids if (found := _uuid(name))}
    if not wanted:
        return {}
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=wanted)}


def deciders(trace: Trace) -> tuple[Person, ...]:
    """Return those whose decisions a trace cites, with the names that they have now."""
    ids = {trace.decided_by, *(condition.decided_by for condition in trace.conditions)}
    return tuple(Person(id=key, name=name) for key, name in sorted(names_now(ids).items()))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
