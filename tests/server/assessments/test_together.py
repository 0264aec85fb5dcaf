"""Several people on one assessment: signing apart, judging in bulk, judging again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.common.errors import HeguiError
from hegui.server.assessments.errors import ClausesChangedError, SigningError
from hegui.server.assessments.models import Assessment, ClauseAssessment, SignOff
from hegui.server.assessments.selectors import clause_detail
from hegui.server.assessments.separation import one_person_set
from hegui.server.assessments.services.assessments import assessment_change, assessment_move
from hegui.server.assessments.services.rejudging import rejudge, rejudge_preview
from hegui.server.assessments.services.signing import sign
from hegui.server.assessments.services.verdicts import verdict_set, verdicts_bulk
from hegui.server.core.errors import ConflictError, ForbiddenError, InvalidError
from hegui.server.core.models import Organisation, User
from hegui.server.core.services import assignment_add
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for
from hegui.server.core.writing import writing
from hegui.server.ledger.models import Entry
from tests.support.evidence import make_item

Viewers = Callable[..., Viewer]
Clients = Callable[..., Client]


@pytest.fixture
def both(org: Organisation, person: Callable[..., User]) -> Viewer:
    """Return somebody who holds two roles that sign."""
    user = person("nobody")
    for role in ("compliance_officer", "internal_auditor"):
        assignment_add(acting_user=system_viewer(org), user=user, role=role)
    return viewer_for(user, org)


def judge(viewer: Viewer, assessment: Assessment, clause: str, verdict: str = "conforms") -> Any:
    row = clause_detail(assessment=assessment, clause=clause)
    return verdict_set(acting_user=viewer, clause=row, verdict=verdict, reason="看过")


def test_one_person_does_not_sign_two_roles(
    viewer: Viewers, both: Viewer, plain: Assessment
) -> None:
    assessment_move(acting_user=both, assessment=plain, state="review")
    sign(acting_user=both, assessment=plain, role="compliance_officer")
    with pytest.raises(SigningError, match="different people"):
        sign(acting_user=both, assessment=plain, role="internal_auditor")
    sign(acting_user=viewer("internal_auditor"), assessment=plain, role="internal_auditor")
    plain.refresh_from_db()
    assert plain.state == "signed"


def test_who_judged_is_not_the_only_one_who_signs(viewer: Viewers, plain: Assessment) -> None:
    officer = viewer("compliance_officer")
    assessment_change(acting_user=officer, assessment=plain, changes={"purpose": "internal"})
    judge(officer, plain, "4.3")
    assessment_move(acting_user=officer, assessment=plain, state="review")
    with pytest.raises(SigningError, match="only one"):
        sign(acting_user=officer, assessment=plain, role="compliance_officer")
    assert not SignOff.objects.exists()


def test_an_organisation_of_one_may_allow_it_and_that_is_told(
    viewer: Viewers, both: Viewer, signed_in: Clients, plain: Assessment
) -> None:
    with pytest.raises(ForbiddenError):
        one_person_set(acting_user=both, allowed=True, reason="只有一人")
    with pytest.raises(InvalidError):
        one_person_set(acting_user=viewer(), allowed=True)
    client = signed_in()
    assert signed_in("compliance_officer").post("/o/yunlu/assessments/signing/").status_code == 403
    sent = {"allowed": "on", "reason": "本单位只有一名合规人员"}
    assert client.post("/o/yunlu/assessments/signing/", sent).status_code == 302
    judge(both, plain, "4.3")
    assessment_move(acting_user=both, assessment=plain, state="review")
    sign(acting_user=both, assessment=plain, role="compliance_officer")
    row = sign(acting_user=both, assessment=plain, role="internal_auditor")
    entry = Entry.objects.get(kind="assessments.sign_off", object_id=str(row.pk))
    assert "不同的人" in entry.reason
    assert "没有执行" in client.get(f"/o/yunlu/assessments/{plain.pk}/").text


def test_bulk_judging_tells_the_second_what_changed(
    viewer: Viewers, signed_in: Clients, plain: Assessment
) -> None:
    client, where = (
        signed_in("compliance_officer"),
        f"/o/yunlu/assessments/{plain.pk}/clauses/bulk/",
    )
    page = client.post(where, {"c": ["4.3", "4.4"]}).text
    seen = re.findall(r'name="v" value="(\d+)"', page)
    assert len(seen) == 2
    judge(viewer("internal_auditor"), plain, "4.4", "partly")
    sent = {
        "c": ["4.3", "4.4"],
        "v": seen,
        "action": "judge",
        "verdict": "conforms",
        "reason": "抽查过",
    }
    refused = client.post(where, sent)
    assert refused.status_code == 409
    assert "抽查过" in refused.text
    assert refused.text.count("刚被他人修改") == 1
    rows = dict(ClauseAssessment.objects.filter(assessment=plain).values_list("clause", "verdict"))
    assert (rows["4.3"], rows["4.4"]) == ("undetermined", "partly")
    sent["v"] = re.findall(r'name="v" value="(\d+)"', refused.text)
    assert client.post(where, sent).status_code == 302
    rows = dict(ClauseAssessment.objects.filter(assessment=plain).values_list("clause", "verdict"))
    assert (rows["4.3"], rows["4.4"]) == ("conforms", "conforms")


def test_bulk_judging_over_the_api_takes_versions(api: Clients, plain: Assessment) -> None:
    where = f"/api/v1/orgs/yunlu/assessments/{plain.pk}/clauses/bulk"
    sent = {"clauses": ["4.3"], "action": "judge", "verdict": "partly", "reason": "x"}
    client = api()
    stale = client.post(where, sent | {"versions": {"4.3": 99}}, content_type="application/json")
    assert (stale.status_code, stale.json()["code"]) == (409, "clauses_changed")
    assert "4.3" in stale.json()["data"]["clauses"]
    fresh = client.post(where, sent | {"versions": {"4.3": 1}}, content_type="application/json")
    assert fresh.json() == {"changed": 1}


def test_nothing_is_written_when_one_of_many_changed(viewer: Viewers, plain: Assessment) -> None:
    rows = list(ClauseAssessment.objects.filter(assessment=plain, clause__in=["4.3", "4.4"]))
    officer = viewer("compliance_officer")
    judge(viewer("internal_auditor"), plain, "4.3", "partly")
    entries = Entry.objects.count()
    with pytest.raises(ClausesChangedError):
        verdicts_bulk(
            acting_user=officer,
            assessment=plain,
            clauses=[clause_detail(assessment=plain, clause=row.clause) for row in rows],
            verdict="conforms",
            reason="都好",
            versions={row.clause: row.version for row in rows},
        )
    assert Entry.objects.count() == entries


def test_judging_again_shows_first_and_needs_a_reason(
    viewer: Viewers, signed_in: Clients, judged: Assessment
) -> None:
    officer = viewer("compliance_officer")
    assert rejudge_preview(acting_user=officer, assessment=judged).moves == ()
    with pytest.raises(InvalidError):
        rejudge(acting_user=officer, assessment=judged, reason="  ")
    item = make_item(viewer(), type="EV-POL", period_from=judged.as_of, period_to=judged.as_of)
    from tests.server.assessments.test_standing import change

    change(viewer(), item, {"state": "current"})
    client, where = signed_in("compliance_officer"), f"/o/yunlu/assessments/{judged.pk}/rejudge/"
    before = dict(ClauseAssessment.objects.filter(assessment=judged).values_list("pk", "version"))
    page = client.get(where)
    assert page.status_code == 200
    assert (
        dict(ClauseAssessment.objects.filter(assessment=judged).values_list("pk", "version"))
        == before
    )
    seen = re.search(r'name="seen" value="(\w{64})"', page.text)
    assert seen is not None
    assert client.post(where, {"seen": seen[1], "reason": ""}).status_code == 200
    assert client.post(where, {"seen": "0" * 64, "reason": "补了方针"}).status_code == 409
    assert (
        dict(ClauseAssessment.objects.filter(assessment=judged).values_list("pk", "version"))
        == before
    )
    assert client.post(where, {"seen": seen[1], "reason": "补了方针"}).status_code == 302
    entry = Entry.objects.filter(action="assessments.assessment.judged").order_by("pk").last()
    assert entry is not None
    assert entry.reason == "补了方针"
    assert "moved_count" in entry.after


def test_the_preview_is_what_happens(viewer: Viewers, judged: Assessment) -> None:
    officer = viewer("compliance_officer")
    row = ClauseAssessment.objects.filter(assessment=judged).order_by("order").first()
    assert row is not None
    machine = row.machine_verdict
    judge(officer, judged, row.clause)
    row.refresh_from_db()
    other = {"machine_verdict": "conforms", "basis": {**row.basis, "evidence": "0" * 16}}
    with writing(officer) as write:
        write.change(row, "assessments.clause.judged", other)
    preview = rejudge_preview(acting_user=officer, assessment=judged)
    assert [(m.clause.clause, m.before, m.after) for m in preview.moves] == [
        (row.clause, "conforms", machine)
    ]
    assert "evidence" in preview.moves[0].why
    assert preview.moves[0].outlived
    rejudge(acting_user=officer, assessment=judged, reason="记录有变", seen=preview.digest)
    done = clause_detail(assessment=judged, clause=row.clause)
    assert (done.machine_verdict, done.stale) == (machine, True)
    entry = Entry.objects.filter(action="assessments.assessment.judged").order_by("pk").last()
    assert entry is not None
    assert entry.after["moved"] == [[row.clause, "conforms", "conforms"]]


def test_judging_again_over_the_api_needs_a_reason(api: Clients, judged: Assessment) -> None:
    where = f"/api/v1/orgs/yunlu/assessments/{judged.pk}/judge"
    client = api()
    assert client.get(where).json()["moves"] == []
    assert client.post(where, {}, content_type="application/json").status_code == 422
    sent = {"reason": "月度", "seen": "0" * 64}
    assert client.post(where, sent, content_type="application/json").status_code == 409
    sent["seen"] = client.get(where).json()["digest"]
    assert client.post(where, sent, content_type="application/json").status_code == 200


def test_an_imported_set_is_not_judged_again(viewer: Viewers, plain: Assessment) -> None:
    with pytest.raises(ConflictError):
        rejudge(acting_user=viewer(), assessment=plain, reason="x")
    with pytest.raises(HeguiError):
        rejudge_preview(acting_user=viewer("engineer"), assessment=plain)


def test_existing_evidence_is_found_and_linked_without_script(
    viewer: Viewers, signed_in: Clients, plain: Assessment
) -> None:
    make_item(viewer(), title="年度管理评审纪要")
    make_item(viewer(), b"other", title="培训签到")
    client, where = signed_in(), f"/o/yunlu/assessments/{plain.pk}/clauses/evidence/?clause=4.3"
    pane = client.get(f"/o/yunlu/assessments/{plain.pk}/clauses/?clause=4.3").text
    assert "关联已有证据" in pane
    page = client.get(where + "&words=评审").text
    assert "年度管理评审纪要" in page
    assert "培训签到" not in page
    found = re.search(r'name="item" value="([0-9a-f-]{36})"', page)
    assert found is not None
    assert client.post(where, {"item": found[1]}).status_code == 302
    shown = client.get(f"/o/yunlu/assessments/{plain.pk}/clauses/?clause=4.3").text
    assert "年度管理评审纪要" in shown
    assert "年度管理评审纪要" not in client.get(where + "&words=评审").text
    assert client.post(where, {"item": "x"}).status_code == 404
    reader = signed_in("management_reader")
    assert reader.post(where, {"item": found[1]}).status_code == 403
