"""Pages and API of controls."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hegui.server.controls import hooks
from hegui.server.controls.models import Control
from hegui.server.controls.selectors import controls_of
from hegui.server.controls.services import control_change, control_create
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry

Clients = Callable[..., Client]


def test_a_control_is_made_and_shown(signed_in: Clients) -> None:
    client = signed_in("compliance_officer")
    fields = {"title": "来源台账", "status": "active"}
    answer = client.post("/o/yunlu/controls/new/", fields, follow=True)
    assert "来源台账" in answer.text
    assert "来源台账" in client.get("/o/yunlu/controls/").text


def test_two_people_edit_the_same_control(
    signed_in: Clients, viewer: Callable[..., Viewer]
) -> None:
    control = control_create(acting_user=viewer(), title="台账")
    url = f"/o/yunlu/controls/{control.pk}/edit/"
    both = {"status": "active", "seen_version": "1"}
    signed_in().post(url, {**both, "title": "甲写的"})
    answer = signed_in("compliance_officer").post(url, {**both, "title": "乙写的"})
    assert "已被他人修改" in answer.text
    assert "乙写的" in answer.text
    assert Control.objects.get(pk=control.pk).title == "甲写的"


def test_the_list_costs_a_fixed_number_of_queries(
    signed_in: Clients,
    viewer: Callable[..., Viewer],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        control_create(acting_user=viewer(), title=f"措施 {number}")
    client = signed_in()
    with django_assert_max_num_queries(12):
        assert client.get("/o/yunlu/controls/").text.count("<tr>") == 21


@pytest.mark.parametrize("path", ["", "new/"])
def test_strangers_see_nothing(signed_in: Clients, other_org: object, path: str) -> None:
    assert signed_in().get(f"/o/other/controls/{path}").status_code == 404
    assert Client().get(f"/o/yunlu/controls/{path}").status_code == 302


def test_the_api_makes_and_changes(api: Clients) -> None:
    client = api("compliance_officer")
    url = "/api/v1/orgs/yunlu/controls"
    made = client.post(url, {"title": "台账"}, content_type="application/json")
    assert made.status_code == 201, made.text
    row = made.json()
    changed = client.patch(f"{url}/{row['id']}", {"title": "甲", "version": 1}, "application/json")
    assert changed.json()["version"] == 2
    stale = client.patch(f"{url}/{row['id']}", {"title": "乙", "version": 1}, "application/json")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    extra = client.post(url, {"title": "x", "organisation": "y"}, "application/json")
    assert extra.status_code == 422
    assert client.get(url).json()["total"] == 1


def test_the_api_refuses_strangers(api: Clients, other_org: object) -> None:
    assert Client().get("/api/v1/orgs/yunlu/controls").status_code == 401
    assert api().get("/api/v1/orgs/other/controls").status_code == 404
    reader = api("management_reader")
    assert (
        reader.post("/api/v1/orgs/yunlu/controls", {"title": "x"}, "application/json").status_code
        == 403
    )


def test_a_control_answers_obligations_and_clauses(
    signed_in: Clients, viewer: Callable[..., Viewer]
) -> None:
    client = signed_in("compliance_officer")
    form = client.get("/o/yunlu/controls/new/?obligation=GAI-04-1").text
    assert '<option value="GAI-04-1" selected>' in form
    clause = next(iter(catalogue().criteria))
    fields = {"title": "台账", "status": "active", "obligations": ["GAI-04-1"], "clauses": [clause]}
    shown = client.post("/o/yunlu/controls/new/", fields, follow=True).text
    assert "GAI-04-1" in shown
    assert clause in shown
    control = Control.objects.get()
    found = controls_of(viewer=viewer(), what="obligation")
    assert found == {"GAI-04-1": [control]}
    bad = client.post("/o/yunlu/controls/new/", {**fields, "obligations": ["NO-1"]})
    assert "field-error" in bad.text
    assert Control.objects.count() == 1


def test_links_are_in_the_ledger(viewer: Callable[..., Viewer]) -> None:
    control = control_create(acting_user=viewer(), title="台账", obligations=["GAI-04-1"])
    control_change(acting_user=viewer(), control=control, changes={"obligations": ["GAI-04-2"]})
    entry = Entry.objects.filter(action="controls.control.linked").latest("number")
    assert entry.before == {"obligations": ["GAI-04-1"]}
    assert entry.after == {"obligations": ["GAI-04-2"]}
    assert control.obligations == ["GAI-04-2"]


def test_evidence_comes_from_a_registered_source(
    signed_in: Clients, viewer: Callable[..., Viewer], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Source:
        def counts(self, viewer: Viewer, kind: str, keys: list[str]) -> dict[str, int]:
            return dict.fromkeys(keys, 7)

        def lines(self, viewer: Viewer, kind: str, key: str) -> list[hooks.EvidenceLine]:
            return [hooks.EvidenceLine("<b>台账</b>", "/somewhere/")]

        def tally(self, viewer: Viewer, kind: str, key: str) -> list[hooks.EvidenceTally]:
            return [hooks.EvidenceTally("有效", 7, "/list/")]

        def add_link(self, viewer: Viewer, kind: str, key: str) -> str:
            return "/add/"

    monkeypatch.setattr(hooks, "_sources", [Source()])
    control = control_create(acting_user=viewer(), title="台账", obligations=["GAI-04-1"])
    client = signed_in()
    assert ">7</td>" in client.get("/o/yunlu/controls/").text
    for page in (f"controls/{control.pk}/", "obligations/GAI-04-1/"):
        text = client.get(f"/o/yunlu/{page}").text
        assert "&lt;b&gt;台账" in text
        assert "/add/" in text
    with pytest.raises(ValueError, match="already"):
        hooks.register_evidence(Source())  # type: ignore[arg-type]
