"""Owners are told of reviews, filings and evidence: one notice for each day of a record, once."""

import datetime as dt
from collections.abc import Callable

import pytest

from hegui.common.dates import today
from hegui.server.controls.models import Control
from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Organisation, User
from hegui.server.core.periodic import periodic_jobs
from hegui.server.evidence.models import Item
from hegui.server.evidence.tasks import remind_of_ends
from hegui.server.home.reminders import remind_owners
from hegui.server.improvement.models import Notice
from hegui.server.inventory.models import Filing, Subject
from hegui.server.obligations.models import ObligationEntry

People = Callable[..., User]
SOON = dt.timedelta(days=5)


@pytest.fixture
def due(org: Organisation, person: People) -> User:
    """Return somebody who owns one of each that is due, beside what is not."""
    owner = person("engineer")
    day, far = today() + SOON, today() + dt.timedelta(days=500)
    with open_for_writing():
        subject = Subject(organisation=org, type="model", key="mo", name="云鹿大模型", owner=owner)
        subject.save()
        for when in (day, far):
            Control(organisation=org, title=f"评审 {when}", review_on=when, owner=owner).save()
            ObligationEntry(
                organisation=org, obligation=f"GAI-{when:%y}", review_on=when, owner=owner
            ).save()
            Filing(
                organisation=org, subject=subject, procedure="other", number="备 7", renewal_on=when
            ).save()
        retired = {"organisation": org, "review_on": day, "owner": owner, "status": "retired"}
        Control(title="停用的", **retired).save()
        Filing(
            organisation=org, subject=subject, procedure="other", expires_on=day, status="refused"
        ).save()
    return owner


def test_each_is_told_once_to_its_owner(org: Organisation, due: User) -> None:
    assert remind_owners(org, today()) == 3
    assert remind_owners(org, today()) == 0
    assert remind_owners(org, today() + dt.timedelta(days=1)) == 0
    told = Notice.objects.filter(user=due)
    assert told.count() == 3
    assert all(row.href.startswith("/o/yunlu/") and row.zh and row.en for row in told)
    assert any("须续期" in row.zh and "备 7" in row.zh for row in told)


def test_a_new_day_is_told_anew(org: Organisation, due: User) -> None:
    remind_owners(org, today())
    with open_for_writing():
        Control.objects.filter(title__startswith="评审").update(review_on=today())
    assert remind_owners(org, today()) == 2


def test_who_left_or_lost_the_role_is_told_nothing(org: Organisation, due: User) -> None:
    with open_for_writing():
        User.objects.filter(pk=due.pk).update(is_active=False)
    assert remind_owners(org, today()) == 0


def test_people_of_other_organisations_are_told_nothing(
    org: Organisation, other_org: Organisation, person: People
) -> None:
    stranger = person("engineer", other_org)
    with open_for_writing():
        Control(organisation=org, title="误指派", review_on=today(), owner=stranger).save()
    assert remind_owners(org, today()) == 0


def test_a_filing_without_an_owner_is_told_to_the_administrators(
    org: Organisation, person: People
) -> None:
    head = person("administrator")
    with open_for_writing():
        Filing(organisation=org, procedure="other", number="许可 1", expires_on=today()).save()
        Control(organisation=org, title="无人", review_on=today()).save()
    assert remind_owners(org, today()) == 1
    assert Notice.objects.get(user=head).href == "/o/yunlu/inventory/filings/"


def test_evidence_is_told_once_to_owners_who_are_still_here(
    org: Organisation, other_org: Organisation, person: People
) -> None:
    mine, gone = person("engineer"), person("engineer", other_org)
    with open_for_writing():
        for owner in (mine, gone):
            Item(
                organisation=org,
                title="季度抽检",
                owner=owner,
                state="current",
                valid_until=today() + SOON,
            ).save()
    remind_of_ends(org, today())
    remind_of_ends(org, today())
    assert list(Notice.objects.values_list("user", flat=True)) == [mine.pk]


def test_the_job_comes_round() -> None:
    assert {"home.due", "evidence.reminders", "improvement.reminders"} <= {
        job.name for job in periodic_jobs()
    }
