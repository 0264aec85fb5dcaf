"""What the operator does about people at the terminal; the ledger says `system`."""

from typing import Any

from hegui.server.core.errors import NotFoundError
from hegui.server.core.models import Assignment, Organisation, User
from hegui.server.core.viewer import system_viewer
from hegui.server.core.writing import writing_system


def user_get(email: str) -> User:
    """Return a person by address, or raise `NotFoundError`."""
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise NotFoundError(what=email)
    return found


def organisation_get(slug: str) -> Organisation:
    """Return an organisation by its address, or raise `NotFoundError`."""
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise NotFoundError(what=slug)
    return found  # type: ignore[no-any-return]


def user_rows() -> list[dict[str, Any]]:
    """Return all people with their roles, by address."""
    roles: dict[Any, list[str]] = {}
    for row in Assignment.objects.select_related("organisation").order_by("role"):
        roles.setdefault(row.user_id, []).append(f"{row.organisation.slug}:{row.role}")
    return [
        {
            "id": str(user.id),
            "email": user.email,
            "name": user.name,
            "active": user.is_active,
            "operator": user.is_operator,
            "last_login": user.last_login,
            "roles": roles.get(user.id, []),
        }
        for user in User.objects.order_by("email")
    ]


def user_add(*, email: str, name: str, org: str | None, role: str | None, operator: bool) -> User:
    """Make a person, with a role in an organisation when one is named."""
    from hegui.server.core.services import assignment_add, user_create

    place = organisation_get(org) if org else None
    user = user_create(acting_user=None, email=email, name=name, is_operator=operator)
    if place is not None and role:
        assignment_add(acting_user=system_viewer(place), user=user, role=role)
    return user


def user_deactivate(user: User, reason: str) -> None:
    """Shut a person out: nobody can sign in as them, their sessions and tokens end.

    Raises `ConflictError` for the last administrator of an organisation.
    """
    from hegui.server.accounts.services.access import access_end, keep_administrators

    with writing_system() as write:
        keep_administrators(user)
        access_end(write, user)
        write.change(user, "core.user.deactivated", {"is_active": False}, reason=reason)


def user_make_operator(user: User) -> None:
    """Let a person make organisations and see the state of the machine."""
    with writing_system() as write:
        write.change(user, "core.user.made_operator", {"is_operator": True})


def base_url() -> str:
    """Return the address before the paths of links."""
    from hegui.server.operations.lock import address_now
    from hegui.server.settings import read_settings

    settings = read_settings()
    told = settings.origin or address_now(settings.data) or f"http://localhost:{settings.port}"
    return told.rstrip("/")
