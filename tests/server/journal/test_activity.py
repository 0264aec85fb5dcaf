"""Activity for everybody: one's own doings and visible things; codes are said in words."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hegui.server.controls.services import control_change, control_create
from hegui.server.core.models import Organisation, User
from hegui.server.core.roles import roles
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.models import Item
from hegui.server.improvement.services import task_create
from hegui.server.journal import selectors
from hegui.server.ledger.models import Entry
from hegui.server.pages.history import Change, Line, history_lines, value_words
from hegui.server.pages.language import speaking

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
URL = "/o/yunlu/ledger/activity/"
OWN = {"id", "created_at", "updated_at", "version"}
"""Fields that no service writes by itself."""


@pytest.mark.parametrize("role", list(roles()))
def test_nobody_meets_a_dead_end(role: str, signed_in: Clients) -> None:
    client = signed_in(role)
    page = client.get("/o/yunlu/").text
    assert f'href="{URL}"' in page
    assert client.get(URL).status_code == 200
    linked = 'href="/o/yunlu/ledger/"' in page
    assert linked == (client.get("/o/yunlu/ledger/").status_code == 200)


def test_a_role_in_one_domain_is_not_led_to_the_whole_ledger(
    signed_in: Clients, org: Organisation, person: Callable[..., User]
) -> None:
    unit = domain_create(acting_user=system_viewer(org), name="产品一")
    somebody = person("nobody")
    assignment_add(
        acting_user=system_viewer(org), user=somebody, role="internal_auditor", domain=unit
    )
    page = signed_in("nobody").get(URL).text
    assert 'href="/o/yunlu/ledger/"' not in page


def test_people_see_their_own_doings_and_visible_things(
    org: Organisation, other_org: Organisation, viewer: Viewers, signed_in: Clients
) -> None:
    made = control_create(acting_user=viewer(), title="来源核验")
    control_create(acting_user=viewer("administrator", other_org), title="别家的措施")
    with writing(viewer()) as write:
        item = Item(organisation=org, title="抽检记录")
        write.create(item, "evidence.item.created")
    task_create(acting_user=viewer("engineer"), title="我建的任务")
    page = signed_in("engineer").get(URL).text
    assert f'href="/o/yunlu/controls/{made.pk}/"' in page
    assert f'href="/o/yunlu/evidence/{item.pk}/"' in page
    assert "我建的任务" in page
    assert "别家的措施" not in page
    assert "新建角色" not in page
    mine = signed_in("engineer").get(f"{URL}?who=mine").text
    assert "我建的任务" in mine
    assert "来源核验" not in mine


def test_people_outside_see_only_what_they_did(
    org: Organisation, viewer: Viewers, signed_in: Clients
) -> None:
    control_create(acting_user=viewer(), title="内部措施")
    page = signed_in("outside_assessor").get(URL).text
    assert "内部措施" not in page
    assert "还没有你能看到的动态" in page


def test_other_domains_stay_unseen(
    org: Organisation, viewer: Viewers, person: Callable[..., User], signed_in: Clients
) -> None:
    one, two = (domain_create(acting_user=system_viewer(org), name=name) for name in "甲乙")
    somebody = person("nobody")
    assignment_add(acting_user=system_viewer(org), user=somebody, role="engineer", domain=one)
    control_create(acting_user=viewer(), title="看得见", domain=one)
    control_create(acting_user=viewer(), title="看不见", domain=two)
    page = signed_in("nobody").get(URL).text
    assert "看得见" in page
    assert "看不见" not in page


def test_pages_go_on_and_cost_the_same(
    org: Organisation, viewer: Viewers, signed_in: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "LOOKED_AT", 30)
    monkeypatch.setattr(selectors, "PAGE_SIZE", 10)
    for n in range(5):
        control_create(acting_user=viewer(), title=f"措施 {n}")
    client = signed_in("engineer")
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for n in range(60):
        control_create(acting_user=viewer(), title=f"更多 {n}")
    with CaptureQueriesContext(connection) as many:
        first = client.get(URL)
    assert len(few) == len(many) <= 12
    titles, page, rounds = set(), first, 0
    while page.context["older"] and rounds < 40:
        titles |= {line.object_id for line in page.context["page"].lines}
        page = client.get(f"{URL}{page.context['older']}")
        rounds += 1
    titles |= {line.object_id for line in page.context["page"].lines if "controls" in line.kind}
    assert len(titles) >= 65
    assert client.get(f"{URL}?before=nonsense").status_code == 200
    assert client.get(f"{URL}?before=9{'9' * 30}").status_code == 200


def test_the_ledger_says_words_and_keeps_codes_in_titles(
    viewer: Viewers, signed_in: Clients
) -> None:
    made = control_create(acting_user=viewer(), title="台账")
    control_change(acting_user=viewer(), control=made, changes={"status": "retired"})
    page = signed_in().get("/o/yunlu/ledger/").text
    assert '<del title="active">运行中</del>' in page
    assert '<ins title="retired">已停用</ins>' in page
    assert '<dt title="status">' in page
    assert (
        f'<a href="/o/yunlu/controls/{made.pk}/" title="controls.control">控制措施</a> 台账' in page
    )
    assert "<ins>active</ins>" not in page
    english = signed_in()
    english.cookies["hegui_language"] = "en"
    assert '<ins title="retired">retired</ins>' in english.get("/o/yunlu/ledger/").text


def choices() -> list[tuple[str, str, str]]:
    """Return every choice of every field that the ledger keeps."""
    found = []
    for model in apps.get_models():
        kind = getattr(model, "kind", "")
        for name in getattr(model, "ledger_fields", ()) if kind else ():
            field: Any = model._meta.get_field(name)
            found += [(kind, name, str(code)) for code, _ in field.choices or ()]
    return found


def test_every_choice_in_the_ledger_has_words_in_both_languages() -> None:
    wordless = []
    for kind, name, code in choices():
        with speaking("zh"):
            zh = value_words(kind, name, code)
        with speaking("en"):
            en = value_words(kind, name, code)
        if not zh or not en or zh.isascii():
            wordless.append(f"{kind}.{name}={code}")
    assert len(choices()) > 60
    assert wordless == []


def test_things_of_the_catalogue_have_their_names() -> None:
    with speaking("zh"):
        assert "条" in value_words("obligations.entry", "obligation", "GAI-17-1")
        assert value_words("core.assignment", "role", "engineer") == "工程师"
        assert value_words("inventory.subject", "stage", "training") == "训练"
        assert value_words("assessments.clause", "verdict", "undetermined") == "未定"
        assert value_words("assessments.clause", "verdict", "unheard") == ""


def test_every_field_and_kind_of_the_ledger_has_words() -> None:
    wordless = []
    for model in apps.get_models():
        kind = getattr(model, "kind", "")
        if not isinstance(kind, str) or "." not in kind:
            continue
        with speaking("zh"):
            wordless += [kind] if line_of(kind).thing == kind else []
            names = {field.name for field in model._meta.fields} - OWN
            wordless += [f"{kind}.{n}" for n in names if Change(n, "", "").title == n]
    assert sorted(wordless) == []


def line_of(kind: str) -> Line:
    """Return a line about a thing of some kind."""
    at = dt.datetime.now(dt.UTC)
    return Line(1, at, "", False, "", "a.b.changed", "", kind, "", (), "")


def test_times_are_those_of_the_place(viewer: Viewers) -> None:
    entry = Entry(
        number=1,
        at="2026-11-25T20:00:00+00:00",
        actor="system",
        action="evidence.item.approved",
        kind="evidence.item",
        object_id="1",
        before={"approved_at": None, "changed": []},
        after={"approved_at": "2026-11-25T20:00:55.628237+00:00", "changed": ["reminded_on"]},
    )
    with speaking("zh"):
        (line,) = history_lines([entry])
        told = [(change.title, change.after) for change in line.changes]
    assert told == [("批准时间", "2026-11-26 04:00"), ("改动的字段", "上次提醒日")]
