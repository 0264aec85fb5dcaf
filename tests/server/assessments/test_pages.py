"""Pages of assessments: the workspace at any size, every action a plain form."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hegui.server.assessments.models import Assessment, ClauseAssessment, ClauseSet, Comment
from hegui.server.assessments.services.starting import start_from_set
from hegui.server.assessments.services.tasks import tasks_for
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.improvement.services import task_change

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def url(assessment: Assessment, name: str = "") -> str:
    return f"/o/yunlu/assessments/{assessment.pk}/{name}"


@pytest.mark.parametrize(
    "name",
    ["", "clauses/", "gaps/", "limits/", "changes/", "report/", "edit/", "again/", "engagements/"],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens(
    signed_in: Clients, judged: Assessment, plain: Assessment, name: str, language: str
) -> None:
    client = signed_in()
    client.cookies["hegui_language"] = language
    for assessment in (judged, plain):
        answer = client.get(url(assessment, name))
        assert answer.status_code == 200
        assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", ["", "new/", "sets/", "sets/import/"])
def test_the_other_pages_open(signed_in: Clients, plain: Assessment, path: str) -> None:
    assert signed_in().get(f"/o/yunlu/assessments/{path}").status_code == 200


@pytest.mark.parametrize("count", [187, 1209, 5880])
def test_the_workspace_costs_ten_queries_at_any_size(
    signed_in: Clients,
    org: Organisation,
    imported: Callable[..., ClauseSet],
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    viewer = system_viewer(org)
    made = start_from_set(acting_user=viewer, clause_set=imported(count), title="大")
    client = signed_in()
    client.get("/o/yunlu/assessments/")
    with django_assert_max_num_queries(10):
        page = client.get(url(made, "clauses/"))
    assert page.text.count('<li id="r') == count
    with django_assert_max_num_queries(12):
        client.get(url(made))


def test_the_workspace_of_a_judged_catalogue_costs_ten_queries(
    signed_in: Clients,
    judged: Assessment,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in()
    client.get("/o/yunlu/assessments/")
    with django_assert_max_num_queries(10):
        page = client.get(url(judged, "clauses/?clause=4.1"))
    assert "理解组织及其环境" in page.text
    assert page.text.count('<li id="r') == 187


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("verdict=undetermined", 12),
        ("verdict=conforms", 0),
        ("layer=data", 4),
        ("flag=gate", 1),
        ("assignee=nobody", 12),
        ("assignee=zzz", 12),
        ("q=第7条", 1),
        ("flag=nonsense&verdict=nonsense", 12),
    ],
)
def test_the_list_is_narrowed(
    signed_in: Clients, plain: Assessment, asked: str, count: int
) -> None:
    page = signed_in("internal_auditor").get(url(plain, f"clauses/?{asked}"))
    assert page.text.count('<li id="r') == count


def test_a_clause_is_judged_by_a_plain_form(signed_in: Clients, plain: Assessment) -> None:
    client = signed_in("internal_auditor")
    sent = {"verdict": "partly", "reason": EVIL, "seen_version": "1"}
    answer = client.post(url(plain, "clauses/judge/?clause=4.3"), sent, follow=True)
    assert answer.redirect_chain
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text
    row = ClauseAssessment.objects.get(assessment=plain, clause="4.3")
    assert (row.verdict, row.person_verdict, row.person_reason) == ("partly", "partly", EVIL)


def test_the_script_gets_the_panes_and_the_line(signed_in: Clients, plain: Assessment) -> None:
    client = signed_in()
    headers = {"hx-request": "true", "hx-target": "clause-panes"}
    part = client.get(url(plain, "clauses/?clause=4.3"), headers=headers)
    assert "<html" not in part.text
    sent = {"verdict": "conforms", "reason": "看过", "seen_version": "1"}
    answer = client.post(url(plain, "clauses/judge/?clause=4.3"), sent, headers=headers)
    assert 'hx-swap-oob="true" id="r4"' in answer.text
    assert "mark-conforms" in answer.text


def test_two_people_judge_the_same_clause(signed_in: Clients, plain: Assessment) -> None:
    where = url(plain, "clauses/judge/?clause=4.3")
    first = {"verdict": "conforms", "reason": "甲的理由", "seen_version": "1"}
    signed_in().post(where, first)
    second = {"verdict": "partly", "reason": "乙的理由", "seen_version": "1"}
    late = signed_in("compliance_officer")
    answer = late.post(where, second)
    assert answer.status_code == 409
    assert "已被他人修改" in answer.text
    assert "甲的理由" in answer.text
    assert "乙的理由" in answer.text
    assert ClauseAssessment.objects.get(assessment=plain, clause="4.3").verdict == "conforms"
    seen = re.search(r'name="seen_version" value="(\d+)"', answer.text)
    assert seen is not None
    late.post(where, {**second, "seen_version": seen[1]})
    assert ClauseAssessment.objects.get(assessment=plain, clause="4.3").verdict == "partly"


def test_a_comment_sent_twice_is_written_once(signed_in: Clients, plain: Assessment) -> None:
    client = signed_in("management_reader")
    sent = {"text": EVIL, "submission": "a" * 32}
    for _ in range(2):
        answer = client.post(url(plain, "clauses/comment/?clause=4.3"), sent, follow=True)
    assert Comment.objects.count() == 1
    assert "<script>alert" not in answer.text
    assert ClauseAssessment.objects.get(assessment=plain, clause="4.3").comments == 1


def test_several_clauses_are_judged_assigned_and_tasked(
    signed_in: Clients, plain: Assessment, person: Callable[..., object]
) -> None:
    client = signed_in("compliance_officer")
    where, chosen = url(plain, "clauses/bulk/"), {"c": ["4.1", "4.2"]}
    assert client.post(where, chosen).status_code == 200
    refused = client.post(where, {**chosen, "action": "judge", "verdict": "partly", "reason": ""})
    assert refused.status_code == 200
    assert not ClauseAssessment.objects.filter(assessment=plain, verdict="partly").exists()
    client.post(where, {**chosen, "action": "judge", "verdict": "partly", "reason": "同样缺记录"})
    assert ClauseAssessment.objects.filter(assessment=plain, verdict="partly").count() == 2
    owner = getattr(person("engineer"), "pk", None)
    client.post(where, {**chosen, "action": "assign", "verdict": "partly", "assignee": owner})
    assert ClauseAssessment.objects.filter(assessment=plain, assignee=owner).count() == 2
    client.post(where, {**chosen, "action": "tasks", "verdict": "partly"})
    page = client.get(url(plain, "gaps/"))
    assert page.text.count("/improvement/") >= 2


def test_what_is_not_allowed_is_refused(
    signed_in: Clients, plain: Assessment, other_org: Organisation
) -> None:
    reader = signed_in("management_reader")
    sent = {"verdict": "conforms", "reason": "x"}
    assert reader.post(url(plain, "clauses/judge/?clause=4.3"), sent).status_code == 403
    stranger = signed_in("administrator", other_org)
    assert stranger.get(url(plain)).status_code == 404
    assert stranger.get(f"/o/other/assessments/{plain.pk}/").status_code == 404
    assert stranger.get(f"/o/other/assessments/{plain.pk}/clauses/").status_code == 404
    assert reader.get(url(plain, "clauses/?clause=nothing")).status_code == 404
    assert reader.get(url(plain, "clauses/?clause=%00")).status_code == 400


def test_the_effort_of_gaps_is_what_people_estimated(
    signed_in: Clients, plain: Assessment, viewer: Viewers, api: Callable[..., Client]
) -> None:
    page = signed_in().get(url(plain, "gaps/")).text
    assert "12 项都未估算" in page
    rows = list(ClauseAssessment.objects.filter(assessment=plain).order_by("order"))
    made = tasks_for(acting_user=viewer(), assessment=plain, clauses=rows[:3])
    task_change(acting_user=viewer(), task=made[0], changes={"effort": 2.5})
    task_change(acting_user=viewer(), task=made[1], changes={"effort": 4})
    page = signed_in().get(url(plain, "gaps/")).text
    assert "6.5 人日（12 项中估算了 2 项）" in page
    found = api("engineer").get(f"/api/v1/orgs/yunlu/assessments/{plain.pk}/gaps").json()
    assert (found["effort"], found["estimated"], found["total"]) == (6.5, 2, 12)
    known = {gap["clause"]: gap["effort"] for gap in found["gaps"]}
    assert known[rows[0].clause] == 2.5
    assert known[rows[2].clause] is None
    assert "6.5 人日" in signed_in().get(url(plain, "report/?format=html")).text


def test_a_cut_list_of_clause_sets_says_so(
    signed_in: Clients, imported: Callable[..., ClauseSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hegui.server.assessments.views.assessments.SETS", 1)
    first, second = imported(3, "甲"), imported(3, "乙")
    page = signed_in().get("/o/yunlu/assessments/new/").text
    assert "只列出最新的 1 项" in page
    assert (str(first.pk) in page, str(second.pk) in page) in ((True, False), (False, True))
    for row in (first, second):
        asked = signed_in().get(f"/o/yunlu/assessments/new/?set={row.pk}").text
        assert str(row.pk) in asked
