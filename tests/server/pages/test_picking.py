"""Among very many records one is found by name or id; no page lists thousands."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.server.controls.models import Control
from hegui.server.core.models import Organisation, User
from hegui.server.evidence.models import Item
from hegui.server.inventory.models import Filing, Subject
from hegui.server.inventory.services import subject_create
from hegui.server.pages.picking import FEW
from tests.support.evidence import upload
from tests.support.many import seed_controls, seed_subjects

Clients = Callable[..., Client]
BASE = "/o/yunlu"
FORMS = (
    "evidence/new/",
    "inventory/filings/new/",
    "runs/targets/new/corpus/",
    "runs/gates/",
)


@pytest.fixture
def many(org: Organisation, person: Callable[..., User]) -> Subject:
    """Make more subjects than a list offers; return one of them."""
    seed_subjects(org, FEW + 50, person("engineer"))
    return Subject.objects.get(key="s-7")


@pytest.mark.parametrize("path", FORMS)
def test_forms_search_instead_of_listing_all(signed_in: Clients, many: Subject, path: str) -> None:
    page = signed_in().get(f"{BASE}/{path}").text
    assert 'hx-get="/o/yunlu/inventory/pick/' in page
    assert "s-249" not in page


def test_few_stay_a_list(signed_in: Clients, viewer: Any) -> None:
    made = subject_create(acting_user=viewer(), type="model", key="m", name="模型")
    page = signed_in().get(f"{BASE}/evidence/new/").text
    assert f'<option value="{made.pk}">' in page
    assert "inventory/pick" not in page


def test_what_fits_is_offered(
    signed_in: Clients, many: Subject, other_org: Organisation, person: Callable[..., User]
) -> None:
    seed_subjects(other_org, 3, person("engineer", other_org))
    client = signed_in()
    offered = client.get(f"{BASE}/inventory/pick/?field=subject&subject=s-24").text
    assert offered.count("<option") == 11
    assert client.get(f"{BASE}/inventory/pick/?field=x&x=记录").text.count("<option") == 20
    mine = f"{many.name} ({many.key})"
    assert (
        client.get(f"{BASE}/inventory/pick/", {"field": "x", "x": mine}).text.count("<option") == 1
    )
    assert client.get("/o/other/inventory/pick/?field=x&x=s").status_code == 404


@pytest.mark.parametrize("way", ["offered", "key", "name", "id"])
def test_the_chosen_one_is_saved_however_it_is_written(
    signed_in: Clients, many: Subject, way: str
) -> None:
    typed = {
        "offered": f"{many.name} ({many.key})",
        "key": "S-7",
        "name": many.name,
        "id": str(many.pk),
    }[way]
    about = {"type": "EV-TRN", "period_from": "2026-03-01", "period_to": "2026-03-31"}
    client = signed_in()
    client.post(f"{BASE}/evidence/new/", {**about, "upload": [upload()], "subject": typed})
    item = Item.objects.get()
    assert item.subject == many
    page = client.get(f"{BASE}/evidence/{item.pk}/edit/").text
    assert f'value="{many.name} ({many.key})"' in page


def test_what_is_not_found_is_said_and_kept(signed_in: Clients, many: Subject) -> None:
    typed = {"procedure": "other", "status": "granted", "number": "1", "subject": "没有的"}
    answer = signed_in().post(f"{BASE}/inventory/filings/new/", typed)
    assert "没有找到“没有的”" in answer.text
    assert 'value="没有的"' in answer.text
    assert not Filing.objects.exists()


def test_subjects_of_others_are_not_found(
    signed_in: Clients, many: Subject, viewer: Any, other_org: Organisation
) -> None:
    theirs = subject_create(
        acting_user=viewer("administrator", other_org), type="model", key="theirs", name="别家"
    )
    for typed in (str(theirs.pk), "theirs", "别家"):
        answer = signed_in().get(f"{BASE}/runs/gates/", {"subject": typed, "stage": "release"})
        assert "没有找到" in answer.text
    found = signed_in().get(f"{BASE}/runs/gates/", {"subject": str(many.pk), "stage": "release"})
    assert found.context["subject"] == many


def test_controls_of_an_obligation_are_found_by_title(
    signed_in: Clients, org: Organisation, person: Callable[..., User]
) -> None:
    seed_controls(org, FEW + 50, person("engineer"))
    path = f"{BASE}/obligations/GAI-04-1/controls/"
    client = signed_in()
    page = client.get(path).text
    assert page.count('type="checkbox"') == FEW
    last = Control.objects.order_by("-title")[0]
    found = client.get(path, {"q": last.title}).text
    assert found.count('type="checkbox"') == 1
    client.post(path, {"controls": [str(last.pk)]})
    assert list(last.obligations) == ["GAI-04-1"]
    assert str(last.pk) in client.get(path).text
