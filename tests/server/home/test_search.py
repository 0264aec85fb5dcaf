"""Global search: exact ids first, every part of the product, rights, a bounded number of queries."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hegui.common.dates import today
from hegui.server.controls.models import Control
from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Organisation, User
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for
from hegui.server.evidence.models import Item, Request
from hegui.server.home.search import LOOKED_AT, search
from hegui.server.improvement.models import Task
from hegui.server.inventory.models import Filing, Subject
from hegui.server.obligations.models import LawText
from hegui.server.runs.models import Run
from tests.server.home.test_overview import assessed

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
WORD = "潮汐"


def everything(org: Organisation, count: int = 1, word: str = WORD) -> None:
    """Make so many records of every searched part with a word in the title."""
    with open_for_writing():
        for n in range(count):
            name = f"{word}{n}"
            subject = Subject(organisation=org, type="model", key=f"m-{word}-{n}", name=name)
            for row in (
                subject,
                Filing(organisation=org, subject=subject, procedure="other", number=name),
                Item(organisation=org, title=name, state="current"),
                Request(organisation=org, title=name),
                LawText(
                    organisation=org,
                    instrument=f"L{word}{n}",
                    title=name,
                    digest="0" * 64,
                    articles=1,
                ),
                Control(organisation=org, title=name),
                Task(organisation=org, title=name),
                Run(organisation=org, title=name),
            ):
                row.save()


def names(viewer: Viewer, asked: str) -> dict[str, list[str]]:
    """Return what was found, by the English name of its part."""
    return {group.name.en: [hit.title for hit in group.hits] for group in search(viewer, asked)}


def test_every_part_is_searched(org: Organisation, viewer: Viewers, signed_in: Clients) -> None:
    everything(org)
    assessed(org, f"{WORD}评估")
    found = names(viewer(), WORD)
    parts = ["Inventory", "Filings", "Evidence", "Controls", "Tasks", "Runs", "Assessments"]
    assert {*parts, "Evidence requested", "Texts of laws"} == set(found)
    page = signed_in().get("/o/yunlu/search/", {"q": WORD})
    assert page.status_code == 200
    for group in search(viewer(), WORD):
        assert signed_in().get(group.hits[0].href).status_code == 200
        assert signed_in().get(f"{group.href}?q={WORD}").status_code == 200


def test_an_exact_id_comes_first(org: Organisation, viewer: Viewers) -> None:
    draft = assessed(org, "新的草稿")
    signed = assessed(org, "签署的", 9, state="signed")
    hits = search(viewer(), "4.3")[0].hits
    assert [hit.note for hit in hits] == ["4.3", "4.3"]
    assert hits[0].href == f"/o/yunlu/assessments/{signed.pk}/clauses/?clause=4.3"
    assert str(draft.pk) in hits[1].href
    rules = search(viewer(), "gai-17-1")
    assert rules[0].name.en == "Exactly this id"
    assert rules[0].hits[0].href == "/o/yunlu/obligations/GAI-17-1/"
    everything(org)
    item = Item.objects.get()
    assert search(viewer(), str(item.pk))[0].hits[0].href == f"/o/yunlu/evidence/{item.pk}/"
    assert "Exactly this id" not in names(viewer(), f"4.3 {WORD}")


def test_people_are_found_by_those_who_may(viewer: Viewers, signed_in: Clients) -> None:
    viewer("engineer")
    found = names(viewer("management_reader"), "engineer")
    assert found["People"] == ["engineer yunlu"]
    assert "People" not in names(viewer("outside_assessor"), "engineer")
    assert (
        "example.com" not in signed_in("outside_assessor").get("/o/yunlu/search/?q=engineer").text
    )


def test_foreign_records_and_those_of_other_domains_are_not_found(
    org: Organisation, other_org: Organisation, viewer: Viewers, person: Callable[..., User]
) -> None:
    everything(other_org)
    foreign = Item.objects.get()
    assert names(viewer(), WORD) == {}
    assert names(viewer(), str(foreign.pk)) == {}
    unit = domain_create(acting_user=system_viewer(org), name="语音事业部")
    everything(org, word="潮汐内部")
    somebody = person("nobody")
    assignment_add(acting_user=system_viewer(org), user=somebody, role="engineer", domain=unit)
    limited = viewer_for(somebody, org)
    assert {*names(limited, WORD)} <= {"Texts of laws"}


def test_older_records_are_found_behind_newer_ones_of_other_domains(
    org: Organisation, person: Callable[..., User]
) -> None:
    mine = domain_create(acting_user=system_viewer(org), name="语音事业部")
    other = domain_create(acting_user=system_viewer(org), name="图像事业部")
    with open_for_writing():
        for n in range(3):
            Item(organisation=org, domain=mine, title=f"{WORD} 我 {n}").save()
        for n in range(LOOKED_AT + 5):
            Item(organisation=org, domain=other, title=f"{WORD} 他 {n}").save()
    somebody = person("nobody")
    assignment_add(acting_user=system_viewer(org), user=somebody, role="engineer", domain=mine)
    found = names(viewer_for(somebody, org), WORD)
    assert found["Evidence"] == [f"{WORD} 我 2", f"{WORD} 我 1", f"{WORD} 我 0"]
    assert len(names(system_viewer(org), WORD)["Evidence"]) == 8


@pytest.mark.parametrize(
    "asked", ["", "  ", "\x00", "%", "' OR 1=1 --", "<b>", "a" * 5000, "字 " * 90]
)
def test_nonsense_finds_nothing_and_breaks_nothing(asked: str, signed_in: Clients) -> None:
    assert signed_in().get("/o/yunlu/search/", {"q": asked}).status_code in (200, 400)


@pytest.mark.parametrize("asked", [WORD, "4.3"])
def test_search_costs_the_same_at_any_size(
    asked: str, org: Organisation, signed_in: Clients
) -> None:
    everything(org)
    assessed(org, f"{WORD}评估", 3)
    client = signed_in()
    client.get("/o/yunlu/search/", {"q": asked})
    with CaptureQueriesContext(connection) as few:
        client.get("/o/yunlu/search/", {"q": asked})
    everything(org, 30, word=f"{WORD}二")
    assessed(org, f"{WORD}再评")
    with CaptureQueriesContext(connection) as many:
        page = client.get("/o/yunlu/search/", {"q": asked})
    assert len(few) == len(many) <= 12
    assert ("只列出前 8 项" in page.text) == (asked == WORD)


def test_a_filing_without_a_subject_leads_to_the_list(org: Organisation, viewer: Viewers) -> None:
    with open_for_writing():
        Filing(organisation=org, procedure="other", number="潮汐 9", filed_on=today()).save()
    assert search(viewer(), "潮汐")[0].hits[0].href == "/o/yunlu/inventory/filings/"
