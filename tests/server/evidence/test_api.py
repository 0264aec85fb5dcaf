"""The API of evidence: the same rights as the pages."""

import uuid
from collections.abc import Callable
from typing import IO

import pytest
from django.db import connection
from django.test import Client

from hegui.server.core.viewer import Viewer
from hegui.server.evidence.api import taking
from hegui.server.evidence.models import Item
from hegui.server.evidence.services import Kept, keep
from tests.support.evidence import make_item, upload

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
ITEMS = "/api/v1/orgs/yunlu/evidence/items"
REQUESTS = "/api/v1/orgs/yunlu/evidence/requests"
JSON = "application/json"
ABOUT = {"title": "培训记录", "type": "EV-TRN", "period_to": "2026-03-31", "links": "clause:4.1"}


def test_a_file_is_sent_renewed_and_fetched(api: Clients) -> None:
    client = api("engineer")
    made = client.post(ITEMS, {**ABOUT, "file": upload("甲", "甲.txt")})
    assert made.status_code == 201, made.text
    row = made.json()
    assert (row["state"], row["link_count"], row["file"]["number"]) == ("current", 1, 1)
    files = f"{ITEMS}/{row['id']}/files"
    assert client.post(files, {"file": upload("乙", "乙.txt"), "note": "新"}).status_code == 201
    assert [f["number"] for f in client.get(files).json()["items"]] == [2, 1]
    answer = client.get(f"{files}/1/content")
    assert b"".join(answer.streaming_content) == "甲".encode()
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_a_file_with_a_key_is_taken_in_before_the_transaction(
    api: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    depths: list[int] = []

    def watched(file: IO[bytes], name: str) -> Kept:
        depths.append(len(connection.savepoint_ids))
        return keep(file, name)

    monkeypatch.setattr(taking, "keep", watched)
    client, key = api("engineer"), {"Idempotency-Key": "k1"}
    outside = len(connection.savepoint_ids)
    first = client.post(ITEMS, {**ABOUT, "file": upload("丙", "丙.txt")}, headers=key)
    again = client.post(ITEMS, {**ABOUT, "file": upload("丙", "丙.txt")}, headers=key)
    assert (first.status_code, again.json()) == (201, first.json())
    assert depths == [outside]
    files = f"{ITEMS}/{first.json()['id']}/files"
    key = {"Idempotency-Key": "k2"}
    assert client.post(files, {"file": upload("丁", "丁.txt")}, headers=key).status_code == 201
    assert depths == [outside] * 2
    reader = api("management_reader")
    key = {"Idempotency-Key": "k3"}
    refused = reader.post(ITEMS, {**ABOUT, "file": upload("戊", "戊.txt")}, headers=key)
    assert (refused.status_code, len(depths)) == (403, 2)
    missing = client.post(ITEMS, ABOUT, headers={"Idempotency-Key": "k4"})
    assert missing.status_code == 422
    bad = {**ABOUT, "file": upload(b"MZ" + bytes(99), "x.exe")}
    assert client.post(ITEMS, bad, headers={"Idempotency-Key": "k5"}).status_code in (415, 422)


def test_lists_are_filtered(api: Clients, viewer: Viewers) -> None:
    make_item(viewer(), title="一", links=[("clause", "4.1")])
    make_item(viewer(), title="二", type="")
    client = api("management_reader")
    for query, titles in (
        ("", {"一", "二"}),
        ("?state=draft", {"二"}),
        ("?linked=true", {"一"}),
        ("?link=clause:4.1", {"一"}),
        ("?q=二", {"二"}),
        ("?stale=expired", set()),
    ):
        found = client.get(ITEMS + query).json()
        assert {row["title"] for row in found["items"]} == titles, query


def test_links_and_life(api: Clients, viewer: Viewers) -> None:
    item, client = make_item(viewer()), api("compliance_officer")
    at = f"{ITEMS}/{item.pk}"
    made = client.post(f"{at}/links", {"to": "clause", "ref": "4.1"}, JSON)
    assert made.status_code == 201, made.text
    assert client.delete(f"{at}/links/{made.json()['id']}").status_code == 204
    assert client.post(f"{at}/approve", {}, JSON).json()["approved_at"]
    assert client.post(f"{at}/withdraw", {}, JSON).status_code == 422
    assert client.post(f"{at}/withdraw", {"reason": "旧"}, JSON).json()["state"] == "withdrawn"
    assert client.post(f"{at}/approve", {}, JSON).status_code == 409
    assert client.post(f"{at}/files/1/erase", {"reason": "满期"}, JSON).status_code == 409


def test_requests(api: Clients, viewer: Viewers, person: Clients) -> None:
    client, who = api("compliance_officer"), str(person("engineer").pk)
    body = {"title": "要日志", "asked_of": who, "links": ["clause:4.1"]}
    made = client.post(REQUESTS, body, JSON)
    assert made.status_code == 201, made.text
    at = f"{REQUESTS}/{made.json()['id']}"
    assert client.post(f"{at}/remind").json()["reminders"] == 1
    item = make_item(viewer("engineer"))
    done = api("engineer").post(f"{at}/fulfil", {"item": str(item.pk)}, JSON)
    assert done.json()["state"] == "fulfilled", done.text
    assert client.post(f"{at}/cancel", {"reason": "不要了"}, JSON).status_code == 409


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"title": "x" * 201}, 422),
        ({"period_from": "2026-04-01"}, 422),
        ({"type": "EV-NONE"}, 422),
        ({"links": "clause:nowhere"}, 422),
        ({"owner": "01900000-0000-7000-8000-000000000000"}, 422),
    ],
)
def test_bad_input_is_refused(api: Clients, fields: dict[str, str], status: int) -> None:
    answer = api("engineer").post(ITEMS, {**ABOUT, **fields, "file": upload()})
    assert answer.status_code == status, answer.text
    assert not Item.objects.exists()


def test_who_may_not(api: Clients, viewer: Viewers, other_org: object) -> None:
    item = make_item(viewer())
    assert Client().get(ITEMS).status_code == 401
    assert api().get("/api/v1/orgs/other/evidence/items").status_code == 404
    assert api("management_reader").post(ITEMS, {"file": upload()}).status_code == 403
    engineer = api("engineer")
    for path in ("approve", "hold"):
        answer = engineer.post(f"{ITEMS}/{item.pk}/{path}", {"reason": "x"}, JSON)
        assert answer.status_code == 403, path
    stranger = api("administrator", other_org)
    at = f"/api/v1/orgs/other/evidence/items/{item.pk}"
    for path in ("", "/files", "/links", "/files/1/content"):
        assert stranger.get(at + path).status_code == 404, path


def test_somebody_unknown_is_named_by_the_field_that_named_them(api: Clients) -> None:
    body = {"title": "签到表", "asked_of": str(uuid.UUID(int=7))}
    answer = api().post(REQUESTS, body, content_type=JSON)
    assert (answer.status_code, answer.json()["data"]["field"]) == (422, "asked_of")
