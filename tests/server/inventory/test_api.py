"""The inventory over the API."""

from collections.abc import Callable

import pytest
from django.test import Client

from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Subject
from hegui.server.inventory.services import subject_create

Clients = Callable[..., Client]
URL = "/api/v1/orgs/yunlu/inventory"
JSON = "application/json"


def test_a_subject_lives_over_the_api(api: Clients) -> None:
    client = api("engineer")
    made = client.post(f"{URL}/subjects", {"type": "model", "key": "m1", "name": "云鹿"}, JSON)
    assert made.status_code == 201, made.text
    at = f"{URL}/subjects/{made.json()['id']}"
    version = client.post(f"{at}/versions", {"label": "1", "digest": "sha256:" + "0" * 64}, JSON)
    assert version.json()["current"]
    assert client.get(at).json()["current"]["label"] == "1"
    changed = client.patch(at, {"name": "云鹿二", "version": 1}, JSON)
    assert changed.json()["version"] == 2
    stale = client.patch(at, {"name": "三", "version": 1}, JSON)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    blocked = client.post(f"{at}/moves", {"stage": "training"}, JSON)
    assert (blocked.status_code, blocked.json()["code"]) == (409, "stage_blocked")
    assert {row["clause"] for row in blocked.json()["data"]["blockers"]} == {"M-01", "M-02", "M-13"}
    moved = client.post(f"{at}/moves", {"stage": "training", "reason": "试训"}, JSON)
    assert (moved.status_code, moved.json()["entered"]) == (201, "training")
    assert client.get(f"{at}/bom").json()["components"][0]["name"] == "云鹿二"
    assert client.post(f"{at}/remove", {"reason": "登记错了"}, JSON).status_code == 204
    assert client.get(at).status_code == 404


def test_relations_and_filings(api: Clients, made: dict[str, Subject]) -> None:
    client = api()
    at = f"{URL}/subjects/{made['corpus'].pk}/relations"
    rows = client.get(at).json()["items"]
    assert {row["type"] for row in rows} == {"supplied_by", "trained_on"}
    own = next(row["id"] for row in rows if row["type"] == "supplied_by")
    assert client.delete(f"{at}/{own}").status_code == 204
    body = {"type": "commissioned_from", "target": str(made["datahouse"].pk)}
    assert client.post(at, body, JSON).status_code == 201
    assert client.post(at, body, JSON).status_code == 422
    filing = client.post(f"{URL}/filings", {"procedure": "FIL-ALG", "number": "1"}, JSON).json()
    assert "differs" in filing["warning"] or "不同" in filing["warning"]
    place = f"{URL}/filings/{filing['id']}"
    assert client.patch(place, {"status": "granted"}, JSON).json()["status"] == "granted"
    assert client.patch(place, {"procedure": "no"}, JSON).status_code == 422
    assert client.delete(place).status_code == 204


@pytest.mark.parametrize(
    "body",
    [
        {"type": "model", "key": "a b", "name": "x"},
        {"type": "organisation", "key": "a", "name": "x"},
        {"type": "model", "key": "a", "name": "x\u0000"},
        {"type": "model", "key": "a", "name": "x", "card": {"secret": "1"}},
        {"type": "model", "key": "a", "name": "x", "stage": "data_collection"},
        {"type": "model", "key": "a", "name": "x", "owner": "0" * 32},
        {"type": "model", "key": "a", "name": "x", "domain": "0" * 32},
        {"type": "model", "key": "a", "name": "x", "organisation": "other"},
    ],
)
def test_bad_bodies_are_refused(api: Clients, body: dict[str, object]) -> None:
    assert api().post(f"{URL}/subjects", body, JSON).status_code in (400, 422)


def test_rights_over_the_api(
    api: Clients, viewer: Callable[..., Viewer], other_org: Organisation, made: dict[str, Subject]
) -> None:
    row = subject_create(
        acting_user=viewer("administrator", other_org), type="model", key="x", name="别家"
    )
    client = api()
    for path in ("", "/versions", "/relations", "/moves", "/bom"):
        assert client.get(f"{URL}/subjects/{row.pk}{path}").status_code == 404
    body = {"type": "derived_from", "target": str(row.pk)}
    own = f"{URL}/subjects/{made['yunlu-7b'].pk}"
    assert client.post(f"{own}/relations", body, JSON).status_code == 404
    reader = api("management_reader")
    assert reader.get(own).status_code == 200
    assert reader.patch(own, {"name": "x"}, JSON).status_code == 403
    assert reader.post(f"{own}/moves", {"stage": "training"}, JSON).status_code == 403
    assert api("outside_assessor").get(own).status_code == 403
    narrow = api("administrator", scopes=["tasks.view"])
    assert narrow.get(own).status_code == 403
    assert Client().get(own).status_code == 401
