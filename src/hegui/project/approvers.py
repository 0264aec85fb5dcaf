"""Who approved a document: one person or several, and the roles that they hold together."""

from collections.abc import Iterable, Mapping

from hegui.project.model import Approvers, Person


def approvers(approved_by: Approvers) -> tuple[str, ...]:
    """Return the ids of the approvers in the order declared, each once; none for an empty word."""
    several = (approved_by,) if isinstance(approved_by, str) else approved_by
    return tuple(dict.fromkeys(name for name in several if name))


def approver_roles(people: Iterable[Person], approved_by: Approvers) -> tuple[str, ...]:
    """Return the roles that the approvers hold; an unknown person holds none."""
    held: Mapping[str, tuple[str, ...]] = {person.id: person.roles for person in people}
    return tuple(role for name in approvers(approved_by) for role in held.get(name, ()))
