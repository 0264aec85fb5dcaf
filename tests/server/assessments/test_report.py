"""What reports of the server hold: signatures, marks, who decided, evidence; no more than one sees."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.services.assessments import (
    assessment_change,
    assessment_move,
    engagements_set,
)
from hegui.server.assessments.services.signing import sign, verdicts_digest
from hegui.server.assessments.services.starting import start_from_records
from hegui.server.core.models import Organisation, User
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for
from hegui.server.evidence.services import link_add
from tests.server.assessments.test_standing import OUT, change, item_for, judge
from tests.support.evidence import make_item

Viewers = Callable[..., Viewer]
Clients = Callable[..., Client]


def report(client: Client, assessment: Assessment, format_: str, lang: str = "zh") -> Any:
    page = client.get(f"/o/yunlu/assessments/{assessment.pk}/report/?format={format_}&lang={lang}")
    assert page.status_code == 200, page.text[:2000]
    return page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_tells_who_signed_what_and_what_is_stale(
    viewer: Viewers, signed_in: Clients, plain: Assessment, lang: str
) -> None:
    officer = viewer("compliance_officer")
    item = item_for(officer, plain, "4.3")
    judge(officer, plain, "4.3")
    judge(officer, plain, "4.4")
    assessment_move(acting_user=officer, assessment=plain, state="review")
    digest = verdicts_digest(plain)
    sign(acting_user=officer, assessment=plain, role="compliance_officer", statement="已逐条看过")
    change(officer, item, OUT["withdrawn"])
    page = report(signed_in(), plain, "html", lang).text
    for text in (digest, "已逐条看过", "compliance_officer yunlu", "证据 4.3", item.current.sha256):
        assert text in page
    words = {"zh": ("需重新判定", "已撤回", "尚未签署"), "en": ("to be judged again", "withdrawn")}
    for text in words[lang]:
        assert text in page
    told = json.loads(report(signed_in(), plain, "json", lang).content)
    assert [row["id"] for row in told["sections"]] == [
        "signatures",
        "standing",
        "overridden",
        "linked-evidence",
        "gaps",
    ]
    assert "4.3" in told["marks"]


def test_a_report_promises_only_what_can_be_done(signed_in: Clients, plain: Assessment) -> None:
    page = report(signed_in(), plain, "html").text
    assert "运行 hegui verify" not in page
    assert "运行 hegui report" not in page
    assert "不能用 hegui verify 核对" in page


def test_a_report_names_who_decided_otherwise(
    viewer: Viewers, signed_in: Clients, judged: Assessment
) -> None:
    row = ClauseAssessment.objects.filter(assessment=judged, machine_verdict="undetermined").first()
    assert row is not None
    judge(viewer("internal_auditor"), judged, row.clause)
    told = json.loads(report(signed_in(), judged, "json").content)
    (found,) = (s["rows"] for s in told["sections"] if s["id"] == "overridden")
    assert found[0][1:4] == ["未定", "符合", "internal_auditor yunlu"]
    assert found[0][5] == "看过"


def test_the_pdf_is_set(viewer: Viewers, signed_in: Clients, plain: Assessment) -> None:
    item_for(viewer(), plain, "4.3")
    judge(viewer("internal_auditor"), plain, "4.3", "partly")
    assert report(signed_in(), plain, "pdf").content.startswith(b"%PDF")


@pytest.fixture
def domains(org: Organisation) -> Any:
    """Return two domains beside each other."""
    return [domain_create(acting_user=system_viewer(org), name=name) for name in "甲乙"]


SECRET = "乙部门机密评审"


@pytest.fixture
def secret(viewer: Viewers, domains: Any) -> Any:
    """Return an item of the second domain, linked to a clause of the catalogue."""
    item = make_item(viewer(), title=SECRET, domain=domains[1], type="EV-POL")
    link_add(acting_user=viewer(), item=item, kind="clause", ref="4.1")
    change(viewer(), item, {"state": "current"})
    return item


def test_outside_assessors_see_nothing_of_domains_beside(
    viewer: Viewers,
    signed_in: Clients,
    org: Organisation,
    engagement: Any,
    domains: Any,
    secret: Any,
) -> None:
    made = start_from_records(acting_user=system_viewer(org), title="甲评估", domain=domains[0])
    own = make_item(viewer(), b"own", title="甲的证据", domain=domains[0])
    link_add(acting_user=viewer(), item=own, kind="clause", ref="4.1")
    change(viewer(), own, {"state": "current"})
    engagements_set(acting_user=viewer(), assessment=made, engagements=[engagement])
    client = signed_in("outside_assessor")
    listed = client.get("/o/yunlu/evidence/").text
    assert "甲的证据" in listed
    assert SECRET not in listed
    assert client.get(f"/o/yunlu/evidence/{secret.pk}/").status_code == 404
    pane = client.get(f"/o/yunlu/assessments/{made.pk}/clauses/?clause=4.1").text
    assert "甲的证据" in pane
    for format_ in ("html", "json"):
        assert SECRET not in report(client, made, format_).content.decode()


def test_people_of_one_domain_read_no_titles_of_another(
    org: Organisation,
    person: Callable[..., User],
    viewer: Viewers,
    domains: Any,
    secret: Any,
) -> None:
    whole = start_from_records(acting_user=system_viewer(org), title="全公司")
    everything = Client()
    everything.force_login(person("administrator"))
    full = report(everything, whole, "json").content.decode()
    assert SECRET in full
    # The assessment is moved into the domain of the reader; the machine's words stay as they are.
    assessment_change_quietly(viewer(), whole, domains[0])
    user = person("nobody")
    assignment_add(
        acting_user=system_viewer(org), user=user, role="compliance_officer", domain=domains[0]
    )
    client = Client()
    client.force_login(user)
    assert viewer_for(user, org).may("assessments.view", whole)
    for name in ("", "clauses/?clause=4.1", "clauses/?clause=4.3", "limits/", "gaps/", "changes/"):
        page = client.get(f"/o/yunlu/assessments/{whole.pk}/{name}")
        assert page.status_code == 200
        assert SECRET not in page.text, name
    for format_ in ("html", "json"):
        assert SECRET not in report(client, whole, format_).content.decode()


def assessment_change_quietly(viewer: Viewer, assessment: Assessment, domain: Any) -> None:
    from hegui.server.core.writing import writing

    with writing(viewer) as write:
        held = Assessment.objects.get(pk=assessment.pk)
        write.change(held, "assessments.assessment.changed", {"domain": domain})
    assessment.refresh_from_db()


def test_what_is_not_visible_is_counted(
    viewer: Viewers, org: Organisation, person: Callable[..., User], plain: Assessment, domains: Any
) -> None:
    item = make_item(viewer(), title=SECRET, domain=domains[1])
    link_add(acting_user=viewer(), item=item, kind="assessment_clause", ref=f"{plain.pk}:4.3")
    assessment_change(acting_user=viewer(), assessment=plain, changes={"domain": domains[0]})
    user = person("nobody")
    assignment_add(
        acting_user=system_viewer(org), user=user, role="internal_auditor", domain=domains[0]
    )
    client = Client()
    client.force_login(user)
    page = client.get(f"/o/yunlu/assessments/{plain.pk}/clauses/?clause=4.3").text
    assert "另有 1 份证据你看不到" in page
    assert SECRET not in page
