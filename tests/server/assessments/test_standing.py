"""Verdicts stand while the evidence under them counts; else they are looked at again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.common.dates import today
from hegui.server.assessments.errors import SigningError
from hegui.server.assessments.evidence import ref_of
from hegui.server.assessments.models import Assessment, SignOff
from hegui.server.assessments.selectors import clause_detail
from hegui.server.assessments.services.assessments import assessment_move
from hegui.server.assessments.services.signing import sign
from hegui.server.assessments.services.starting import reassess
from hegui.server.assessments.services.verdicts import verdict_set
from hegui.server.assessments.standing import outdated
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.models import Item, Link
from hegui.server.evidence.services import link_add
from tests.support.evidence import make_item

Viewers = Callable[..., Viewer]
YESTERDAY = today() - dt.timedelta(days=1)
OUT: dict[str, dict[str, Any]] = {
    "expired": {"valid_until": YESTERDAY},
    "period": {"period_to": today() - dt.timedelta(days=4000)},
    "version": {"stale_since": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    "withdrawn": {"state": "withdrawn"},
    "superseded": {"state": "superseded"},
}


def item_for(viewer: Viewer, assessment: Assessment, clause: str, **fields: Any) -> Item:
    """Return a current item that is linked to a clause."""
    known = {"period_from": None, "period_to": None} | fields
    item = make_item(viewer, f"{clause} {fields}", title=f"证据 {clause}", **known)
    link_add(
        acting_user=viewer, item=item, kind="assessment_clause", ref=ref_of(assessment, clause)
    )
    change(viewer, item, {"state": "current"})
    return Item.objects.get(pk=item.pk)


def change(viewer: Viewer, item: Item, fields: dict[str, Any]) -> None:
    with writing(viewer) as write:
        write.change(Item.objects.get(pk=item.pk), "evidence.item.changed", dict(fields))


def judge(viewer: Viewer, assessment: Assessment, clause: str, verdict: str = "conforms") -> Any:
    row = clause_detail(assessment=assessment, clause=clause)
    return verdict_set(acting_user=viewer, clause=row, verdict=verdict, reason="看过")


@pytest.mark.parametrize("code", OUT)
def test_a_verdict_on_lapsed_evidence_is_not_carried(
    viewer: Viewers, plain: Assessment, code: str
) -> None:
    officer = viewer("compliance_officer")
    item = item_for(officer, plain, "4.3")
    item_for(officer, plain, "4.4")
    judge(officer, plain, "4.3")
    judge(officer, plain, "4.4")
    assert not outdated(plain)
    change(officer, item, OUT[code])
    again = reassess(acting_user=officer, previous=plain, title="复评")
    lost, kept = (clause_detail(assessment=again, clause=name) for name in ("4.3", "4.4"))
    assert (lost.person_verdict, lost.stale, lost.carried_from) == ("", True, None)
    assert lost.change is not None
    assert "standing" in lost.change["why"]
    assert lost.change["evidence"] == [[str(item.pk), code]]
    assert (kept.person_verdict, kept.stale) == ("conforms", False)


def test_the_changes_say_which_evidence_and_why(
    viewer: Viewers, signed_in: Callable[..., Client], plain: Assessment
) -> None:
    officer = viewer("compliance_officer")
    item = item_for(officer, plain, "4.3")
    judge(officer, plain, "4.3")
    change(officer, item, OUT["expired"])
    again = reassess(acting_user=officer, previous=plain, title="复评")
    page = signed_in("compliance_officer").get(f"/o/yunlu/assessments/{again.pk}/changes/").text
    assert "证据 4.3" in page
    assert "有效期已过" in page


def test_nobody_signs_while_verdicts_rest_on_stale_evidence(
    viewer: Viewers, signed_in: Callable[..., Client], plain: Assessment
) -> None:
    officer = viewer("compliance_officer")
    item = item_for(officer, plain, "4.3")
    judge(officer, plain, "4.3")
    assessment_move(acting_user=officer, assessment=plain, state="review")
    change(officer, item, OUT["expired"])
    with pytest.raises(SigningError, match=r"4\.3"):
        sign(acting_user=officer, assessment=plain, role="compliance_officer")
    assert not SignOff.objects.exists()
    client = signed_in("compliance_officer")
    assert "1 条需重新判定" in client.get(f"/o/yunlu/assessments/{plain.pk}/").text
    assert "1 条需重新判定" in client.get(f"/o/yunlu/assessments/{plain.pk}/sign/").text
    listed = client.get(f"/o/yunlu/assessments/{plain.pk}/clauses/?flag=stale").text
    assert "第3条" in listed
    assert "第4条" not in listed
    assert "证据 4.3" in listed
    assert "有效期已过" in listed
    judge(officer, plain, "4.3", "does_not_conform")
    sign(acting_user=officer, assessment=plain, role="compliance_officer")


def test_the_same_verdict_again_does_not_make_lapsed_evidence_count(
    viewer: Viewers, plain: Assessment
) -> None:
    officer = viewer("compliance_officer")
    item = item_for(officer, plain, "4.3")
    judge(officer, plain, "4.3")
    change(officer, item, OUT["withdrawn"])
    assert set(outdated(plain)) == {"4.3"}
    judge(officer, plain, "4.3")
    assert not outdated(plain), "the verdict given anew does not rest on what was withdrawn"
    other = item_for(officer, plain, "4.4", valid_until=YESTERDAY)
    judge(officer, plain, "4.4")
    assert [t.code for t in outdated(plain)["4.4"]] == ["expired"]
    judge(officer, plain, "4.4", "does_not_conform")
    assert not outdated(plain)
    change(officer, other, OUT["superseded"])
    assert [t.code for t in outdated(plain)["4.4"]] == ["superseded"]


def test_a_link_taken_away_or_a_new_file_is_noticed(viewer: Viewers, plain: Assessment) -> None:
    officer = viewer("compliance_officer")
    item = item_for(officer, plain, "4.3")
    judge(officer, plain, "4.3")
    with writing(officer) as write:
        write.remove(Link.objects.get(item=item), "evidence.item.unlinked")
    assert [t.code for t in outdated(plain)["4.3"]] == ["unlinked"]


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("withdrawn", "已撤回"),
        ("superseded", "已被取代"),
        ("expired", "有效期已过"),
        ("version", "旧版本"),
    ],
)
def test_the_panes_mark_evidence_that_does_not_count(
    viewer: Viewers, signed_in: Callable[..., Client], plain: Assessment, code: str, word: str
) -> None:
    item = item_for(viewer(), plain, "4.3")
    change(viewer(), item, OUT[code])
    page = signed_in().get(f"/o/yunlu/assessments/{plain.pk}/clauses/?clause=4.3").text
    pane = page.split('id="evidence-pane"')[1].split("</section>")[0]
    assert word in pane
    assert "不计入" in pane


def test_what_went_stale_after_signing_is_not_closed(viewer: Viewers, plain: Assessment) -> None:
    officer, auditor = viewer("compliance_officer"), viewer("internal_auditor")
    item = item_for(officer, plain, "4.3")
    judge(auditor, plain, "4.3")
    assessment_move(acting_user=officer, assessment=plain, state="review")
    sign(acting_user=officer, assessment=plain, role="compliance_officer")
    sign(acting_user=auditor, assessment=plain, role="internal_auditor")
    change(officer, item, OUT["superseded"])
    with pytest.raises(SigningError):
        assessment_move(acting_user=officer, assessment=plain, state="closed")
    change(officer, item, {"state": "current"})
    assessment_move(acting_user=officer, assessment=plain, state="closed")
