"""Runs of projects made from the records here judge the evidence as declared documents."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from hegui.server.core.models import Domain, Organisation
from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.selectors import as_evidence
from hegui.server.evidence.services import item_approve
from hegui.server.inventory.services import subject_create, version_add
from hegui.server.runs.documents import FOLDER, write_documents
from hegui.server.runs.execution import perform
from hegui.server.runs.execution.preparing import declaration, evidence_of
from hegui.server.runs.models import Run
from hegui.server.runs.selectors import bundle_open
from hegui.server.runs.services import project_create, run_start, target_create
from tests.support.evidence import make_item

Viewers = Callable[..., Viewer]
BYTES = b"\x01\x02\x03\x80\xff" * 9


@pytest.fixture
def subject(viewer: Viewers) -> Any:
    """Return a service with a version."""
    found = subject_create(acting_user=viewer(), type="service", key="chat", name="对话服务")
    version_add(acting_user=viewer(), subject=found, label="1.0", digest="sha256:" + "c" * 64)
    return found


@pytest.fixture
def begun(viewer: Viewers) -> Callable[..., Run]:
    """Return a function that queues a run of a project made from the records."""

    def act(**fields: Any) -> Run:
        project = project_create(acting_user=viewer(), title="记录", source="made")
        return run_start(acting_user=viewer(), project=project, **fields)

    return act


def duties(org: Organisation, **held: list[str]) -> None:
    with writing(system_viewer(org)) as write:
        write.change(org, "core.organisation.changed", {"settings": {"duties": held}})


def changed(record: Any, **fields: Any) -> None:
    with writing(system_viewer(record.organisation)) as write:
        write.change(record, "tests.record.changed", fields)


def said(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(declaration(run, evidence_of(run))[0])
    return found


def test_a_run_sees_the_evidence_as_the_server_does(
    viewer: Viewers, org: Organisation, subject: Any, place: Path, begun: Callable[..., Run]
) -> None:
    who = viewer()
    item = make_item(who, subject=subject, valid_until=dt.date(2027, 1, 1))
    item_approve(acting_user=who, item=item)
    make_item(who, BYTES, title="不可读", name="x.dat")
    duties(org, hr_lead=[who.actor], nonsense=[who.actor])
    settings = {"file": "terms.csv"}
    at = {"folder": str(place), "subject": subject, "settings": settings}
    target_create(acting_user=who, type="terms", key="w", name="词库", **at)
    run = begun(only=["records.documents", "terms.library"])
    assert perform(run.pk) == "done", Run.objects.get(pk=run.pk).problems
    bundle = Run.objects.get(pk=run.pk).bundle
    assert bundle is not None
    opened = bundle_open(bundle)
    assert {person.roles for person in opened.inputs.people} == {("hr_lead",)}
    same = ("id", "type", "title", "sha256", "size", "date", "approved_by")
    more = ("approved_on", "valid_until", "covers", "readable")
    here = as_evidence(Organisation.objects.get(pk=org.pk))
    there = opened.inputs.evidence
    assert len(there) == len(here) == 2
    for ours, theirs in zip(here, there, strict=True):
        for name in (*same, *more):
            assert getattr(theirs, name) == getattr(ours, name), name
    assert there[0].approver_roles == ("hr_lead",)
    assert not there[1].readable
    assert not list(place.rglob("*签到*")), "nothing is written beside the targets"


def test_only_current_evidence_of_known_types_is_declared(
    viewer: Viewers, subject: Any, begun: Callable[..., Run]
) -> None:
    who = viewer()
    about = make_item(who, subject=subject)
    make_item(who, title="草稿", type="")
    odd = make_item(who, title="别的")
    changed(odd, type="EV-NONE")
    rows = said(begun())["documents"]
    assert [(row["id"], row["covers"]) for row in rows] == [
        (str(about.pk), {"chat": "sha256:" + "c" * 64})
    ]
    changed(type(subject).objects.get(pk=subject.pk), status="retired")
    assert "documents" not in said(begun()), "it says nothing about what is in use"


def test_what_would_break_a_declaration_does_not(
    viewer: Viewers, begun: Callable[..., Run]
) -> None:
    who = viewer()
    late = {"valid_until": dt.date(2026, 1, 31), "period_from": None}
    item = make_item(who, title="sk-" + "abcdefghijklmnopqrstuvwxyz0123456789ABCD", name="a.b/c.é")
    changed(item, **late)
    row = said(begun())["documents"][0]
    assert (row["date"], row["valid_until"]) == (dt.date(2026, 1, 31), dt.date(2026, 1, 31))
    assert "title" not in row
    assert row["file"] == f"{FOLDER}/{item.pk}.txt"


def test_a_run_of_a_domain_carries_its_evidence_only(
    viewer: Viewers, org: Organisation, begun: Callable[..., Run], tmp_path: Path
) -> None:
    with writing(system_viewer(org)) as write:
        top, other = Domain(organisation=org, name="甲"), Domain(organisation=org, name="乙")
        for row in (top, other):
            row.path = f"{row.pk}/"
            write.create(row, "core.domain.created")
    own = make_item(viewer(), domain=top)
    make_item(viewer(), title="别处", domain=other)
    make_item(viewer(), title="全组织")
    run = begun(domain=top)
    assert [row["id"] for row in said(run)["documents"]] == [str(own.pk)]
    write_documents(evidence_of(run), tmp_path)
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == [f"{own.pk}.txt"]


def test_a_file_that_is_gone_is_evidence_that_cannot_be_read(
    viewer: Viewers, begun: Callable[..., Run]
) -> None:
    from hegui.server.evidence.store import store

    item = make_item(viewer(), "将被删除的内容\n")
    assert item.current is not None
    store().delete(item.current.sha256)
    run = begun(only=["records.documents"])
    assert perform(run.pk) == "done", Run.objects.get(pk=run.pk).problems
    bundle = Run.objects.get(pk=run.pk).bundle
    assert bundle is not None
    (found,) = bundle_open(bundle).inputs.evidence
    assert (found.id, found.readable, found.sha256) == (str(item.pk), False, "")
