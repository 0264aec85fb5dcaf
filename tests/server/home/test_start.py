"""The first page: one organisation leads in, several are offered, none is told in words."""

import datetime as dt
from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Assignment, Engagement, Organisation, User
from hegui.server.core.services import assignment_add
from hegui.server.core.viewer import organisations_open_to, system_viewer

Clients = Callable[..., Client]
People = Callable[..., User]


def ended(user: User) -> None:
    """Let all roles of a person have ended yesterday."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with open_for_writing():
        Assignment.objects.filter(user=user).update(ends=yesterday)


def test_the_only_organisation_opens_at_once(signed_in: Clients) -> None:
    answer = signed_in("engineer").get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/o/yunlu/")


def test_a_role_that_ended_opens_nothing_and_says_so(signed_in: Clients, person: People) -> None:
    ended(person("engineer"))
    answer = signed_in("engineer").get("/")
    assert answer.status_code == 200
    assert "还没有任何组织的权限" in answer.content.decode()


def test_an_engagement_that_ended_opens_nothing(
    signed_in: Clients, person: People, engagement: Engagement
) -> None:
    assert signed_in("outside_assessor").get("/").status_code == 302
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with open_for_writing():
        Engagement.objects.filter(pk=engagement.pk).update(starts=yesterday, ends=yesterday)
    assert signed_in("outside_assessor").get("/").status_code == 200


def test_only_current_and_active_organisations_are_offered(
    person: People, org: Organisation, other_org: Organisation
) -> None:
    user = person("engineer")
    assignment_add(acting_user=system_viewer(other_org), user=user, role="engineer")
    assert {row.slug for row in organisations_open_to(user)} == {"yunlu", "other"}
    with open_for_writing():
        Organisation.objects.filter(pk=other_org.pk).update(active=False)
    assert organisations_open_to(user) == [org]


def test_people_have_a_place_of_their_own(signed_in: Clients) -> None:
    page = signed_in("administrator").get("/o/yunlu/people/roles/").content.decode()
    assert '<a href="/o/yunlu/people/" aria-current="page">' in page
    assert '<a href="/o/yunlu/settings/" aria-current' not in page
