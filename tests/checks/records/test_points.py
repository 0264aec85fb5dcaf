"""records.agreement and records.disclosure: found, not found, and missing only by a person."""

import datetime as dt

import msgspec
import pytest

from hegui.catalogue.model import Catalogue, EvidenceType, Point
from hegui.checks.records import points_check
from hegui.checks.records.cues import cues_in, normalised
from hegui.checks.records.points import required_points
from hegui.project.model import Document, PointDecision
from tests.checks.records.support import DAY, Recorder

NOW = {"svc": "2.0"}


def tos(file: str = "tos.md", **more: object) -> Document:
    values = {"id": "d1", "type": "EV-TOS", "date": dt.date(2026, 9, 1), "covers": NOW} | more
    return Document(file=file, **values)


def decision(point: str, present: bool, **more: object) -> PointDecision:
    values = {"document": "d1", "by": "li", "on": dt.date(2026, 10, 1)} | more
    return PointDecision(point=point, present=present, **values)


@pytest.fixture(scope="session")
def all_cues(catalogue: Catalogue) -> str:
    points = catalogue.evidence_types["EV-TOS"].points
    return "\n".join(f"# {p.name_zh}\n本条写明：{p.cues_zh[0]}。" for p in points)


def run(ctx: Recorder, check_id: str = "records.agreement", subject: str = "svc") -> dict[str, int]:
    jobs = points_check.plan_points(check_id)(ctx.declared, ctx.catalogue)
    [job] = [job for job in jobs if job.subject == subject]
    return points_check.run_points(job, ctx).measures


def kinds(ctx: Recorder, kind: str) -> list[str]:
    return [finding.code for finding in ctx.findings if finding.kind == kind]


def test_jobs_are_planned_for_declared_types_and_subjects_of_the_criterias_kind(
    make_context,
) -> None:
    con = Document(id="c", type="EV-CON", file="c.md", date=DAY)
    ctx = make_context(documents=(tos(), con))
    plan = points_check.plan_points("records.agreement")
    jobs = [(j.subject, j.parameters) for j in plan(ctx.declared, ctx.catalogue)]
    assert sorted(jobs, key=str) == sorted(
        [
            ("svc", {"document": "EV-TOS"}),
            ("acme", {"document": "EV-CON"}),
            ("sup", {"document": "EV-CON"}),
        ],
        key=str,
    )


def test_all_points_found(make_context, all_cues: str, catalogue: Catalogue) -> None:
    ctx = make_context({"tos.md": all_cues}, documents=(tos(),))
    measures = run(ctx)
    total = len(required_points(ctx.declared, catalogue, "EV-TOS"))
    assert measures == {
        "points_required": total,
        "points_found": total,
        "points_confirmed_missing": 0,
    }
    assert total >= 10
    assert "知识产权" in next(f.note for f in ctx.findings if f.code == "TOS-07")


def test_a_point_not_found_is_not_missing_and_says_what_to_look_for(make_context) -> None:
    ctx = make_context({"tos.md": "双方权利义务"}, documents=(tos(),))
    measures = run(ctx)
    assert measures["points_found"] == 1
    assert measures["points_confirmed_missing"] == 0
    note = next(f.note for f in ctx.findings if f.code == "TOS-12")
    assert "可查找：未成年人、监护人、年龄" in note
    assert "Look for" in note


def test_a_person_confirms_what_is_there_and_what_is_missing(make_context, all_cues: str) -> None:
    said = (decision("TOS-07", False), decision("TOS-08", False), decision("TOS-08", True))
    ctx = make_context({"tos.md": all_cues}, documents=(tos(),), point_decisions=said)
    measures = run(ctx)
    assert measures["points_confirmed_missing"] == 1
    assert measures["points_found"] == measures["points_required"] - 1
    assert kinds(ctx, "point_confirmed_missing") == ["TOS-07"]
    assert "由 li 于 2026-10-01 确认" in next(f.note for f in ctx.findings if f.code == "TOS-08")


def test_decisions_before_the_document_or_after_the_day_do_not_count(
    make_context, all_cues: str
) -> None:
    said = (
        decision("TOS-07", False, on=dt.date(2026, 8, 31)),
        decision("TOS-08", False, on=DAY + dt.timedelta(days=1)),
    )
    ctx = make_context({"tos.md": all_cues}, documents=(tos(),), point_decisions=said)
    assert run(ctx)["points_confirmed_missing"] == 0
    assert kinds(ctx, "decision_stale") == ["TOS-07"]


@pytest.mark.parametrize(
    "document",
    [
        tos(covers={}),
        tos(covers={"svc": "1.0"}),
        tos(covers={"m1": "1"}),
        tos(valid_until=DAY - dt.timedelta(days=1)),
        tos(date=DAY + dt.timedelta(days=1)),
    ],
)
def test_without_a_current_document_nothing_is_claimed(
    make_context, all_cues: str, document: Document
) -> None:
    ctx = make_context({"tos.md": all_cues}, documents=(document,))
    assert set(run(ctx)) == {"points_required"}
    assert "当前版本" in ctx.errors[0].what


@pytest.mark.parametrize(
    "document",
    [tos(valid_until=DAY), tos(date=DAY), tos(covers={"svc": "sha256:" + "a" * 64})],
)
def test_a_document_counts_on_its_first_and_last_day_and_by_digest(
    make_context, all_cues: str, document: Document
) -> None:
    ctx = make_context({"tos.md": all_cues}, documents=(document,))
    assert run(ctx)["points_found"] > 0


def test_the_newest_agreement_speaks_even_when_it_cannot_be_read(
    make_context, all_cues: str
) -> None:
    newer = tos("scan.pdf", id="d2", date=dt.date(2026, 10, 1))
    said = (decision("TOS-01", True, document="d2"),)
    ctx = make_context(
        {"tos.md": all_cues, "scan.pdf": b"%PDF-broken"},
        documents=(tos(), newer),
        point_decisions=said,
    )
    assert run(ctx)["points_found"] == 1
    assert [error.where for error in ctx.errors] == ["scan.pdf"]


def test_every_contract_must_hold_a_point_and_pages_hold_them_together(
    make_context, catalogue: Catalogue
) -> None:
    halves = {}
    for kind in ("EV-CON", "EV-PUB"):
        cues = [point.cues_zh[0] for point in catalogue.evidence_types[kind].points]
        halves |= {f"{kind}1.md": " ".join(cues), f"{kind}2.md": cues[0]}
    documents = tuple(
        Document(id=name, type=name[:6], file=name, date=DAY, covers=NOW if "PUB" in name else {})
        for name in halves
    )
    ctx = make_context(halves, documents=documents)
    assert run(ctx, subject="acme")["points_found"] == 1
    disclosed = run(ctx, "records.disclosure")
    assert disclosed["points_found"] == disclosed["points_required"]


def test_points_of_obligations_that_do_not_apply_are_not_required(
    make_context, catalogue: Catalogue
) -> None:
    def ids(**facts: bool) -> set[str]:
        declared = make_context(facts=facts).declared
        return {point.id for point in required_points(declared, catalogue, "EV-PRV")}

    everything = {point.id for point in catalogue.evidence_types["EV-PRV"].points}
    assert ids() == everything
    assert everything - ids(cross_border_transfer=False) == {"PRV-12"}


@pytest.mark.parametrize(
    "text",
    [
        "知识产权",
        "知 识\n产　权",
        "知識產權",
        "知\u200b识产权",
        "…的知识产权🙂归…",
    ],
)
def test_cues_are_found_in_awkward_chinese(text: str) -> None:
    point = Point(id="x", name_zh="", name_en="", text_zh="", text_en="", cues_zh=("知识产权",))
    assert cues_in(normalised(text), point) == ["知识产权"]


def test_cues_are_found_in_any_width_and_case() -> None:
    point = Point(id="x", name_zh="", name_en="", text_zh="", text_en="", cues_zh=("AI生成", "SDK"))
    assert cues_in(normalised("ＡＩ 生成的内容，第三方 sdk 目录"), point) == ["AI生成", "SDK"]
    assert cues_in(normalised("人工智能"), point) == []


def test_a_type_without_points_requires_none(make_context, catalogue: Catalogue) -> None:
    rows = {"EV-TOS": EvidenceType(id="EV-TOS", zh="服务协议", en="agreement")}
    bare = msgspec.structs.replace(catalogue, evidence_types=rows)
    ctx = make_context({"tos.md": "文"}, rows=bare, documents=(tos(),))
    assert run(ctx)["points_required"] == 0
