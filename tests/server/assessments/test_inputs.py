"""What an assessment is judged from: records of a bundle, decisions on obligations, domains."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from hegui.bundle.declaration import inputs_of, parse_project
from hegui.common.dates import today
from hegui.conformity import judge
from hegui.server.assessments.inputs import results_within
from hegui.server.assessments.models import Assessment
from hegui.server.assessments.reports import material_of
from hegui.server.assessments.selectors import clause_detail
from hegui.server.assessments.services.assessments import assessment_change
from hegui.server.assessments.services.starting import (
    judge_again,
    reassess,
    start_from_bundle,
    start_from_records,
)
from hegui.server.assessments.sides import declared_of, side_of
from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Domain, Organisation
from hegui.server.core.rules import catalogue
from hegui.server.core.services import domain_create
from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.models import Item
from hegui.server.inventory.models import Subject
from hegui.server.obligations.services import (
    Answer,
    decision_make,
    decision_withdraw,
    facts_answer,
)
from hegui.server.runs.models import Bundle, Run
from hegui.server.runs.selectors import bundles

Viewers = Callable[..., Viewer]
DAY = dt.date(2026, 11, 20)
PROJECT = """\
schema: hegui/project/1
organisation: {id: yunlu, name: 云鹿科技}
as_of: 2026-11-20
facts: {trains_model: false, processes_personal_info: true}
people:
- {id: wang, name: 王, roles: [compliance_lead]}
subjects:
- {id: chat, kind: service, name: 对话服务, version: "1.0", digest: "sha256:%s"}
decisions:
- {clause: "4.1", by: wang, on: 2026-10-01, reason: 看过环境分析, verdict: conforms}
attestations:
- {clause: "5.1", condition: any, by: wang, on: 2026-10-01}
nonconformities:
- {id: NC-1, clause: "4.1", grade: major, opened: 2026-10-01}
""" % ("a" * 64)


@pytest.fixture
def bundle_of(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Bundle]:
    """Return a function that keeps the row of a bundle of a declaration."""
    known: dict[Any, Any] = {}
    monkeypatch.setattr(bundles, "bundle_open", lambda row: known[row.pk])

    def get(text: str = PROJECT, number: int = 1) -> Bundle:
        project = parse_project(text.encode())
        inputs = inputs_of(project, (), ())
        rules = catalogue().at(DAY)
        found = judge(rules, inputs)
        digest = f"{number:064x}"
        row = Bundle(
            organisation=org,
            digest=digest,
            content_digest=digest,
            sha256=digest,
            size=1,
            conclusion=found.conclusion,
            as_of=DAY,
            catalogue_version=rules.version,
            catalogue_digest=rules.digest,
            level="integrity",
        )
        with writing(system_viewer(org)) as write:
            write.create(row, "runs.bundle.kept")
        known[row.pk] = SimpleNamespace(
            project=project,
            inputs=inputs,
            catalogue=rules,
            assessment=found,
            results=(),
            digest=digest,
        )
        return row

    return get


def declare(viewer: Viewer, values: dict[str, Any], day: dt.date = dt.date(2026, 1, 1)) -> None:
    """Answer facts from a day on."""
    rows = [Answer(fact=name, value=value, effective_on=day) for name, value in values.items()]
    facts_answer(acting_user=viewer, answers=rows)


def gate(assessment: Assessment, name: str = "G2") -> dict[str, Any]:
    """Return a gate of an assessment."""
    return next(row for row in assessment.gates if row["id"] == name)


def test_what_a_bundle_said_stays_known_when_the_records_are_judged(
    viewer: Viewers, bundle_of: Callable[..., Bundle], signed_in: Callable[..., Any]
) -> None:
    officer = viewer("compliance_officer")
    made = start_from_bundle(acting_user=officer, bundle=bundle_of(), title="本年")
    assert gate(made)["state"] == "blocked"
    again = judge_again(acting_user=officer, assessment=made)
    assert gate(again)["state"] == "blocked"
    assert gate(again)["clauses"] == ["4.1"]
    assert again.conclusion == "does_not_conform"
    assert clause_detail(assessment=again, clause="4.1").machine_verdict == "conforms"
    kept = declared_of(again)
    assert kept is not None
    assert [s.id for s in kept.inputs.subjects] == ["chat"]
    assert kept.inputs.facts["processes_personal_info"] is True
    assert kept.project.attestations == kept.inputs.attestations != ()
    told = {row.kind: (row.number, row.as_of) for row in kept.taken}
    assert told == {
        "facts": (2, DAY),
        "subjects": (1, DAY),
        "people": (1, DAY),
        "attestations": (1, DAY),
        "decisions": (1, DAY),
        "nonconformities": (1, DAY),
    }
    side = side_of(again)
    assert side is not None
    assert side.assessment.gates[1].state == "blocked"
    page = signed_in().get(f"/o/yunlu/assessments/{again.pk}/").text
    assert "不符合 1" in page
    assert "2026-11-20" in page


def test_the_records_of_the_bundle_go_along_to_the_next_assessment(
    viewer: Viewers, bundle_of: Callable[..., Bundle]
) -> None:
    officer = viewer("compliance_officer")
    made = start_from_bundle(acting_user=officer, bundle=bundle_of(), title="本年")
    second = reassess(acting_user=officer, previous=made, title="复评")
    assert second.judged_from == "server"
    assert gate(second)["state"] == "blocked"
    assert gate(judge_again(acting_user=officer, assessment=second))["state"] == "blocked"
    closed = bundle_of(
        PROJECT.replace("opened: 2026-10-01", "opened: 2026-10-01, closed: 2026-11-01"), 2
    )
    third = reassess(acting_user=officer, previous=second, title="再评", bundle=closed)
    assert gate(third)["state"] == "passed"


def test_what_is_kept_here_outranks_the_bundle(
    org: Organisation, viewer: Viewers, bundle_of: Callable[..., Bundle]
) -> None:
    officer = viewer("compliance_officer")
    made = start_from_bundle(acting_user=officer, bundle=bundle_of(), title="本年")
    with writing(officer) as write:
        retired = Subject(organisation=org, type="service", key="chat", name="旧", status="retired")
        write.create(retired, "inventory.subject.created")
    declare(officer, {"processes_personal_info": None}, DAY)
    kept = declared_of(judge_again(acting_user=officer, assessment=made))
    assert kept is not None
    assert kept.inputs.subjects == ()
    assert "processes_personal_info" not in kept.inputs.facts
    assert kept.inputs.facts["trains_model"] is False


def test_a_gate_that_nobody_keeps_records_for_is_open(
    judged: Assessment, plain: Assessment, signed_in: Callable[..., Any]
) -> None:
    assert [gate(row)["state"] for row in (judged, plain)] == ["open", "open"]
    side = side_of(judged)
    assert side is not None
    assert side.assessment.gates[1].state == "open"
    page = signed_in().get(f"/o/yunlu/assessments/{judged.pk}/").text
    assert "没有写明有人登记不符合" in page


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("", "open"),
        ("nonconformities_kept: true\n", "passed"),
        ("nonconformities_kept: false\n", "open"),
    ],
)
def test_a_declaration_without_a_register_leaves_the_gate_open(
    said: str, state: str, viewer: Viewers, bundle_of: Callable[..., Bundle]
) -> None:
    bundle = bundle_of(PROJECT[: PROJECT.index("nonconformities")] + said)
    made = start_from_bundle(acting_user=viewer(), bundle=bundle, title="一")
    assert gate(made)["state"] == state
    assert ("nonconformities_kept" in gate(made)["reason_en"]) == (state == "open")
    again = judge_again(acting_user=viewer(), assessment=made)
    assert gate(again)["state"] == state
    taken = {row.kind: row.number for row in declared_of(again).taken}
    assert taken.get("nonconformities") == (0 if state == "passed" else None)


def hanging() -> tuple[str, str, list[str], dict[str, bool]]:
    """Return a clause that applies under a condition, one of its obligations, and facts."""
    return "S-06", "LAB-09", ["LAB-09"], {
        "provides_unlabeled_output": True,
        "generative_service": True,
        "serves_public_in_china": True,
    }  # fmt: skip


def test_a_decision_on_an_obligation_reaches_its_clauses_by_its_day(
    viewer: Viewers, signed_in: Callable[..., Any]
) -> None:
    officer = viewer("compliance_officer")
    clause, obligation, carried, facts = hanging()
    assert list(catalogue().criteria[clause].obligations) == carried
    declare(officer, facts)
    decision = decision_make(
        acting_user=officer,
        obligation=obligation,
        state="does_not_apply",
        reason="不提供无标识内容下载",
        effective_on=dt.date(2026, 10, 1),
    )

    def row(day: dt.date) -> Any:
        made = start_from_records(acting_user=officer, title="评", as_of=day)
        return clause_detail(assessment=made, clause=clause)

    before, after = row(dt.date(2026, 9, 30)), row(dt.date(2026, 10, 1))
    assert before.machine_verdict != "not_applicable"
    assert after.machine_verdict == "not_applicable"
    assert after.trace["decided_by"] == str(officer.user.id if officer.user else "")
    assert "不提供无标识内容下载" in after.trace["decided_why"]
    assert obligation in after.trace["decided_why"]
    assert after.trace["machine_verdict"] == before.machine_verdict
    assert officer.user is not None
    assert str(officer.user.pk) not in after.machine_reason_zh
    address = f"/o/yunlu/assessments/{after.assessment_id}/clauses/?clause={clause}"
    page = signed_in().get(address).text
    assert f"{officer.user}: {obligation}: 不提供无标识内容下载" in page
    report = material_of(after.assessment)
    assert str(officer.user) in {person.name for person in report.inputs.people}
    decision_withdraw(acting_user=officer, decision=decision, reason="判断有误")
    now = row(today())
    assert now.machine_verdict == before.machine_verdict
    assert row(dt.date(2026, 10, 1)).machine_verdict == "not_applicable"


def test_a_decision_leaves_clauses_that_stand_without_the_obligation(viewer: Viewers) -> None:
    officer = viewer("compliance_officer")
    facts = {"processes_personal_info": True, "entrusts_pi_processing": True}
    declare(officer, facts)
    decision_make(
        acting_user=officer,
        obligation="PIPL-21-1",
        state="does_not_apply",
        reason="不委托",
        effective_on=dt.date(2026, 1, 1),
    )
    made = start_from_records(acting_user=officer, title="评")
    assert catalogue().criteria["V-03"].obligations == ("PIPL-21-1",)
    for clause in ("V-03", "P-08"):  # one applies always, one carries other obligations
        assert clause_detail(assessment=made, clause=clause).machine_verdict != "not_applicable"


def test_an_obligation_judged_to_apply_opens_a_clause_that_the_facts_close(
    viewer: Viewers,
) -> None:
    officer = viewer("compliance_officer")
    clause, obligation, _, facts = hanging()
    closed = {**facts, "provides_unlabeled_output": False}
    declare(officer, closed)
    made = start_from_records(acting_user=officer, title="一")
    assert clause_detail(assessment=made, clause=clause).machine_verdict == "not_applicable"
    decision_make(
        acting_user=officer, obligation=obligation, state="applies", reason="接口可关标识"
    )
    again = judge_again(acting_user=officer, assessment=made)
    assert again.as_of >= dt.date(2026, 1, 1)
    row = clause_detail(assessment=again, clause=clause)
    assert row.machine_verdict == "undetermined"
    assert "接口可关标识" in row.trace["decided_why"]


@pytest.fixture
def parts(org: Organisation) -> dict[str, Domain]:
    """Return domains: a top with one below, and another top."""
    who = system_viewer(org)
    top = domain_create(acting_user=who, name="云")
    low = domain_create(acting_user=who, name="云·对话", parent=top)
    deep = domain_create(acting_user=who, name="云·对话·儿童", parent=low)
    return {
        "top": top,
        "low": low,
        "deep": deep,
        "near": domain_create(acting_user=who, name="云·绘图", parent=top),
        "other": domain_create(acting_user=who, name="端"),
    }


def test_only_what_is_around_the_domain_is_judged(
    org: Organisation, viewer: Viewers, parts: dict[str, Domain]
) -> None:
    with writing(system_viewer(org)) as write:
        for name, domain in [*parts.items(), ("whole", None)]:
            item = Item(
                organisation=org,
                title=f"方针 {name}",
                type="EV-POL",
                state="current",
                domain=domain,
            )
            write.create(item, "evidence.item.created")
            subject = Subject(organisation=org, type="service", key=name, name=name, domain=domain)
            write.create(subject, "inventory.subject.created")

    def seen(domain: Domain | None) -> tuple[set[str], set[str]]:
        made = start_from_records(acting_user=viewer(), title="评", domain=domain)
        titles = {row[0].removeprefix("方针 ") for row in made.names["evidence"].values()}
        kept = declared_of(made)
        assert kept is not None
        return titles, {subject.id for subject in kept.inputs.subjects}

    around = {"whole", "top", "low", "deep"}
    assert seen(parts["low"]) == (around, around)
    assert seen(parts["other"]) == ({"whole", "other"}, {"whole", "other"})
    assert seen(None) == ({"whole", *parts}, {"whole", *parts})
    made = start_from_records(acting_user=viewer(), title="评")
    moved = assessment_change(
        acting_user=viewer(), assessment=made, changes={"domain": parts["other"]}
    )
    moved.refresh_from_db()
    titles = {row[0] for row in moved.names["evidence"].values()}
    assert titles == {"方针 whole", "方针 other"}


def test_results_about_subjects_of_another_domain_do_not_count(
    org: Organisation, viewer: Viewers, parts: dict[str, Domain]
) -> None:
    with writing(system_viewer(org)) as write:
        for name in ("low", "near"):
            row = Subject(
                organisation=org, type="supplier", key=name, name=name, domain=parts[name]
            )
            write.create(row, "inventory.subject.created")
    results = [SimpleNamespace(check="c", subject=name) for name in ("low", "near", "whole", "")]
    kept: Any = results_within(org, parts["low"], results)  # type: ignore[arg-type]
    assert [row.subject for row in kept] == ["low", "whole", ""]
    assert len(results_within(org, None, results)) == 4  # type: ignore[arg-type]


def test_a_bundle_of_another_domain_is_refused(
    org: Organisation,
    viewer: Viewers,
    parts: dict[str, Domain],
    bundle_of: Callable[..., Bundle],
) -> None:
    bundle = bundle_of()
    with writing(system_viewer(org)) as write:
        run = Run(organisation=org, type="import", title="一", bundle=bundle, domain=parts["near"])
        write.create(run, "runs.run.queued")
    for name in ("near", "top"):
        start_from_bundle(acting_user=viewer(), bundle=bundle, title=name, domain=parts[name])
    for name in ("low", "other"):
        with pytest.raises(InvalidError):
            start_from_bundle(acting_user=viewer(), bundle=bundle, title=name, domain=parts[name])
