"""What one-time links lead to: the first setup, an accepted invitation, a new password."""

from django.db import transaction

from hegui.server.accounts.errors import LinkInvalidError
from hegui.server.accounts.links import link_use
from hegui.server.accounts.models import Link
from hegui.server.accounts.services.access import access_end, password_set
from hegui.server.core.models import Assignment, Organisation, User
from hegui.server.core.services import assignment_add, organisation_create, user_create
from hegui.server.core.viewer import system_viewer
from hegui.server.core.writing import writing_system


def first_setup(
    *,
    link: Link,
    email: str,
    name: str,
    password: str,
    organisation: str,
    slug: str,
    language: str = "zh-hans",
) -> tuple[User, Organisation]:
    """Make the first person (operator and administrator) and the first organisation.

    All or nothing; refused as soon as there is anybody.
    """
    with transaction.atomic():
        with writing_system() as write:
            link_use(write, link)
        if User.objects.exists():
            raise LinkInvalidError
        user = user_create(
            acting_user=None,
            email=email,
            name=name,
            password=password,
            language=language,
            is_operator=True,
        )
        place = organisation_create(acting_user=user, slug=slug, name=organisation)
        assignment_add(acting_user=system_viewer(place), user=user, role="administrator")
    return user, place


def invitation_accept(
    *, link: Link, user: User | None, name: str = "", password: str = "", language: str = "zh-hans"
) -> User:
    """Give the role of an invitation to who accepts it: a new person, or `user` signed in."""
    place = link.organisation
    if place is None:
        raise LinkInvalidError
    email = link.email
    with transaction.atomic():
        with writing_system(user) as write:
            link_use(write, link)
        if user is None:
            user = user_create(
                acting_user=None, email=email, name=name, password=password, language=language
            )
        assignment_add(
            acting_user=system_viewer(place),
            user=user,
            role=link.role,
            domain=link.domain,
            engagement=link.engagement,
            starts=link.starts,
            ends=link.ends,
        )
    return user


def password_renew(*, link: Link, password: str) -> User:
    """Set a new password through a link; every session and token of the person ends."""
    user = link.user
    if user is None:
        raise LinkInvalidError
    with writing_system(user) as write:
        refuse_if_elsewhere(link, user)
        link_use(write, link)
        password_set(acting_user=user, user=user, password=password, write=write)
        access_end(write, user)
    return user


def refuse_if_elsewhere(link: Link, user: User) -> None:
    """Refuse a link that an organisation made, once the person belongs to another or operates."""
    if link.organisation_id is None:
        return
    places = set(Assignment.objects.filter(user=user).values_list("organisation", flat=True))
    if user.is_operator or places - {link.organisation_id}:
        raise LinkInvalidError
