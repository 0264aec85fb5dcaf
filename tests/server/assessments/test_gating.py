"""What assessments and bundles say at the gates; pages and API give one answer."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.common.dates import today
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.selectors import clause_detail
from hegui.server.assessments.services.starting import start_from_records
from hegui.server.assessments.services.verdicts import verdict_set
from hegui.server.core.models import Domain, Organisation
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for
from hegui.server.core.writing import writing
from hegui.server.inventory.gates import Gate, gate_of
from hegui.server.inventory.models import Subject
from hegui.server.inventory.services import subject_change, subject_create, version_add
from hegui.server.inventory.stages import stages
from hegui.server.runs.models import Bundle, BundleSubject, Run

Viewers = Callable[..., Viewer]
Clients = Callable[..., Client]
DIGEST = "sha256:" + "ab" * 32
CLAUSES = ("M-03", "M-04", "M-18")
STAGE = "evaluation"


@pytest.fixture
def model(org: Organisation) -> Subject:
    """Return a model with a version."""
    who = system_viewer(org)
    found = subject_create(acting_user=who, type="model", key="yunlu-7b", name="云鹿")
    version_add(acting_user=who, subject=found, label="1.0", digest=DIGEST)
    return found


@pytest.fixture
def judge(org: Organisation, viewer: Viewers) -> Callable[..., Assessment]:
    """Return a function that assesses the records; people judge the clauses of the gate."""

    def make(verdict: str = "conforms", state: str = "open", **fields: Any) -> Assessment:
        title = fields.pop("title", "甲")
        made = start_from_records(acting_user=system_viewer(org), title=title, **fields)
        for clause in CLAUSES if verdict else ():
            row = clause_detail(assessment=made, clause=clause)
            verdict_set(acting_user=viewer(), clause=row, verdict=verdict, reason="看过")
        with writing(system_viewer(org)) as write:
            made.refresh_from_db()
            write.change(made, "assessments.assessment.moved", {"state": state})
        return made

    return make


Judge = Callable[..., Assessment]


def bundled(org: Organisation, verdict: str, *, domain: Domain | None = None, **about: Any) -> Run:
    """Keep a bundle about the model, as a run would."""
    with writing(system_viewer(org)) as write:
        bundle = Bundle(
            organisation=org,
            digest=f"{Bundle.objects.count():064d}",
            content_digest="0" * 64,
            sha256="0" * 64,
            size=1,
            conclusion="undetermined",
            as_of=about.pop("as_of", today()),
            verdicts=dict.fromkeys(CLAUSES, verdict),
            catalogue_version="1",
            catalogue_digest="0" * 64,
            level="integrity",
        )
        write.create(bundle, "runs.bundle.kept")
        row = {"type": "model", "subject_version": "1.0", "subject_digest": DIGEST} | about
        subject = BundleSubject(organisation=org, bundle=bundle, key="yunlu-7b", name="云鹿", **row)
        write.create(subject, "runs.bundle.subjects_noted")
        run = Run(organisation=org, type="import", title="r", state="done", domain=domain)
        run.bundle = bundle
        return write.create(run, "runs.run.finished")


def gate(who: Viewer, model: Subject, **fields: Any) -> Gate:
    """Return the gate of the model's evaluation."""
    fresh = Subject.objects.get(pk=model.pk)
    return gate_of(viewer=who, subject=fresh, stage=stages()[STAGE], **fields)


def test_a_persons_verdict_outranks_the_machine_at_the_gate(
    viewer: Viewers, model: Subject, judge: Judge
) -> None:
    made = judge("")
    assert gate(viewer(), model).state == "open"
    row = clause_detail(assessment=made, clause="M-03")
    verdict_set(acting_user=viewer(), clause=row, verdict="does_not_conform", reason="看过")
    found = gate(viewer(), model)
    assert (found.state, found.conditions[0].state) == ("blocked", "blocked")
    assert "(by a person)" in found.conditions[0].why.en
    assert f"/assessments/{made.pk}/" in found.conditions[0].href


def test_another_version_leaves_the_gate_open(
    viewer: Viewers, model: Subject, judge: Judge
) -> None:
    judge(state="signed")
    assert gate(viewer(), model).state == "passed"
    version_add(acting_user=viewer(), subject=model, label="2.0", digest="sha256:" + "cd" * 32)
    found = gate(viewer(), model)
    assert found.state == "open"
    assert "it is about version 1.0, the current one is 2.0" in found.conditions[0].why.en


def test_an_assessment_of_before_versions_were_noted_is_open(
    org: Organisation, viewer: Viewers, model: Subject, judge: Judge
) -> None:
    made = judge(state="signed")
    with writing(system_viewer(org)) as write:
        made.subjects = ["yunlu-7b"]
        made.save()
        write.note("assessments.assessment.changed", made)
    assert "does not say which version" in gate(viewer(), model).conditions[0].why.en
    assert gate(viewer(), model).state == "open"


def test_an_aged_assessment_and_a_stale_verdict_are_open(
    org: Organisation, viewer: Viewers, model: Subject, judge: Judge
) -> None:
    made = judge(state="closed")
    assert gate(viewer(), model, on=today() + dt.timedelta(days=2000)).state == "open"
    with writing(system_viewer(org)) as write:
        row = ClauseAssessment.objects.get(assessment=made, clause="M-03")
        write.change(row, "assessments.clause.judged", {"stale": True})
    assert [one.state for one in gate(viewer(), model).conditions] == ["open", "passed", "passed"]


def test_signed_counts_over_unsigned_and_both_say_so(
    viewer: Viewers, model: Subject, judge: Judge
) -> None:
    judge("conforms", title="未签")
    assert "“未签”" in gate(viewer(), model).conditions[0].why.zh
    assert "未签署" in gate(viewer(), model).conditions[0].why.zh
    judge("partly", "signed", title="已签", as_of=today() - dt.timedelta(days=1))
    found = gate(viewer(), model)
    assert (found.state, "已签署" in found.conditions[0].why.zh) == ("blocked", True)


def test_a_bundle_speaks_until_people_do(
    org: Organisation, viewer: Viewers, model: Subject, judge: Judge
) -> None:
    bundled(org, "conforms")
    found = gate(viewer(), model)
    assert (found.state, "not signed" in found.conditions[0].why.en) == ("passed", True)
    bundled(org, "partly", as_of=today() + dt.timedelta(days=1))
    assert gate(viewer(), model).state == "blocked"
    judge("conforms")
    assert gate(viewer(), model).state == "passed"


@pytest.mark.parametrize(
    "about",
    [
        {"subject_digest": "sha256:" + "cd" * 32},
        {"subject_digest": "", "subject_version": ""},
        {"type": "service"},
    ],
)
def test_a_bundle_about_something_else_is_open(
    org: Organisation, viewer: Viewers, model: Subject, about: dict[str, str]
) -> None:
    bundled(org, "conforms", **about)
    assert gate(viewer(), model).state == "open"


def test_what_is_judged_in_another_domain_opens_no_gate(
    org: Organisation, viewer: Viewers, model: Subject, judge: Judge
) -> None:
    mine, other = (domain_create(acting_user=viewer(), name=name) for name in "甲乙")
    subject_change(acting_user=viewer(), subject=model, changes={"domain": mine})
    judge(state="signed", domain=other)
    bundled(org, "conforms", domain=other)
    assert gate(viewer(), model).state == "open"
    judge(state="signed", domain=mine)
    assert gate(viewer(), model).state == "passed"


def test_the_answer_is_the_same_for_all_and_hides_what_they_may_not_see(
    org: Organisation,
    viewer: Viewers,
    person: Callable[..., Any],
    model: Subject,
    judge: Judge,
) -> None:
    mine = domain_create(acting_user=viewer(), name="甲")
    subject_change(acting_user=viewer(), subject=model, changes={"domain": mine})
    judge("partly", "signed", title="密")
    who = person("nobody")
    assignment_add(acting_user=viewer(), user=who, role="engineer", domain=mine)
    inside = gate(viewer_for(who, org), model)
    assert (inside.state, gate(viewer(), model).state) == ("blocked", "blocked")
    told = [f"{row.why.zh}{row.why.en}{row.href}" for row in inside.conditions]
    assert not any("密" in text or "assessments" in text for text in told)


@pytest.mark.parametrize(
    ("verdict", "state", "version"),
    [
        ("conforms", "passed", "1.0"),
        ("partly", "blocked", "1.0"),
        ("undetermined", "open", "1.0"),
        ("conforms", "open", "2.0"),
    ],
)
def test_pages_and_api_agree(
    viewer: Viewers,
    signed_in: Clients,
    api: Clients,
    model: Subject,
    judge: Judge,
    verdict: str,
    state: str,
    version: str,
) -> None:
    judge(verdict, "signed")
    if version != "1.0":
        version_add(acting_user=viewer(), subject=model, label=version)
    client, place = signed_in(), "/o/yunlu"
    stage_page = client.get(f"{place}/inventory/{model.pk}/stage/")
    shown = next(v for v in stage_page.context["gates"] if v.gate.stage.id == STAGE)
    asked = {"subject": str(model.pk), "stage": STAGE}
    runs_page = client.get(f"{place}/runs/gates/", asked)
    told = runs_page.context["view"]
    url = "/api/v1/orgs/yunlu/runs/gates?subject=yunlu-7b&stage=evaluation"
    answer = api().get(url).json()
    assert api(scopes=["runs.view"]).get(url).json()["state"] == state
    assert state == answer["state"] == shown.gate.state == told.gate.state
    assert answer["gates"][0]["state"] == state
    rows = [(c["id"], c["state"]) for c in answer["conditions"]]
    assert rows == [(c.id, c.state) for c in shown.gate.conditions]
    assert rows == [(c.id, c.state) for c in told.gate.conditions]
    for row in answer["conditions"]:
        assert row["zh"] in stage_page.text
        assert row["zh"] in runs_page.text
    moves = f"/api/v1/orgs/yunlu/inventory/subjects/{model.pk}/moves"
    sent = api("engineer").post(moves, {"stage": STAGE}, "application/json")
    assert sent.status_code == (201 if state == "passed" else 409)


def test_asking_needs_a_subject_that_one_may_see(
    org: Organisation, viewer: Viewers, api: Clients, person: Callable[..., Any], model: Subject
) -> None:
    url = "/api/v1/orgs/yunlu/runs/gates?stage=evaluation&subject="
    admin = api()
    assert admin.get(f"{url}nobody").status_code == 404
    assert admin.get("/api/v1/orgs/yunlu/runs/gates?subject=yunlu-7b&stage=x").status_code == 404
    mine, other = (domain_create(acting_user=viewer(), name=name) for name in "甲乙")
    subject_change(acting_user=viewer(), subject=model, changes={"domain": other})
    assignment_add(acting_user=viewer(), user=person("nobody"), role="engineer", domain=mine)
    client = api("nobody", scopes=["runs.view"])
    assert client.get(f"{url}yunlu-7b").status_code == 404
    bundled(org, "conforms", domain=mine)
    answer = client.get(f"{url}yunlu-7b").json()
    assert (answer["state"], answer["conditions"][0]["id"]) == ("open", "unlisted")
