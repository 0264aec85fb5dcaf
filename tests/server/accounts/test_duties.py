"""Duties: who approves for which role of the catalogue."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hegui.server.accounts.duties import duties_held, duty_titles
from hegui.server.accounts.services import duties_change, person_deactivate
from hegui.server.core.errors import ForbiddenError, InvalidError, StaleVersionError
from hegui.server.core.models import Organisation, User
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.selectors.engine import duties_of
from hegui.server.ledger.models import Entry

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
People = Callable[..., User]
PAGE = "/o/yunlu/settings/duties/"


def test_the_page_says_who_approves_for_what(
    signed_in: Clients, person: People, org: Organisation
) -> None:
    engineer, auditor = str(person("engineer").pk), str(person("internal_auditor").pk)
    client = signed_in()
    assert PAGE in client.get("/o/yunlu/settings/").content.decode()
    shown = client.get(PAGE).content.decode()
    assert all(title.zh in shown for title in duty_titles().values())
    sent = {"hr_lead": [engineer, auditor], "ip_lead": [engineer], "seen_version": org.version}
    assert client.post(PAGE, sent).status_code == 302
    org.refresh_from_db()
    assert set(duties_of(org)[engineer]) == {"hr_lead", "ip_lead"}
    assert duties_of(org)[auditor] == ("hr_lead",)
    entry = Entry.objects.get(action="core.organisation.duties_changed")
    assert entry.after["settings"]["duties"]["ip_lead"] == [engineer]
    again = client.post(PAGE, {**sent, "seen_version": org.version - 1})
    assert again.status_code == 200
    assert client.post(PAGE, {"seen_version": org.version}).status_code == 302
    org.refresh_from_db()
    assert duties_held(org) == {}


def test_whoever_left_keeps_what_they_hold_and_gets_nothing_new(
    signed_in: Clients, viewer: Viewers, person: People, org: Organisation
) -> None:
    gone = person("engineer")
    duties_change(acting_user=viewer(), duties={"hr_lead": [str(gone.pk)]})
    person_deactivate(acting_user=viewer(), user=gone, reason="离职")
    org.refresh_from_db()
    shown = signed_in().get(PAGE).content.decode()
    assert f"{gone.name}（已停用）" in shown
    duties_change(acting_user=viewer(), duties={"hr_lead": [str(gone.pk)]}, expected=org.version)
    with pytest.raises(InvalidError):
        duties_change(acting_user=viewer(), duties={"ip_lead": [str(gone.pk)]})


def test_strangers_unknown_roles_and_stale_forms_are_refused(
    viewer: Viewers, person: People, other_org: Organisation
) -> None:
    stranger = str(person("engineer", other_org).pk)
    for duties in ({"hr_lead": [stranger]}, {"hr_lead": ["x"]}, {"kaiser": []}):
        with pytest.raises(InvalidError):
            duties_change(acting_user=viewer(), duties=duties)
    with pytest.raises(StaleVersionError):
        duties_change(acting_user=viewer(), duties={"hr_lead": [viewer().actor]}, expected=99)
    with pytest.raises(ForbiddenError):
        duties_change(acting_user=viewer("compliance_officer"), duties={})


def test_only_who_sets_the_organisation_up_opens_it(
    signed_in: Clients, other_org: Organisation
) -> None:
    assert signed_in("compliance_officer").get(PAGE).status_code == 403
    assert signed_in("administrator", other_org).get(PAGE).status_code == 404


def test_the_page_asks_the_database_little(
    signed_in: Clients, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in()
    with django_assert_max_num_queries(12):
        client.get(PAGE)
