"""The register over the API: the same rights and results as the pages."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hegui.server.controls.models import Control
from hegui.server.controls.services import control_create
from hegui.server.core.models import Organisation, User
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.selectors import facts_at

Clients = Callable[..., Client]
BASE = "/api/v1/orgs/yunlu/obligations"
FACT = "serves_public_in_china"
JSON = "application/json"


def test_the_register_is_listed_filtered_and_paged(api: Clients) -> None:
    client = api("compliance_officer")
    total = len(catalogue().obligations)
    first = client.get(BASE, {"page_size": 10}).json()
    assert (first["total"], len(first["items"]), first["more"]) == (total, 10, True)
    law = client.get(BASE, {"instrument": "GAI", "state": "undetermined"}).json()
    assert {row["instrument"] for row in law["items"]} == {"GAI"}
    assert client.get(BASE, {"q": "没有这样的词语"}).json()["total"] == 0
    assert client.get(BASE, {"state": "maybe"}).status_code == 422
    assert client.get(BASE + "/statement").json()["total"] == total


def test_an_obligation_is_changed_and_undone(api: Clients, person: Callable[..., User]) -> None:
    client, url = api("compliance_officer"), BASE + "/GAI-04-1"
    owner = str(person("engineer").pk)
    body = {"owner": owner, "how_met": "上线前审核", "status": "met", "version": 0}
    made = client.patch(url, body, JSON)
    assert made.status_code == 200, made.text
    assert (made.json()["owner"], made.json()["status"]) == (owner, "met")
    stale = client.patch(url, {"note": "x", "version": 0}, JSON)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    kept = client.patch(url, {"note": "只改备注", "version": made.json()["version"]}, JSON).json()
    assert kept["how_met"] == "上线前审核"
    undone = client.post(url + "/undo", {"version": kept["version"]}, JSON).json()
    assert (undone["note"], undone["how_met"]) == ("", "上线前审核")


def test_facts_are_put_previewed_and_undone(api: Clients, org: Organisation) -> None:
    client, url = api("compliance_officer"), f"{BASE}/facts/{FACT}"
    effect = client.post(BASE + "/facts/effect", {"answers": {FACT: False}}, JSON).json()
    assert effect["switches"]
    assert sum(effect["before"].values()) == sum(effect["after"].values())
    assert facts_at(org) == {}
    put = client.put(url, {"value": False, "effective_on": "2026-01-01", "expected": 0}, JSON)
    assert (put.status_code, put.json()["value"], put.json()["number"]) == (200, False, 1)
    register = client.get(BASE, {"page_size": 1, "state": "does_not_apply"}).json()
    assert register["total"] == effect["after"]["does_not_apply"]
    earlier = client.get(url, {"day": "2025-12-31"}).json()
    assert (earlier["answered"], earlier["value"]) == (False, None)
    undone = client.post(url + "/undo", {"expected": 1}, JSON)
    assert undone.json()["answered"] is False
    history = client.get(url + "/history").json()
    assert [row["number"] for row in history["items"]] == [2, 1]
    assert history["items"][1]["replaced"]


def test_several_facts_at_once(api: Clients, org: Organisation) -> None:
    client = api("compliance_officer")
    answers = {FACT: {"value": True}, "generates": {"value": ["text"]}, "pi_subjects": {"value": 3}}
    assert client.put(BASE + "/facts", {"answers": answers}, JSON).status_code == 200
    assert facts_at(org) == {FACT: True, "generates": ("text",), "pi_subjects": 3}
    bad = {FACT: {"value": False}, "generates": {"value": ["smell"]}}
    assert client.put(BASE + "/facts", {"answers": bad}, JSON).status_code == 422
    assert facts_at(org)[FACT] is True
    assert client.get(BASE + "/facts", {"state": "known"}).json()["total"] == 3


@pytest.mark.parametrize(
    ("fact", "body", "status"),
    [
        (FACT, {"value": "yes"}, 422),
        (FACT, {"value": 1}, 422),
        (FACT, {"value": {"a": 1}}, 422),
        (FACT, {}, 422),
        (FACT, {"value": True, "organisation": "x"}, 422),
        (FACT, {"value": True, "reason": "a\x00b"}, 400),
        ("generates", {"value": ["\x00"]}, 400),
        ("pi_subjects", {"value": 10**30}, 400),
        ("pi_subjects", {"value": 1.5}, 422),
        ("public_opinion_attributes", {"value": True}, 422),
        ("no_such", {"value": True}, 404),
    ],
)
def test_bad_answers_are_refused(api: Clients, fact: str, body: object, status: int) -> None:
    assert api().put(f"{BASE}/facts/{fact}", body, JSON).status_code == status


def test_people_of_other_organisations_cannot_judge_or_own(
    api: Clients, person: Callable[..., User], other_org: Organisation
) -> None:
    stranger = str(person("engineer", other_org).pk)
    body = {"value": True, "reason": "x", "person": stranger}
    fact = f"{BASE}/facts/public_opinion_attributes"
    client = api()
    assert client.put(fact, body, JSON).status_code == 422
    assert client.patch(BASE + "/GAI-04-1", {"owner": stranger}, JSON).status_code == 422


def test_decisions_are_made_listed_and_withdrawn(api: Clients) -> None:
    client, url = api("compliance_officer"), BASE + "/GAI-04-1/decisions"
    assert client.post(url, {"state": "does_not_apply", "reason": ""}, JSON).status_code == 422
    made = client.post(url, {"state": "does_not_apply", "reason": "不对外提供"}, JSON)
    assert made.status_code == 201
    row = client.get(BASE + "/GAI-04-1").json()
    assert (row["state"], row["machine_state"]) == ("does_not_apply", "undetermined")
    back = f"{BASE}/decisions/{made.json()['id']}/withdraw"
    assert client.post(back, {"reason": "已上线"}, JSON).status_code == 200
    assert client.get(BASE + "/GAI-04-1").json()["state"] == "undetermined"
    assert client.get(url).json()["total"] == client.get(BASE + "/decisions").json()["total"] == 1


def test_controls_are_linked(
    api: Clients, viewer: Callable[..., Viewer], other_org: Organisation
) -> None:
    own = control_create(acting_user=viewer(), title="台账")
    foreign = control_create(acting_user=viewer("administrator", other_org), title="别家")
    client, url = api("compliance_officer"), BASE + "/GAI-04-1/controls"
    linked = client.put(url, {"controls": [str(own.pk)]}, JSON)
    assert linked.json()["controls"] == [str(own.pk)]
    assert client.put(url, {"controls": [str(foreign.pk)]}, JSON).status_code == 404
    found = client.get("/api/v1/orgs/yunlu/controls", {"obligation": "GAI-04-1"}).json()
    assert found["items"][0]["obligations"] == ["GAI-04-1"]
    assert client.put(url, {"controls": []}, JSON).json()["controls"] == []
    assert Control.objects.get(pk=own.pk).obligations == []


def test_texts_are_imported(api: Clients) -> None:
    client = api("compliance_officer")
    file = SimpleUploadedFile("law.txt", "第一条 甲。\n第二条 乙。".encode())
    made = client.post(BASE + "/texts", {"instrument": "GAI", "file": file})
    assert (made.status_code, made.json()["articles"]) == (201, 2)
    rows = client.get(f"{BASE}/texts/{made.json()['id']}/articles").json()
    assert [row["text"] for row in rows["items"]] == ["甲。", "乙。"]
    bad = SimpleUploadedFile("law.exe", b"MZ")
    assert client.post(BASE + "/texts", {"instrument": "GAI", "file": bad}).status_code == 422


READ = ["", "/statement", "/decisions", "/GAI-04-1", "/GAI-04-1/decisions", "/facts",
        f"/facts/{FACT}", f"/facts/{FACT}/history", "/texts"]  # fmt: skip


@pytest.mark.parametrize("path", READ)
def test_strangers_and_outside_assessors_read_nothing(
    api: Clients, other_org: Organisation, path: str
) -> None:
    assert Client().get(BASE + path).status_code == 401
    assert api().get(f"/api/v1/orgs/other/obligations{path}").status_code == 404
    assert api("outside_assessor").get(BASE + path).status_code == 403
    assert api("management_reader").get(BASE + path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("patch", "/GAI-04-1", {"note": "x"}),
        ("post", "/GAI-04-1/undo", {}),
        ("post", "/GAI-04-1/decisions", {"state": "applies", "reason": "x"}),
        ("put", "/GAI-04-1/controls", {"controls": []}),
        ("put", "/facts", {"answers": {}}),
        ("put", f"/facts/{FACT}", {"value": True}),
        ("post", f"/facts/{FACT}/undo", {}),
    ],
)
def test_readers_write_nothing(
    api: Clients, other_org: Organisation, method: str, path: str, body: object
) -> None:
    client = api("management_reader")
    assert getattr(client, method)(BASE + path, body, JSON).status_code == 403
    foreign = f"/api/v1/orgs/other/obligations{path}"
    assert getattr(api(), method)(foreign, body, JSON).status_code == 404


@pytest.mark.parametrize("path", ["/NO-1", "/NO-1/decisions", "/%00", "/facts/no", "/texts/x"])
def test_unknown_ids_are_not_found(api: Clients, path: str) -> None:
    assert api().get(BASE + path).status_code in (404, 422)
