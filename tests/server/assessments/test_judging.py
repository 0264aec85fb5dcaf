"""Verdicts of machine and people, sign-offs, and what is carried over."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.bundle import Bundle as Opened
from hegui.bundle import open_bundle
from hegui.common.errors import HeguiError
from hegui.server.assessments.errors import AssessmentClosedError, ReasonNeededError, SigningError
from hegui.server.assessments.models import Assessment, ClauseAssessment, SignOff
from hegui.server.assessments.reports import material_of
from hegui.server.assessments.selectors import clause_detail
from hegui.server.assessments.services.assessments import assessment_move, engagements_set
from hegui.server.assessments.services.signing import sign, verdicts_digest
from hegui.server.assessments.services.starting import (
    judge_again,
    reassess,
    start_from_bundle,
)
from hegui.server.assessments.services.verdicts import verdict_set
from hegui.server.core.models import Engagement, Organisation
from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.core.writing import writing
from hegui.server.ledger.models import Entry
from hegui.server.operations.demo.tasks import judged as demo_judged
from hegui.server.runs.models import Bundle
from tests.assess.conftest import PROJECT

Viewers = Callable[..., Viewer]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Return a small bundle, made once."""
    from hegui.cli.main import run

    folder = tmp_path_factory.mktemp("bundle")
    (folder / "docs").mkdir()
    (folder / "docs" / "方针.md").write_text("# 合规方针\n\n我们守法。\n", "utf-8")
    (folder / "hegui.yaml").write_text(PROJECT, "utf-8")
    out = folder / "out"
    with pytest.raises(SystemExit):
        run(
            [
                "assess",
                str(folder / "hegui.yaml"),
                "--out",
                str(out),
                "--only",
                "records.documents",
                "--reports",
                "none",
            ]
        )
    return open_bundle(out)


@pytest.fixture
def bundle(org: Organisation, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """Return the row of that bundle."""
    from hegui.server.runs.selectors import bundles

    monkeypatch.setattr(bundles, "bundle_open", lambda _row: opened)
    with writing(system_viewer(org)) as write:
        row = Bundle(
            organisation=org,
            digest=opened.digest,
            content_digest=opened.content_digest,
            sha256="0" * 64,
            size=1,
            conclusion=opened.assessment.conclusion,
            as_of=opened.inputs.as_of,
            catalogue_version=opened.catalogue.version,
            catalogue_digest=opened.catalogue.digest,
            level="integrity",
        )
        return write.create(row, "runs.bundle.kept")


@pytest.fixture
def made(viewer: Viewers, bundle: Bundle) -> Assessment:
    """Return an assessment of that bundle."""
    return start_from_bundle(acting_user=viewer(), bundle=bundle, title="本年")


def judge(viewer: Viewer, assessment: Assessment, clause: str, verdict: str, why: str = "") -> Any:
    row = clause_detail(assessment=assessment, clause=clause)
    return verdict_set(acting_user=viewer, clause=row, verdict=verdict, reason=why)


def test_the_answer_is_that_of_the_engine(made: Assessment, opened: Opened) -> None:
    engine = opened.assessment
    assert made.conclusion == engine.conclusion
    assert [(g["id"], g["state"], tuple(g["clauses"])) for g in made.gates] == [
        (g.id, g.state, g.clauses) for g in engine.gates
    ]
    rows = dict(ClauseAssessment.objects.filter(assessment=made).values_list("clause", "verdict"))
    assert rows == {v.clause: v.verdict for v in engine.verdicts}
    report = material_of(made).assessment
    assert (report.conclusion, report.gates, report.scores) == (
        engine.conclusion,
        engine.gates,
        engine.scores,
    )
    assert report.verdicts == engine.verdicts


def test_a_person_outranks_the_machine_and_both_are_kept(viewer: Viewers, made: Assessment) -> None:
    auditor = viewer("internal_auditor")
    row = ClauseAssessment.objects.filter(assessment=made, machine_verdict="undetermined").first()
    assert row is not None
    with pytest.raises(ReasonNeededError):
        judge(auditor, made, row.clause, "conforms")
    done = judge(auditor, made, row.clause, "conforms", "现场看过原始记录")
    assert (done.verdict, done.machine_verdict) == ("conforms", "undetermined")
    entry = Entry.objects.filter(kind="assessments.clause", object_id=str(row.pk)).last()
    assert entry is not None
    assert (entry.action, entry.reason) == ("assessments.clause.judged", "现场看过原始记录")
    told = {v.clause: v for v in material_of(made).assessment.verdicts}[row.clause]
    assert (told.verdict, told.trace.machine_verdict) == ("conforms", "undetermined")
    assert told.trace.decided_why == "现场看过原始记录"
    before = made.counts["conforms"]
    made.refresh_from_db()
    assert made.counts["conforms"] == before + 1
    judge(auditor, made, row.clause, "")
    made.refresh_from_db()
    assert made.counts["conforms"] == before


def test_all_gates_conform_only_when_their_clauses_do(viewer: Viewers, made: Assessment) -> None:
    auditor = viewer("internal_auditor")
    gates = ClauseAssessment.objects.filter(assessment=made, gate=True)
    first = gates.first()
    assert first is not None
    judge(auditor, made, first.clause, "does_not_conform", "没有做")
    made.refresh_from_db()
    assert made.conclusion == "does_not_conform"
    assert made.gates[0]["state"] == "blocked"
    assert made.gates[0]["clauses"] == [first.clause]


def test_a_later_verdict_voids_the_signatures(viewer: Viewers, plain: Assessment) -> None:
    officer, auditor = viewer("compliance_officer"), viewer("internal_auditor")
    with pytest.raises(SigningError):
        sign(acting_user=officer, assessment=plain, role="compliance_officer")
    assessment_move(acting_user=officer, assessment=plain, state="review")
    sign(acting_user=officer, assessment=plain, role="compliance_officer")
    with pytest.raises(SigningError):
        sign(acting_user=officer, assessment=plain, role="internal_auditor")
    digest = verdicts_digest(plain)
    sign(acting_user=auditor, assessment=plain, role="internal_auditor", seen_digest=digest)
    plain.refresh_from_db()
    assert plain.state == "signed"
    judge(auditor, plain, "4.3", "partly", "缺记录")
    plain.refresh_from_db()
    assert plain.state == "review"
    assert all(row.voided_at for row in SignOff.objects.filter(assessment=plain))
    assert verdicts_digest(plain) != digest
    with pytest.raises(SigningError):
        sign(acting_user=auditor, assessment=plain, role="internal_auditor", seen_digest=digest)


def test_what_is_closed_stays_as_it_is(viewer: Viewers, plain: Assessment) -> None:
    officer, auditor = viewer("compliance_officer"), viewer("internal_auditor")
    with pytest.raises(HeguiError):
        assessment_move(acting_user=officer, assessment=plain, state="closed")
    assessment_move(acting_user=officer, assessment=plain, state="review")
    sign(acting_user=officer, assessment=plain, role="compliance_officer")
    sign(acting_user=auditor, assessment=plain, role="internal_auditor")
    assessment_move(acting_user=officer, assessment=plain, state="closed")
    with pytest.raises(AssessmentClosedError):
        judge(auditor, plain, "4.3", "partly", "x")


def test_what_still_stands_is_carried_over(
    viewer: Viewers, made: Assessment, bundle: Bundle
) -> None:
    officer = viewer("compliance_officer")
    judge(officer, made, "4.1", "conforms", "看过环境分析")
    again = reassess(acting_user=officer, previous=made, title="复评", bundle=bundle)
    row = clause_detail(assessment=again, clause="4.1")
    assert (row.verdict, row.person_reason) == ("conforms", "看过环境分析")
    assert row.carried_from is not None
    assert row.change == {
        "before": "conforms",
        "machine_before": "undetermined",
        "person_before": "conforms",
        "why": [],
        "causes": [],
    }


def test_what_changed_must_be_judged_again(
    viewer: Viewers, made: Assessment, bundle: Bundle, opened: Opened
) -> None:
    officer = viewer("compliance_officer")
    rows = ClauseAssessment.objects.filter(assessment=made)
    policy = next(
        row.clause for row in rows if any(c.get("sources") for c in row.trace["conditions"])
    )
    judge(officer, made, policy, "conforms", "方针已批准")
    changed = judge_again(acting_user=officer, assessment=made)
    row = clause_detail(assessment=changed, clause=policy)
    assert row.stale, "the policy of the bundle is not among the server's evidence"
    assert row.verdict == "conforms"
    third = reassess(acting_user=officer, previous=made, title="复评", bundle=bundle)
    new = clause_detail(assessment=third, clause=policy)
    assert new.stale
    assert not new.person_verdict
    assert new.change is not None
    assert new.change["person_before"] == "conforms"


def test_outside_assessors_see_their_engagement_only(
    viewer: Viewers,
    signed_in: Callable[..., Any],
    plain: Assessment,
    judged: Assessment,
    engagement: Any,
) -> None:
    engagements_set(acting_user=viewer(), assessment=plain, engagements=[engagement])
    client = signed_in("outside_assessor")
    listed = client.get("/o/yunlu/assessments/")
    assert plain.title in listed.text
    assert judged.title not in listed.text
    for name in ("", "clauses/", "limits/", "report/"):
        assert client.get(f"/o/yunlu/assessments/{plain.pk}/{name}").status_code == 200
        assert client.get(f"/o/yunlu/assessments/{judged.pk}/{name}").status_code == 404
    sent = {"verdict": "conforms", "reason": "抽查原件"}
    where = "clauses/judge/?clause=4.3"
    assert client.post(f"/o/yunlu/assessments/{plain.pk}/{where}", sent).status_code == 302
    assert client.post(f"/o/yunlu/assessments/{judged.pk}/{where}", sent).status_code == 404
    assert (
        client.post(
            f"/o/yunlu/assessments/{plain.pk}/clauses/bulk/",
            {"c": "4.3", "action": "assign", "verdict": "partly"},
        ).status_code
        == 403
    )
    assert client.get("/o/yunlu/assessments/new/").status_code == 403


@pytest.mark.parametrize("format_", ["html", "json"])
def test_reports_hold_the_verdicts_of_people(
    viewer: Viewers,
    signed_in: Callable[..., Any],
    plain: Assessment,
    made: Assessment,
    format_: str,
) -> None:
    for assessment, clause in ((plain, "4.3"), (made, "4.1")):
        judge(viewer("internal_auditor"), assessment, clause, "partly", "<b>缺一份记录</b>")
        page = signed_in().get(
            f"/o/yunlu/assessments/{assessment.pk}/report/?format={format_}&lang=zh"
        )
        assert page.status_code == 200, page.text
        assert "缺一份记录" in page.text
        assert format_ == "json" or "<b>缺一份记录" not in page.text


def test_evidence_of_a_clause_goes_along_and_its_change_is_noticed(
    viewer: Viewers, plain: Assessment, org: Organisation
) -> None:
    from hegui.server.assessments.evidence import evidence_beside, links_of
    from hegui.server.evidence.models import Item, Link

    officer = viewer("compliance_officer")
    with writing(officer) as write:
        item = Item(organisation=org, title="会议纪要", state="current")
        write.create(item, "evidence.item.created")
        for clause in ("4.3", "4.4"):
            link = Link(organisation=org, item=item, to="assessment_clause")
            link.ref = f"{plain.pk}:{clause}"
            write.create(link, "evidence.item.linked")
    judge(officer, plain, "4.3", "conforms", "见纪要")
    judge(officer, plain, "4.4", "conforms", "见纪要")
    with writing(officer) as write:
        write.remove(Link.objects.get(ref=f"{plain.pk}:4.4"), "evidence.item.unlinked")
    again = reassess(acting_user=officer, previous=plain, title="复评")
    kept, lost = (clause_detail(assessment=again, clause=name) for name in ("4.3", "4.4"))
    assert (kept.person_verdict, kept.stale) == ("conforms", False)
    assert (lost.person_verdict, lost.stale) == ("", True)
    assert lost.change is not None
    assert lost.change["why"] == ["linked"]
    assert [row.title for row in evidence_beside(officer, again, "4.3")] == ["会议纪要"]
    assert Link.objects.filter(links_of(again)).count() == 1


def test_the_demonstration_opens_its_assessment_to_its_outside_assessor(
    viewer: Viewers, signed_in: Callable[..., Client], bundle: Bundle, engagement: Engagement
) -> None:
    demo_judged(viewer(), bundle)
    made = Assessment.objects.get()
    assert list(made.engagements.all()) == [engagement]
    shown = signed_in("outside_assessor").get("/o/yunlu/assessments/")
    assert made.title in shown.text
