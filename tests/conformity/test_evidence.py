"""Evidence conditions: type, approver, age, validity, version, readability."""

from typing import Any

import pytest

from hegui.project.model import Subject
from tests.conformity.factory import DIGEST, MODEL, OLD_DIGEST, days_ago, document, item, only


def test_a_good_document_holds_and_is_cited() -> None:
    seen = only(document(), evidence=(item(),))
    assert seen.state == "holds"
    assert seen.sources == ("evidence:d1",)
    assert "文件A（EV-A）以“说明书”（2026-11-10，批准人 李）为证" in seen.reason_zh


def test_one_of_several_approvers_in_the_role_is_enough_and_all_are_named() -> None:
    roles = ("compliance_lead", "model_lead")
    seen = only(document(), evidence=(item(approved_by=("wang", "li"), approver_roles=roles),))
    assert seen.state == "holds"
    assert "批准人 王、李" in seen.reason_zh
    assert "approved by 王, 李" in seen.reason_en


def test_a_missing_document_is_unknown_not_a_failure() -> None:
    seen = only(document())
    assert seen.state == "unknown"
    assert seen.reason_zh == "缺少文件A（EV-A）；请提供模型负责人批准的文件。"
    assert seen.reason_en.startswith("Missing: document A (EV-A).")


BAD = [
    (
        {"readable": False, "problem_zh": "没有文字。", "problem_en": "No text."},
        "没有文字",
        "No text",
    ),
    ({"date": days_ago(181)}, "超过 180 天", "limit of 180"),
    ({"date": days_ago(-1)}, "晚于评估基准日", "after the assessment's day"),
    ({"valid_until": days_ago(1)}, "届满", "expired"),
    ({"approved_by": "", "approver_roles": ()}, "没有批准记录", "nobody has approved"),
    (
        {"approved_by": "wang", "approver_roles": ("compliance_lead",)},
        "王不是模型负责人",
        "王, who",
    ),
    (
        {"approved_by": ("wang", "stranger"), "approver_roles": ("compliance_lead",)},
        "批准人王、stranger都不是模型负责人",
        "one of its approvers (王, stranger) is the model_lead",
    ),
    ({"approved_by": (), "approver_roles": ()}, "没有批准记录", "nobody has approved"),
    ({"approved_on": days_ago(-1)}, "批准日期", "was approved on"),
    ({"covers": {}}, "covers", "covers"),
    ({"covers": {"m1": "1.0"}}, "对应的是“问答模型”（m1）的 1.0，现在是 2.0", "which is now 2.0"),
    ({"covers": {"m1": OLD_DIGEST}}, "已失效", "stale"),
]


@pytest.mark.parametrize(("fields", "zh", "en"), BAD)
def test_a_document_that_does_not_serve_says_why(fields: dict[str, Any], zh: str, en: str) -> None:
    seen = only(document(), evidence=(item(**fields),))
    assert seen.state == "unknown"
    assert zh in seen.reason_zh
    assert en in seen.reason_en
    assert seen.sources == ("evidence:d1",)


def test_every_fault_is_told() -> None:
    seen = only(document(), evidence=(item(date=days_ago(200), approved_by="", covers={}),))
    assert all(words in seen.reason_zh for words in ("超过 180 天", "没有批准记录", "covers"))


@pytest.mark.parametrize(
    "fields",
    [
        {"date": days_ago(180)},
        {"valid_until": days_ago(0)},
        {"covers": {"m1": DIGEST}},
        {"date": days_ago(0), "approved_on": days_ago(0)},
    ],
)
def test_the_edges_still_serve(fields: dict[str, Any]) -> None:
    assert only(document(), evidence=(item(**fields),)).state == "holds"


def test_one_good_document_among_bad_ones_is_enough() -> None:
    offered = (item(id="old", date=days_ago(900)), item(), item(id="bare", covers={}))
    seen = only(document(), evidence=offered)
    assert (seen.state, seen.sources) == ("holds", ("evidence:d1",))


def test_of_bad_documents_the_closest_is_spoken_of() -> None:
    worse = item(id="worse", date=days_ago(900), approved_by="", covers={})
    seen = only(document(), evidence=(worse, item(id="near", covers={})))
    assert seen.sources == ("evidence:near",)


def test_every_named_type_is_needed() -> None:
    both = document("EV-A", "EV-B")
    half = only(both, evidence=(item(),))
    assert half.state == "unknown"
    assert "缺少文件B" in half.reason_zh
    whole = only(both, evidence=(item(), item(id="d2", type="EV-B")))
    assert (whole.state, whole.sources) == ("holds", ("evidence:d1", "evidence:d2"))


def test_a_model_without_version_and_digest_cannot_be_covered() -> None:
    bare = Subject(id="m1", kind="model", name="模型")
    seen = only(document(), subjects=(bare,), evidence=(item(),))
    assert seen.state == "unknown"
    assert "没有声明版本或摘要" in seen.reason_zh


def test_an_organisation_needs_no_version() -> None:
    assert only(document(), kind="organisation", evidence=(item(covers={}),)).state == "holds"


def test_a_document_about_one_supplier_does_not_speak_for_another() -> None:
    suppliers = tuple(Subject(id=s, kind="supplier", name=s) for s in ("s1", "s2"))
    one = only(
        document(), kind="supplier", subjects=suppliers[:1], evidence=(item(covers={"s1": "合同"}),)
    )
    other = only(
        document(), kind="supplier", subjects=suppliers[1:], evidence=(item(covers={"s1": "合同"}),)
    )
    any_ = only(document(), kind="supplier", subjects=suppliers[1:], evidence=(item(covers={}),))
    assert (one.state, other.state, any_.state) == ("holds", "unknown", "holds")


def test_documents_of_declared_subjects_only_count() -> None:
    assert only(document(), subjects=(), evidence=(item(),)).state == "unknown"
    assert only(document(), subjects=(MODEL,), evidence=(item(),)).state == "holds"
