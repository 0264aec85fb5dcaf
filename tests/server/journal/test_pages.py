"""Pages and routes of the ledger."""

import io
import json
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hegui.server.controls.services import control_change, control_create
from hegui.server.core.models import Organisation
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.core.writing import writing_system
from hegui.server.journal import views
from hegui.server.ledger.export import verify_export
from hegui.server.ledger.models import Head
from hegui.server.ledger.verify import verify_chain
from tests.server.conftest import Person

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
URL = "/o/yunlu/ledger/"
API = "/api/v1/orgs/yunlu/ledger"


@pytest.fixture
def control(viewer: Viewers) -> str:
    """Return a control that was changed once, with a reason."""
    made = control_create(acting_user=viewer(), title="台账")
    control_change(
        acting_user=viewer(),
        control=made,
        changes={"title": "来源台账", "owner": viewer().user},
        reason="<script>alert(1)</script>",
    )
    return str(made.pk)


def test_the_list_shows_who_did_what(signed_in: Clients, control: str) -> None:
    text = signed_in("internal_auditor").get(URL).text
    assert "administrator yunlu" in text
    assert "修改控制措施" in text
    assert "<del>台账</del>" in text
    assert "<ins>来源台账</ins>" in text
    assert "<ins>administrator yunlu</ins>" in text
    assert "&lt;script&gt;alert(1)" in text
    english = signed_in("internal_auditor")
    english.cookies["hegui_language"] = "en"
    assert "ontrol: changed" in english.get(URL).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("action=controls.control.changed", 1),
        ("action=controls.control.*", 2),
        ("object_id={control}", 2),
        ("object_id=nothing", 0),
        ("actor=system&action=core.assignment.added", 1),
        ("since={today}&object_id={control}", 2),
        ("until={today}&object_id={control}", 2),
        ("since=2999-01-01", 0),
        ("until=2001-01-01", 0),
        ("before=1", 0),
        ("since=nonsense&object_id={control}", 2),
        ("before=99999999999999999999999&object_id={control}", 2),
    ],
)
def test_the_list_is_narrowed(signed_in: Clients, control: str, query: str, found: int) -> None:
    query = query.format(control=control, today=timezone.localdate())
    answer = signed_in().get(f"{URL}?{query}")
    assert answer.text.count('<tr id="e') == found


def test_pages_are_cut_by_number(
    signed_in: Clients,
    viewer: Viewers,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(130):
        control_create(acting_user=viewer(), title=f"c{number}")
    client = signed_in()
    with django_assert_max_num_queries(12):
        first = client.get(URL).context["page"]
    second = client.get(f"{URL}?before={first.older}").context["page"]
    assert second.lines[0].number == first.lines[-1].number - 1
    assert second.newer == second.lines[0].number
    back = client.get(f"{URL}?after={second.newer}").context["page"]
    assert [row.number for row in back.lines] == [row.number for row in first.lines]
    assert first.newer is None
    last = client.get(f"{URL}?before=10").context["page"]
    assert (last.older, last.lines[-1].number) == (None, 1)


def test_an_erased_person_is_not_named(
    signed_in: Clients, viewer: Viewers, control: str, org: Organisation
) -> None:
    user = viewer().user
    assert user is not None
    reader = signed_in("internal_auditor")
    with writing_system() as write:
        changes = {"name": "", "email": f"{user.pk}@erased.invalid", "erased_at": timezone.now()}
        write.change(user, "core.user.erased", changes)
    text = reader.get(URL).text
    assert "administrator yunlu" not in text
    assert "已抹除" in text
    assert verify_chain(str(org.id)).ok


def test_verifying_from_the_page(
    signed_in: Clients, control: str, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    client = signed_in("internal_auditor")
    assert "还没有核验过" in client.get(f"{URL}verify/").text
    assert "核验通过" in client.post(f"{URL}verify/").text
    fragment = client.post(f"{URL}verify/", headers={"HX-Request": "true"}).text
    assert "核验通过" in fragment
    assert "<html" not in fragment
    Head.objects.filter(chain=str(org.id)).update(digest="0" * 64)
    assert "核验未通过" in client.post(f"{URL}verify/").text
    monkeypatch.setattr(views, "AT_ONCE", 1)
    assert "正在核验" in client.post(f"{URL}verify/").text
    from hegui.server.journal.tasks import verify_in_background

    verify_in_background.func(str(org.id))
    assert "核验未通过" in client.get(f"{URL}verify/").text


def test_the_export_is_recorded_and_verifies(signed_in: Clients, control: str) -> None:
    client = signed_in()
    assert client.get(f"{URL}export/").status_code == 405
    answer = client.post(f"{URL}export/")
    body = b"".join(answer.streaming_content)
    found = verify_export(io.BytesIO(body))
    assert found.ok
    assert json.loads(body.splitlines()[-1])["action"] == "ledger.chain.exported"


@pytest.mark.parametrize("role", ["engineer", "management_reader", "outside_assessor"])
def test_who_may_not_see_it(signed_in: Clients, role: str) -> None:
    assert signed_in(role).get(URL).status_code == 403


def test_seeing_is_not_exporting(signed_in: Clients) -> None:
    client = signed_in("internal_auditor")
    assert client.post(f"{URL}export/").status_code == 403
    assert client.post(f"{URL}anchor/").status_code == 403
    assert "export/" not in client.get(URL).text


def test_strangers_see_nothing(signed_in: Clients, other_org: object) -> None:
    for path in ("", "verify/"):
        assert signed_in().get(f"/o/other/ledger/{path}").status_code == 404
        assert Client().get(f"{URL}{path}").status_code == 302


def test_a_role_in_one_domain_does_not_see_the_whole_ledger(
    signed_in: Clients, org: Organisation, person: Person
) -> None:
    domain = domain_create(acting_user=system_viewer(org), name="产品一")
    user = person("nobody")
    assignment_add(
        acting_user=system_viewer(org), user=user, role="internal_auditor", domain=domain
    )
    client = signed_in("nobody")
    assert client.get(URL).status_code == 403
    assert client.get(f"{URL}verify/").status_code == 403


def test_the_api(api: Clients, control: str, other_org: object) -> None:
    client = api()
    rows = client.get(API, {"object_id": control}).json()
    assert [row["action"] for row in rows["items"]] == [
        "controls.control.changed",
        "controls.control.created",
    ]
    assert client.get(f"{API}/head").json()["count"] > 2
    assert client.get(f"{API}/verification").json()["ok"] is True
    assert client.get(f"{API}/anchors").json()["items"] == []
    body = b"".join(client.post(f"{API}/exports").streaming_content)
    assert verify_export(io.BytesIO(body)).ok
    assert client.get("/api/v1/orgs/other/ledger").status_code == 404
    assert client.get(API, {"action": "a\x00"}).status_code == 400
    assert api("engineer").get(API).status_code == 403
