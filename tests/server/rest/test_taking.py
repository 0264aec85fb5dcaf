"""Names that an operation does not know are refused: they would do nothing, unnoticed."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hegui.server.evidence.models import Item

BASE = "/api/v1/orgs/yunlu"
Clients = Callable[..., Client]


def test_a_filter_with_a_typing_mistake_is_refused(api: Clients) -> None:
    client = api()
    answer = client.get(f"{BASE}/obligations?stat=applies&page=1")
    assert answer.status_code == 422
    assert answer.json()["data"]["problems"] == [{"at": "query.stat", "what": "unknown name"}]
    assert client.get(f"{BASE}/obligations?state=applies&page=1").status_code == 200
    assert client.get("/api/v1/me?x=1").status_code == 422


def test_a_form_with_a_typing_mistake_is_refused_and_keeps_nothing(api: Clients) -> None:
    client = api()

    def send(**fields: str) -> int:
        file = SimpleUploadedFile("a.txt", b"text")
        path = f"{BASE}/evidence/items"
        return client.post(path, {"file": file, "type": "EV-POL", **fields}).status_code

    assert send(valid_to="2026-12-31") == 422
    assert not Item.objects.exists()
    assert send(valid_until="2026-12-31") == 201


def test_strangers_learn_nothing_of_names(api: Clients) -> None:
    assert Client().get(f"{BASE}/obligations?stat=applies").status_code == 401
    assert api().get("/api/v1/orgs/none/obligations?state=applies").status_code == 404
