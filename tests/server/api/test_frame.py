"""What holds for every route: once per key, limits, CSRF, one shape of refusals, the reference."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone
from ninja import NinjaAPI

from hegui.server.api.base import schema_of
from hegui.server.controls.models import Control
from hegui.server.core.models import ApiToken, Organisation, Submission
from hegui.server.core.viewer import system_viewer
from hegui.server.core.writing import writing
from hegui.server.rest import limits
from hegui.server.rest.idempotency import request_digest
from hegui.server.settings import Settings
from tests.server.conftest import Person

Clients = Callable[..., Client]
URL = "/api/v1/orgs/yunlu/controls"
JSON = "application/json"


def post(client: Client, body: object, key: str = "", **headers: str) -> tuple[int, dict]:  # type: ignore[type-arg]
    sent = {**headers, **({"Idempotency-Key": key} if key else {})}
    answer = client.post(URL, json.dumps(body), JSON, headers=sent)
    return answer.status_code, answer.json()


def test_a_request_sent_twice_is_done_once(api: Clients) -> None:
    client = api()
    first = client.post(URL, {"title": "台账"}, JSON, headers={"Idempotency-Key": "k"})
    again = client.post(URL, {"title": "台账"}, JSON, headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.json()) == (201, first.json())
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert Control.objects.count() == 1
    assert post(client, {"title": "台账"})[0] == 201
    assert Control.objects.count() == 2


def test_another_request_with_the_key_is_refused(api: Clients) -> None:
    client = api()
    assert post(client, {"title": "甲"}, "k")[0] == 201
    assert post(client, {"title": "乙"}, "k")[1]["code"] == "idempotency_key_reused"
    answer = client.post("/api/v1/orgs/yunlu/webhooks", {}, JSON, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 409


def test_a_refused_request_leaves_the_key_free(api: Clients) -> None:
    client = api()
    assert post(client, {"title": ""}, "k")[0] == 422
    assert not Submission.objects.exists()
    assert post(client, {"title": "甲"}, "k")[0] == 201


def test_the_key_of_one_token_is_not_anothers(
    api: Clients, org: Organisation, person: Person
) -> None:
    assert post(api(), {"title": "甲"}, "k")[0] == 201
    assert post(api("compliance_officer"), {"title": "甲"}, "k")[0] == 201
    narrowed = api(scopes=["controls.view"])
    assert post(narrowed, {"title": "甲"}, "k")[0] == 403
    assert Control.objects.count() == 2


@pytest.mark.parametrize("key", [" ", "a b", "\x01", "键", "x" * 201])
def test_keys_that_cannot_be_used(api: Clients, key: str) -> None:
    assert post(api(), {"title": "甲"}, key)[1]["code"] == "idempotency_key"


def test_answers_are_kept_encrypted(api: Clients) -> None:
    post(api(), {"title": "只此一次的内容"}, "k")
    row = Submission.objects.get()
    assert "只此一次的内容" not in json.dumps(row.answer, ensure_ascii=False)


def test_a_key_on_a_delete_and_without_credentials(api: Clients, org: Organisation) -> None:
    assert post(Client(), {"title": "x"}, "k")[0] == 401
    assert not Submission.objects.exists()


def test_the_digest_of_a_form_covers_fields_and_files() -> None:
    def digest(**fields: object) -> str:
        return request_digest(RequestFactory().post("/x", fields))  # type: ignore[arg-type]

    def file(data: bytes, name: str = "a") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, data)

    same = digest(a="1", file=file(b"x" * 100_000))
    assert same == digest(a="1", file=file(b"x" * 100_000))
    others = [
        digest(a="2", file=file(b"x" * 100_000)),
        digest(a="1", file=file(b"y" * 100_000)),
        digest(a="1", file=file(b"x" * 100_000, "b")),
        digest(a="1"),
    ]
    assert same not in others


def test_a_token_that_asks_too_often_waits(api: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    limits.buckets.clear()
    monkeypatch.setattr(limits, "read_settings", lambda: Settings(api_requests_per_minute=3))
    client = api()
    assert [client.get(URL).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get(URL)
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused["Retry-After"]) <= 20
    assert api("engineer").get(URL).status_code == 200
    limits.buckets.clear()


def test_buckets_fill_again_and_stay_few() -> None:
    buckets = limits.Buckets()
    assert [buckets.take("a", 60, 0) for _ in range(61)][-2:] == [0, 1]
    assert buckets.take("a", 60, 1.5) == 0
    for number in range(limits.MOST + 10):
        buckets.take(str(number), 60, 2)
    assert len(buckets._left) == limits.MOST


def test_a_session_needs_its_csrf_token(signed_in: Clients, person: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("administrator"))
    assert client.get(URL).status_code == 200
    status, answer = post(client, {"title": "x"})
    assert (status, answer["code"]) == (403, "csrf")
    token = client.get("/api/v1/docs").cookies.get("hegui_csrf")
    secret = token.value if token else "a" * 32
    client.cookies["hegui_csrf"] = secret
    assert post(client, {"title": "x"}, **{"X-CSRFToken": secret})[0] == 201
    assert post(client, {"title": "x"}, **{"X-CSRFToken": "b" * 32})[0] == 403


def test_a_token_needs_no_csrf_and_a_wrong_one_does_not_fall_back_to_the_session(
    api: Clients, person: Person
) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"authorization": "Bearer hegui_wrong"})
    strict.force_login(person("administrator"))
    assert strict.get(URL).status_code == 401


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer é", "x" * 9000])
def test_strange_credentials_are_strangers(org: Organisation, value: str) -> None:
    answer = Client().get(URL, headers={"authorization": value})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_dead_tokens(api: Clients, org: Organisation, person: Person) -> None:
    client = api()
    token = ApiToken.objects.get()
    with writing(system_viewer(org)) as write:
        past = timezone.now() - dt.timedelta(seconds=1)
        write.change(token, "core.token.changed", {"expires_at": past})
    assert client.get(URL).status_code == 401
    with writing(system_viewer(org)) as write:
        later = timezone.now() + dt.timedelta(days=1)
        write.change(token, "core.token.revoked", {"expires_at": later, "revoked_at": past})
    assert client.get(URL).status_code == 401


def test_the_use_of_a_token_is_noted_once_a_minute(api: Clients) -> None:
    client = api()
    client.get(URL)
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    client.get(URL)
    assert ApiToken.objects.get().last_used_at == first
    assert ApiToken.objects.get().version == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status", "code"),
    [
        ("GET", "/api/v1/nothing", "", "", 404, "no_such_route"),
        ("GET", "/api/v1/", "", "", 404, "no_such_route"),
        ("GET", URL + "/not-an-id", "", "", 422, "invalid"),
        ("GET", URL + "/00000000-0000-0000-0000-000000000000", "", "", 404, "not_found"),
        ("GET", "/api/v1/orgs/a%00b/controls", "", "", 404, "no_such_route"),
        ("GET", URL + "?page=a", "", "", 422, "invalid"),
        ("GET", URL + "?page=1%00", "", "", 400, "unreadable"),
        ("GET", URL + "?page_size=100000", "", "", 422, "invalid"),
        ("PUT", URL, "{}", JSON, 405, "method_not_allowed"),
        ("POST", URL, "{", JSON, 400, "unreadable"),
        ("POST", URL, '{"title": "a\\u0000b"}', JSON, 400, "unreadable"),
        ("POST", URL, '{"title": "a\\ud800"}', JSON, 400, "unreadable"),
        ("POST", URL, '{"title": NaN}', JSON, 400, "unreadable"),
        ("POST", URL, '{"title": 1e999}', JSON, 422, "invalid"),
        ("POST", URL, "[" * 100_000, JSON, 400, "unreadable"),
        ("POST", URL, '{"a":' * 50 + "1" + "}" * 50, JSON, 400, "unreadable"),
        ("POST", URL, "[]", JSON, 422, "invalid"),
        ("POST", URL, "title=x", "application/x-www-form-urlencoded", 415, "media_type"),
        ("POST", URL, "<x/>", "text/xml", 415, "media_type"),
        ("POST", URL, "{}", "application/json; charset=nonsense", 422, "invalid"),
        ("POST", URL, '{"title": "x"}', "multipart/form-data", 415, "media_type"),
    ],
)
def test_every_refusal_has_the_one_shape(
    api: Clients, method: str, path: str, body: str, kind: str, status: int, code: str
) -> None:
    answer = api().generic(method, path, body.encode(), kind or JSON)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert set(answer.json()) == {"code", "message", "data"}
    assert len(answer["X-Request-Id"]) == 32
    if status == 405:
        assert "GET" in answer["Allow"]


def test_a_body_that_is_too_large(api: Clients) -> None:
    answer = api().post(URL, json.dumps({"title": "x" * 11_000_000}), JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_the_language_of_errors_follows_the_reader(api: Clients) -> None:
    client = api()
    assert "找不到" in client.get("/api/v1/orgs/x/controls").json()["message"]
    english = client.get("/api/v1/orgs/x/controls", headers={"accept-language": "en"}).json()
    assert "was not found" in english["message"]


def test_a_given_request_id_comes_back_unless_it_is_strange(api: Clients) -> None:
    client = api()
    assert client.get(URL, headers={"X-Request-Id": "abc-1"})["X-Request-Id"] == "abc-1"
    assert client.get(URL, headers={"X-Request-Id": "a b\x0b"})["X-Request-Id"] != "a b\x0b"


def test_a_defect_is_told_with_its_number(api: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    from hegui.server.controls import api as controls

    def broken(**_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(controls, "control_list", broken)
    client = api()
    client.raise_request_exception = False
    answer = client.get(URL, headers={"X-Request-Id": "n-1"})
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert "n-1" in answer.json()["message"]
    assert "secret detail" not in answer.text


def test_the_reference_names_every_route(db: None) -> None:
    client = Client()
    schema = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/v1/docs")
    assert "<script>" not in page.text
    for path, methods in schema["paths"].items():
        assert path.replace("&", "&amp;") in page.text
        for row in methods.values():
            assert f'id="{row["operationId"]}"' in page.text
    ids = [row["operationId"] for methods in schema["paths"].values() for row in methods.values()]
    assert len(ids) == len(set(ids))
    client.cookies["hegui_language"] = "en"
    assert "API reference" in client.get("/api/v1/docs").text


@pytest.mark.django_db
def test_the_schema_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    plain = NinjaAPI.get_openapi_schema

    def counted(self: NinjaAPI, **where: Any) -> Any:
        made.append(str(where))
        return plain(self, **where)

    monkeypatch.setattr(NinjaAPI, "get_openapi_schema", counted)
    schema_of.cache_clear()
    shown = [Client().get(f"/api/v1/{path}") for path in ("openapi.json", "docs", "openapi.json")]
    assert [answer.status_code for answer in shown] == [200, 200, 200]
    assert len(made) == 1
    assert shown[0].content == shown[2].content
