"""The demonstration holds something for every page before its assessment is done."""

import datetime as dt
from collections import Counter

import pytest
from django.test import Client

from hegui.common.dates import today
from hegui.server.controls.models import Control
from hegui.server.core.models import Organisation
from hegui.server.core.rules import catalogue
from hegui.server.evidence.models import Item, Link, Request
from hegui.server.inventory.models import Filing, Relation, Subject
from hegui.server.inventory.rules import number_warning
from hegui.server.ledger.verify import verify_chain
from hegui.server.obligations.models import ObligationEntry
from hegui.server.operations.demo import start
from hegui.server.operations.demo.people import SLUG, Cast

pytestmark = pytest.mark.django_db
PAGES = ("inventory/", "obligations/", "evidence/", "controls/", "ledger/")


@pytest.fixture
def cast() -> Cast:
    """Return the people of a demonstration made without its assessment."""
    return start.make()


def test_the_demonstration_is_linked_throughout(cast: Cast) -> None:
    assert set(Relation.objects.values_list("type", flat=True)) == {
        "trained_on",
        "served_by",
        "supplied_by",
    }
    related = set(Relation.objects.values_list("source", "target"))
    assert {pk for pair in related for pk in pair} == set(
        Subject.objects.values_list("pk", flat=True)
    )
    for control in Control.objects.all():
        assert set(control.clauses) <= set(catalogue().clauses)
        assert control.clauses
        assert control.obligations
        owned = ObligationEntry.objects.filter(
            obligation__in=control.obligations, owner__isnull=False
        )
        assert owned.count() == len(control.obligations)
    links = Counter(Link.objects.values_list("to", flat=True))
    assert set(links) == {"clause", "control", "obligation"}
    approved = Item.objects.exclude(approved_by=None).count()
    assert 5 <= approved < Item.objects.count()
    assert Request.objects.filter(due_on__lt=today()).count() == 1

    filings = Filing.objects.exclude(number="")
    assert filings.count() >= 4
    for filing in filings:
        assert "0000" in filing.number, "an invented number must look invented"
        assert number_warning(filing.procedure, filing.number) is None
    soon = today() + dt.timedelta(days=60)
    assert filings.filter(renewal_on__lt=today()).exists()
    assert filings.filter(renewal_on__gte=today(), renewal_on__lte=soon).exists()
    assert verify_chain(str(cast.organisation.id)).ok

    client = Client()
    client.force_login(cast.people["lin"])
    for page in PAGES:
        assert client.get(f"/o/{SLUG}/{page}").status_code == 200, page


def test_it_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    steps = (lambda cast: asked.append(cast.organisation.slug),)
    monkeypatch.setattr(start, "STEPS", steps)
    monkeypatch.setattr(start, "queue", lambda cast: asked.append("assessment"))
    links = [start.demo_start(), start.demo_start()]
    assert asked == [SLUG, "assessment"]
    assert all(link.startswith("/") for link in links)
    assert Organisation.objects.filter(slug=SLUG).count() == 1
