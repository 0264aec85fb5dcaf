"""What may exist once exists once, also where a part of its name is empty."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from hegui.server.accounts.services import domain_change
from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Assignment, Domain, Engagement, User
from hegui.server.core.services import domain_create
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing

Viewers = Callable[..., Viewer]


def refused(viewer: Viewer, row: Assignment | Domain) -> None:
    """Expect the database itself to refuse a row."""
    with pytest.raises(IntegrityError), transaction.atomic(), writing(viewer) as write:
        write.create(row, "core.test.written")


def added(viewer: Viewer, row: Assignment | Domain) -> None:
    """Write a row past the services."""
    with writing(viewer) as write:
        write.create(row, "core.test.written")


def test_a_role_is_given_once_per_place(
    viewer: Viewers, person: Callable[..., User], engagement: Engagement
) -> None:
    acting, user = viewer(), person("engineer")
    place = domain_create(acting_user=acting, name="甲")
    places = [{}, {"domain": place}, {"engagement": engagement}]
    for where in [*places, {"domain": place, "engagement": engagement}]:
        fields = {"organisation": acting.organisation, "user": user, "role": "tester", **where}
        added(acting, Assignment(**fields))
        refused(acting, Assignment(**fields))


def test_a_domain_has_its_name_alone_at_its_level(viewer: Viewers) -> None:
    acting = viewer()
    top = domain_create(acting_user=acting, name="甲")
    inside = domain_create(acting_user=acting, name="甲", parent=top)
    for parent in (None, top):
        refused(
            acting,
            Domain(organisation=acting.organisation, name="甲", parent=parent, path="x/"),
        )
    with pytest.raises(InvalidError):
        domain_create(acting_user=acting, name="甲")
    other = domain_create(acting_user=acting, name="乙", parent=top)
    with pytest.raises(InvalidError):
        domain_change(acting_user=acting, domain=other, name="甲", parent=top)
    added(acting, Domain(organisation=acting.organisation, name="甲", parent=inside, path="y/"))
