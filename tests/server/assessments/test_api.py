"""The API of assessments: the same rights and services as the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.server.assessments.models import Assessment, ClauseAssessment
from tests.server.assessments.conftest import clauses

Clients = Callable[..., Client]
ROOT = "/api/v1/orgs/yunlu/assessments"
JSON = "application/json"


def test_a_set_is_imported_assessed_judged_and_signed(api: Clients) -> None:
    client = api("compliance_officer")
    body: dict[str, Any] = {"title": "GB/T 45654", "clauses": clauses(30)}
    made = client.post(f"{ROOT}/sets", body, JSON)
    assert made.status_code == 201, made.text
    found = client.get(f"{ROOT}/sets/{made.json()['id']}/clauses?page_size=5").json()
    assert (found["total"], len(found["items"])) == (30, 5)
    sent = {"title": "对照", "clause_set": made.json()["id"], "purpose": "internal"}
    assessment = client.post(ROOT, sent, JSON)
    assert assessment.status_code == 201, assessment.text
    one = f"{ROOT}/{assessment.json()['id']}"
    auditor = api("internal_auditor")
    judged = auditor.put(
        f"{one}/clause/verdict?id=4.3", {"verdict": "partly", "reason": "x", "version": 1}, JSON
    )
    assert judged.json()["person_verdict"] == "partly", judged.text
    stale = auditor.put(
        f"{one}/clause/verdict?id=4.3", {"verdict": "conforms", "reason": "y", "version": 1}, JSON
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    bulk = {"clauses": ["4.4", "4.5"], "action": "judge", "verdict": "conforms", "reason": "看过"}
    assert auditor.post(f"{one}/clauses/bulk", bulk, JSON).json() == {"changed": 2}
    lost = client.post(f"{one}/clauses/bulk", {**bulk, "clauses": ["4.4", "9.9.9"]}, JSON)
    assert lost.status_code == 404
    listed = client.get(f"{one}/clauses?verdict=conforms").json()
    assert [row["clause"] for row in listed["items"]] == ["4.4", "4.5"]
    answer = client.get(f"{one}/conclusion").json()
    assert answer["missing_roles"] == ["compliance_officer"]
    assert client.post(f"{one}/state", {"state": "review"}, JSON).status_code == 200
    signed = client.post(
        f"{one}/sign-offs",
        {"role": "compliance_officer", "seen_digest": answer["digest"]},
        JSON,
    )
    assert signed.status_code == 201, signed.text
    assert client.get(one).json()["state"] == "signed"
    assert client.get(f"{one}/sign-offs").json()["total"] == 1
    again = client.post(f"{one}/again", {"title": "复评"}, JSON)
    assert again.status_code == 201, again.text
    rows = client.get(f"{ROOT}/{again.json()['id']}/clauses?flag=carried").json()
    assert rows["total"] == 3


def test_the_catalogue_is_assessed_from_the_records(api: Clients) -> None:
    client = api("compliance_officer")
    made = client.post(ROOT, {"title": "年度"}, JSON)
    assert made.status_code == 201, made.text
    one = f"{ROOT}/{made.json()['id']}"
    assert made.json()["total"] == 187
    assert {gate["id"] for gate in made.json()["gates"]} == {"G1", "G2"}
    clause = client.get(f"{one}/clause?id=4.1").json()
    assert clause["trace"]["conditions"]
    assert client.post(f"{one}/judge", {}, JSON).status_code == 422
    assert client.post(f"{one}/judge", {"reason": "月度"}, JSON).status_code == 200
    assert client.get(f"{one}/changes").json()["total"] == 0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clause/verdict?id=4.3", {"verdict": "great"}),
        ("clause/verdict?id=4.3", {"verdict": "conforms", "organisation": "other"}),
        ("clause/verdict?id=4.3", {"verdict": "conforms", "reason": "x" * 5000}),
        ("clause/verdict?id=4.3", {"verdict": "conforms", "reason": "a\x7f"}),
        ("clause/verdict?id=4.3", {"verdict": "conforms", "version": -1}),
        ("clause/verdict", {"verdict": "conforms"}),
    ],
)
def test_what_does_not_fit_is_refused(
    api: Clients, plain: Assessment, path: str, body: dict[str, Any]
) -> None:
    answer = api().put(f"{ROOT}/{plain.pk}/{path}", body, JSON)
    assert answer.status_code in (400, 422), answer.text
    assert not ClauseAssessment.objects.exclude(person_verdict="").exists()


def test_rights_are_those_of_the_pages(api: Clients, plain: Assessment, other_org: object) -> None:
    one = f"{ROOT}/{plain.pk}"
    reader = api("management_reader")
    body = {"verdict": "conforms", "reason": "x"}
    assert reader.get(f"{one}/clauses").status_code == 200
    assert reader.put(f"{one}/clause/verdict?id=4.3", body, JSON).status_code == 403
    assert reader.post(ROOT, {"title": "x"}, JSON).status_code == 403
    stranger = api("administrator", other_org)
    assert stranger.get(one).status_code == 404
    assert stranger.get(f"/api/v1/orgs/other/assessments/{plain.pk}").status_code == 404
    outside = api("outside_assessor")
    assert outside.get(ROOT).json()["total"] == 0
    assert outside.get(one).status_code == 404
    assert outside.put(f"{one}/clause/verdict?id=4.3", body, JSON).status_code == 404
    narrow = api("compliance_officer", scopes=["assessments.view"])
    assert narrow.put(f"{one}/clause/verdict?id=4.3", body, JSON).status_code == 403
