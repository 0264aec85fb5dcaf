"""Imported sets: how well they are verified, and the next edition of one."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from hegui.server.assessments.models import Assessment, ClauseAssessment, ClauseSet
from hegui.server.assessments.reports import material_of
from hegui.server.assessments.selectors import clause_detail
from hegui.server.assessments.selectors.answers import limits
from hegui.server.assessments.services.frozen import clause_set_import
from hegui.server.assessments.services.starting import reassess, start_from_set
from hegui.server.assessments.services.verdicts import verdict_set
from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer, system_viewer

Viewers = Callable[..., Viewer]
ROWS = [
    {"id": "7.2", "title_zh": "能力", "requirement_zh": "人员应当胜任。"},
    {"id": "7.3", "title_zh": "意识", "requirement_zh": "人员应当知晓方针。"},
    {"id": "9.2", "title_zh": "内部审核", "grade": "verified"},
    {"id": "9.3", "title_zh": "管理评审", "grade": "memory"},
    {"id": "10.1", "title_zh": "改进", "grade": "A+"},
]


def imported(org: Organisation, rows: list[dict[str, Any]], **head: str) -> ClauseSet:
    """Import a set."""
    data = json.dumps({"title": "GB/T 27922", **head, "clauses": rows}).encode()
    return clause_set_import(acting_user=system_viewer(org), data=data, name="set.json")


@pytest.mark.parametrize(
    ("of_set", "grades", "below"),
    [
        ("", ["unverified", "unverified", "verified", "memory", "unverified"], 4),
        ("imported", ["unverified", "unverified", "verified", "memory", "unverified"], 4),
        ("full_text", ["full_text", "full_text", "verified", "memory", "unverified"], 2),
    ],
)
def test_a_row_without_a_known_grade_is_unverified(
    org: Organisation, viewer: Viewers, of_set: str, grades: list[str], below: int
) -> None:
    head = {"grade": of_set} if of_set else {}
    made = start_from_set(
        acting_user=viewer(), clause_set=imported(org, ROWS, **head), title="对照"
    )
    rows = ClauseAssessment.objects.filter(assessment=made).order_by("order")
    assert [row.grade for row in rows] == grades
    assert limits(assessment=made, catalogue=None).below == below
    found = material_of(made)
    assert [found.catalogue.clauses[row["id"]].grade for row in ROWS] == grades
    assert found.assessment.below_best_grade == below
    assert rows.filter(below_best=True).count() == below


@pytest.fixture
def judged_once(org: Organisation, viewer: Viewers) -> Assessment:
    """Return an assessment of the first edition, with verdicts of a person."""
    made = start_from_set(
        acting_user=viewer(), clause_set=imported(org, ROWS, release="2019"), title="首评"
    )
    for clause in ("7.2", "7.3", "9.2"):
        row = clause_detail(assessment=made, clause=clause)
        verdict_set(acting_user=viewer(), clause=row, verdict="conforms", reason="看过记录")
    return made


def next_edition(org: Organisation) -> ClauseSet:
    """Import the next edition: 7.3 says more, 9.2 is gone, 7.4 is new."""
    rows = [dict(row) for row in ROWS if row["id"] != "9.2"]
    rows[1]["requirement_zh"] += "并能说明其后果。"
    return imported(org, [*rows, {"id": "7.4", "title_zh": "沟通"}], release="2027")


def told(assessment: Assessment) -> dict[str, tuple[str, bool, list[str]]]:
    """Return verdict, staleness and why of some clauses."""
    rows = ClauseAssessment.objects.filter(assessment=assessment)
    return {
        row.clause: (row.person_verdict, row.stale, (row.change or {})["why"])
        for row in rows
        if row.clause.startswith("7.")
    }


def test_the_next_edition_takes_over_what_says_the_same(
    org: Organisation, viewer: Viewers, judged_once: Assessment
) -> None:
    edition = next_edition(org)
    made = reassess(acting_user=viewer(), previous=judged_once, title="新版", clause_set=edition)
    assert made.clause_set == edition
    assert told(made) == {
        "7.2": ("conforms", False, []),
        "7.3": ("", True, ["clause"]),
        "7.4": ("", False, ["new"]),
    }


def test_the_edition_is_chosen_on_the_page_and_over_the_api(
    org: Organisation,
    judged_once: Assessment,
    signed_in: Callable[..., Any],
    api: Callable[..., Any],
    other_org: Organisation,
) -> None:
    edition = next_edition(org)
    client, home = signed_in("compliance_officer"), f"/o/yunlu/assessments/{judged_once.pk}/"
    page = client.get(f"{home}again/").text
    assert page.index(str(edition.pk)) < page.index(str(judged_once.clause_set_id))
    sent = {"title": "页面", "clause_set": str(edition.pk)}
    assert client.post(f"{home}again/", sent).status_code == 302
    assert told(Assessment.objects.get(title="页面"))["7.2"][0] == "conforms"
    program, url = (
        api("compliance_officer"),
        f"/api/v1/orgs/yunlu/assessments/{judged_once.pk}/again",
    )
    sent = {"title": "接口", "clause_set": str(edition.pk)}
    answer = program.post(url, sent, content_type="application/json")
    assert answer.status_code == 201, answer.text
    assert told(Assessment.objects.get(title="接口"))["7.3"][1]
    foreign = imported(other_org, ROWS)
    sent = {"title": "外来", "clause_set": str(foreign.pk)}
    assert program.post(url, sent, content_type="application/json").status_code == 404


def test_a_catalogue_and_an_imported_set_do_not_follow_each_other(
    org: Organisation, viewer: Viewers, judged: Assessment
) -> None:
    with pytest.raises(InvalidError):
        reassess(acting_user=viewer(), previous=judged, title="x", clause_set=imported(org, ROWS))


def test_conditions_are_named_where_the_machine_tells_them(
    judged: Assessment, signed_in: Callable[..., Any]
) -> None:
    page = signed_in().get(f"/o/yunlu/assessments/{judged.pk}/clauses/?clause=4.1").text
    row = clause_detail(assessment=judged, clause="4.1")
    names = [condition["id"] for condition in row.trace["conditions"]]
    assert names
    for name in names:
        assert f'<code class="small muted">4.1 {name}</code>' in page
