"""Many records of every kind at once, as a large organisation has them after years: for benches."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import transaction

from hegui.server.core.models import Organisation, User
from hegui.server.core.viewer import system_viewer
from hegui.server.core.writing import writing
from tests.support.evidence import evidence_seed

DAY = dt.date(2026, 3, 31)
CHUNK = 5000
WORDS = ("训练语料", "生成内容", "应急预案", "供应商", "标识", "投诉", "未成年人", "备案")


def title(number: int, count: int) -> str:
    """Return a title whose order is not that of making."""
    return f"{WORDS[number % len(WORDS)]}记录 {number * 7919 % count:06d}"


def seed_subjects(organisation: Organisation, count: int, person: User) -> None:
    """Create subjects."""
    from hegui.server.inventory.models import Subject

    types = ("model", "dataset", "service", "supplier")
    _keep(
        organisation,
        lambda n: Subject(
            organisation=organisation,
            type=types[n % 4],
            key=f"s-{n}",
            name=title(n, count),
            owner=person,
        ),
        count,
    )


def seed_controls(organisation: Organisation, count: int, person: User) -> None:
    """Create controls."""
    from hegui.server.controls.models import Control

    _keep(
        organisation,
        lambda n: Control(organisation=organisation, title=title(n, count), owner=person),
        count,
    )


def seed_tasks(organisation: Organisation, count: int, person: User) -> None:
    """Create tasks, most of them open, due over four years."""
    from hegui.server.improvement.models import Task

    _keep(
        organisation,
        lambda n: Task(
            organisation=organisation,
            title=title(n, count),
            owner=person,
            due_on=DAY + dt.timedelta(days=n % 1400),
            state="open" if n % 3 else "done",
        ),
        count,
    )


def seed_runs(organisation: Organisation, count: int, person: User) -> None:
    """Create finished runs."""
    from hegui.server.runs.models import Run

    _keep(
        organisation,
        lambda n: Run(
            organisation=organisation,
            type="check",
            title=title(n, count),
            state="done" if n % 9 else "failed",
            started_by=person,
        ),
        count,
    )


def seed_assessments(organisation: Organisation, count: int, person: User) -> None:
    """Create assessments without clauses, all from one clause set."""
    import json

    from hegui.server.assessments.models import Assessment
    from hegui.server.assessments.services.frozen import clause_set_import

    clauses = {"title": "set", "clauses": [{"id": "c1", "title_zh": "第一条"}]}
    frozen = clause_set_import(
        acting_user=system_viewer(organisation), data=json.dumps(clauses).encode(), name="set.json"
    )
    _keep(
        organisation,
        lambda n: Assessment(
            organisation=organisation,
            title=title(n, count),
            clause_set=frozen,
            catalogue=frozen.catalogue,
            as_of=DAY - dt.timedelta(days=n % 1400),
        ),
        count,
    )


def seed_requests(organisation: Organisation, count: int, person: User) -> None:
    """Create requests for evidence."""
    from hegui.server.evidence.models import Request

    _keep(
        organisation,
        lambda n: Request(
            organisation=organisation,
            title=title(n, count),
            asked_of=person,
            due_on=DAY + dt.timedelta(days=n % 1400),
        ),
        count,
    )


def seed_filings(organisation: Organisation, count: int, person: User) -> None:
    """Create filings of the organisation itself."""
    from hegui.server.inventory.models import Filing

    _keep(
        organisation,
        lambda n: Filing(
            organisation=organisation, procedure="other", number=title(n, count), status="granted"
        ),
        count,
    )


def seed_texts(organisation: Organisation, count: int, person: User) -> None:
    """Create texts of laws, without their articles."""
    from hegui.server.obligations.models import LawText

    _keep(
        organisation,
        lambda n: LawText(
            organisation=organisation,
            instrument=f"L{n}",
            title=title(n, count),
            digest="0" * 64,
            articles=1,
        ),
        count,
    )


def seed_ledger(organisation: Organisation, count: int, person: User) -> None:
    """Append entries to the ledger."""
    from hegui.server.ledger.services import Draft, append

    for start in range(0, count, CHUNK):
        drafts = [
            Draft(
                action="improvement.task.changed",
                kind="improvement.task",
                object_id=str(number),
                before={"state": "open"},
                after={"state": "done"},
                reason="按计划完成",
            )
            for number in range(start, min(start + CHUNK, count))
        ]
        with transaction.atomic():
            append(str(organisation.pk), str(person.pk), drafts)


def seed_everything(
    organisation: Organisation, count: int, person: User
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield the kinds, each with what creates its records."""
    makers: Sequence[tuple[str, Callable[[Organisation, int, User], None]]] = (
        ("inventory", seed_subjects),
        ("controls", seed_controls),
        ("improvement", seed_tasks),
        ("runs", seed_runs),
        ("assessments", seed_assessments),
        ("evidence/requests", seed_requests),
        ("inventory/filings", seed_filings),
        ("obligations/texts", seed_texts),
        ("ledger", seed_ledger),
    )
    for name, make in makers:
        yield name, lambda make=make: make(organisation, count, person)  # type: ignore[misc]
    yield "evidence", lambda: evidence_seed(organisation, count)


def _keep(organisation: Organisation, make: Callable[[int], Any], count: int) -> None:
    for start in range(0, count, CHUNK):
        rows = [make(number) for number in range(start, min(start + CHUNK, count))]
        with writing(system_viewer(organisation)) as write:
            write.create_many(rows, "core.records.seeded", organisation)
