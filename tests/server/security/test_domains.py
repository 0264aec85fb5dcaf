"""Roles of one domain act in no other: creating, moving, changing and ending records."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from hegui.server.assessments.models import Assessment
from hegui.server.assessments.services.assessments import assessment_change, assessment_create
from hegui.server.assessments.services.frozen import clause_set_import
from hegui.server.controls.models import Control
from hegui.server.controls.services import control_change, control_create
from hegui.server.core.errors import ForbiddenError
from hegui.server.core.models import Assignment, Domain, DomainRecord, Organisation
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for
from hegui.server.evidence.models import Item, Request
from hegui.server.evidence.services import (
    item_change,
    item_create,
    item_supersede,
    request_cancel,
    request_create,
    request_fulfil,
    request_remind,
)
from hegui.server.improvement.models import Task
from hegui.server.improvement.services.tasks import (
    TaskItem,
    task_cancel,
    task_change,
    task_close,
    task_create,
    task_reopen,
    tasks_create_for,
)
from hegui.server.inventory.models import Subject
from hegui.server.inventory.services import (
    filing_change,
    filing_create,
    subject_change,
    subject_create,
)
from hegui.server.obligations.models import ObligationEntry
from hegui.server.obligations.services.decisions import decision_make
from hegui.server.obligations.services.entries import entry_change
from hegui.server.obligations.services.facts import Answer, fact_answer
from hegui.server.obligations.services.texts import law_text_import
from hegui.server.runs.models import Project, Run, Schedule, Target
from hegui.server.runs.services import project_change, project_create
from hegui.server.runs.services import schedules as schedule_services
from hegui.server.runs.services import targets as target_services
from hegui.server.runs.services.schedules import schedule_change, schedule_create
from hegui.server.runs.services.targets import target_change, target_create

SET = json.dumps({"title": "T", "clauses": [{"id": "1", "title_zh": "一"}]}).encode()
REFUSED = ForbiddenError


@pytest.fixture
def places(org: Organisation) -> dict[str, Domain]:
    """Return two domains side by side."""
    who = system_viewer(org)
    return {name: domain_create(acting_user=who, name=name) for name in ("mine", "other")}


@pytest.fixture
def officer(
    org: Organisation, person: Callable[..., Any], places: dict[str, Domain]
) -> Callable[..., Viewer]:
    """Return a function that gives the officer of some domains."""
    user = person("nobody")

    def get(*names: str) -> Viewer:
        for name in names:
            assignment_add(
                acting_user=system_viewer(org),
                user=user,
                role="compliance_officer",
                domain=places[name],
            )
        return viewer_for(user, org)

    return get


@pytest.fixture
def project(org: Organisation) -> Project:
    """Return a project made from the records."""
    return project_create(acting_user=system_viewer(org), title="P", source="made")


@pytest.fixture
def make(
    org: Organisation, project: Project, monkeypatch: pytest.MonkeyPatch
) -> dict[type[DomainRecord], tuple[Callable[..., Any], Callable[..., Any]]]:
    """Return for each kind of record how it is made in a domain and moved to another."""
    monkeypatch.setattr(target_services, "check_target", lambda target: None)
    monkeypatch.setattr(schedule_services, "check_schedule", lambda viewer, schedule: None)
    who = system_viewer(org)
    chat = subject_create(acting_user=who, type="service", key="chat", name="对话")
    rules = clause_set_import(acting_user=who, data=SET, name="set.json")

    def subject(acting_user: Viewer, domain: Domain | None) -> Subject:
        key = f"s{uuid.uuid4().hex[:8]}"
        return subject_create(
            acting_user=acting_user, type="model", key=key, name="模型", domain=domain
        )

    def task(acting_user: Viewer, domain: Domain | None) -> Task:
        return task_create(acting_user=acting_user, title="补", domain=domain)

    def target(acting_user: Viewer, domain: Domain | None) -> Target:
        key = f"t{uuid.uuid4().hex[:8]}"
        return target_create(
            acting_user=acting_user,
            type="endpoint",
            key=key,
            name="T",
            subject=chat,
            settings={},
            domain=domain,
        )

    def schedule(acting_user: Viewer, domain: Domain | None) -> Schedule:
        return schedule_create(
            acting_user=acting_user, title="S", project=project, cron="0 2 * * *", domain=domain
        )

    def assessment(acting_user: Viewer, domain: Domain | None) -> Assessment:
        return assessment_create(
            acting_user=acting_user, title="A", clause_set=rules, domain=domain
        )

    return {
        Control: (
            lambda v, d: control_create(acting_user=v, title="C", domain=d),
            lambda v, row, d: control_change(acting_user=v, control=row, changes={"domain": d}),
        ),
        Subject: (
            subject,
            lambda v, row, d: subject_change(acting_user=v, subject=row, changes={"domain": d}),
        ),
        Item: (
            lambda v, d: item_create(acting_user=v, title="E", domain=d),
            lambda v, row, d: item_change(acting_user=v, item=row, changes={"domain": d}),
        ),
        Task: (
            task,
            lambda v, row, d: task_change(acting_user=v, task=row, changes={"domain": d}),
        ),
        Target: (
            target,
            lambda v, row, d: target_change(acting_user=v, target=row, changes={"domain": d}),
        ),
        Schedule: (
            schedule,
            lambda v, row, d: schedule_change(acting_user=v, schedule=row, changes={"domain": d}),
        ),
        Assessment: (
            assessment,
            lambda v, row, d: assessment_change(
                acting_user=v, assessment=row, changes={"domain": d}
            ),
        ),
    }


MOVED = ("Control", "Subject", "Item", "Task", "Target", "Schedule", "Assessment")


def test_every_kind_of_record_is_known_here(make: dict[type[DomainRecord], Any]) -> None:
    stay = {Run, Request, ObligationEntry, Assignment}
    """Records whose domain no service changes."""
    assert {kind.__name__ for kind in make} == set(MOVED)
    own = {kind for kind in DomainRecord.__subclasses__() if kind.__module__.startswith("hegui")}
    assert own == set(make) | stay


@pytest.mark.parametrize("name", MOVED)
def test_moving_asks_for_rights_in_both_domains(
    org: Organisation,
    other_org: Organisation,
    officer: Callable[..., Viewer],
    places: dict[str, Domain],
    make: dict[type[DomainRecord], tuple[Callable[..., Any], Callable[..., Any]]],
    name: str,
) -> None:
    kind = next(kind for kind in make if kind.__name__ == name)
    create, move = make[kind]
    who, mine, other = officer("mine"), places["mine"], places["other"]
    machine = system_viewer(org)
    with pytest.raises(REFUSED):
        create(who, other)
    with pytest.raises(REFUSED):
        create(who, None)
    row = create(who, mine)
    for place in (other, None):
        with pytest.raises(REFUSED):
            move(who, row, place)
        assert kind.objects.get(pk=row.pk).domain_id == mine.pk  # type: ignore[attr-defined]
    for place in (other, None):
        theirs = create(machine, place)
        with pytest.raises(REFUSED):
            move(who, theirs, mine)
    foreign = domain_create(acting_user=system_viewer(other_org), name="外")
    with pytest.raises(REFUSED):
        move(machine, row, foreign)
    assert move(officer("other"), row, other).domain_id == other.pk


def test_what_belongs_to_all_is_not_for_officers_of_a_domain(
    officer: Callable[..., Viewer], project: Project, places: dict[str, Domain]
) -> None:
    who = officer("mine")
    with pytest.raises(REFUSED):
        project_create(acting_user=who, title="P2", source="made")
    with pytest.raises(REFUSED):
        project_change(acting_user=who, project=project, changes={"title": "P3"})
    with pytest.raises(REFUSED):
        clause_set_import(acting_user=who, data=SET, name="set.json")
    with pytest.raises(REFUSED):
        entry_change(acting_user=who, obligation="GAI-18", changes={"note": "x"})
    with pytest.raises(REFUSED):
        fact_answer(acting_user=who, answer=Answer(fact="trains_model", value=True))
    with pytest.raises(REFUSED):
        decision_make(acting_user=who, obligation="GAI-18", state="applies", reason="x")
    with pytest.raises(REFUSED):
        law_text_import(acting_user=who, instrument="GAI", data=b"x", name="x.txt")


def test_filings_follow_the_rights_in_their_subjects(
    org: Organisation, officer: Callable[..., Viewer], places: dict[str, Domain]
) -> None:
    who, machine = officer("mine"), system_viewer(org)
    mine, theirs = (
        subject_create(acting_user=machine, type="model", key=key, name=key, domain=places[key])
        for key in ("mine", "other")
    )
    filing = filing_create(acting_user=who, subject=mine, procedure="ICP", number="1")
    for subject in (theirs, None):
        with pytest.raises(REFUSED):
            filing_change(acting_user=who, filing=filing, changes={"subject": subject})
        with pytest.raises(REFUSED):
            filing_create(acting_user=who, subject=subject, procedure="ICP", number="2")


def test_requests_of_another_domain_are_refused(
    org: Organisation,
    person: Callable[..., Any],
    officer: Callable[..., Viewer],
    places: dict[str, Domain],
) -> None:
    who, machine, asked = officer("mine"), system_viewer(org), person("engineer")
    fields = {"title": "日志", "asked_of": asked, "due_on": dt.date(2099, 1, 1)}
    for place in (places["other"], None):
        with pytest.raises(REFUSED):
            request_create(acting_user=who, domain=place, **fields)
        row = request_create(acting_user=machine, domain=place, **fields)
        with pytest.raises(REFUSED):
            request_cancel(acting_user=who, request=row, reason="x")
        with pytest.raises(REFUSED):
            request_remind(acting_user=who, request=row)
        item = item_create(acting_user=who, title="E", domain=places["mine"])
        with pytest.raises(REFUSED):
            request_fulfil(acting_user=who, request=row, item=item)
        theirs = item_create(acting_user=machine, title="E", domain=place)
        with pytest.raises(REFUSED):
            request_fulfil(acting_user=who, request=row, item=theirs)
    assert request_create(acting_user=who, domain=places["mine"], **fields).pk


def test_evidence_is_not_replaced_by_what_one_may_not_see(
    org: Organisation, officer: Callable[..., Viewer], places: dict[str, Domain]
) -> None:
    from hegui.server.core.errors import InvalidError

    who = officer("mine")
    mine = item_create(acting_user=who, title="E", domain=places["mine"])
    hidden = item_create(acting_user=system_viewer(org), title="F", domain=places["other"])
    with pytest.raises(InvalidError):
        item_supersede(acting_user=who, item=mine, by=hidden)


def test_tasks_of_another_domain_are_refused(
    org: Organisation, officer: Callable[..., Viewer], places: dict[str, Domain]
) -> None:
    who, machine = officer("mine"), system_viewer(org)
    for place in (places["other"], None):
        with pytest.raises(REFUSED):
            task_create(acting_user=who, title="补", domain=place)
        bulk = TaskItem(title="补", source_kind="x", source_ref="1", domain=place)
        with pytest.raises(REFUSED):
            tasks_create_for(who, [bulk])
        task = task_create(acting_user=machine, title="补", domain=place)
        with pytest.raises(REFUSED):
            task_change(acting_user=who, task=task, changes={"title": "x"})
        with pytest.raises(REFUSED):
            task_close(acting_user=who, task=task, reason="x")
        with pytest.raises(REFUSED):
            task_cancel(acting_user=who, task=task, reason="x")
        done = task_close(acting_user=machine, task=task, reason="x")
        with pytest.raises(REFUSED):
            task_reopen(acting_user=who, task=done, reason="x")
