"""Release gates for CI, and comparing."""

import uuid
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Schema

from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Short, Title
from hegui.server.runs.api.base import router
from hegui.server.runs.selectors import compare_runs, gate_rows, release_gate, run_get

GateState = Literal["passed", "blocked", "open"]


class GateOut(Schema):
    """One gate and the clauses that keep it shut."""

    id: str
    zh: str
    en: str
    state: GateState
    clauses: list[str]


class ConditionOut(Schema):
    """One condition: `id` is a clause or a gate of the conclusion; why, and where to look."""

    id: str
    state: GateState
    zh: str
    en: str
    href: str


class GatesOut(Schema):
    """May the subject enter the stage? `conditions` give the reasons, one by one.

    `run`, `bundle` and `as_of` name the newest bundle of a whole assessment about it; `stale`: it
    has another version now; null is unknown.
    """

    state: GateState
    subject: str
    stage: str
    gates: list[GateOut]
    conditions: list[ConditionOut]
    run: uuid.UUID | None
    bundle: str | None
    as_of: str | None
    stale: bool | None


class GateQuery(Schema):
    """Which subject (its key in the inventory) and which stage."""

    subject: Title
    stage: Short = "release"


class CompareQuery(Schema):
    """Two runs."""

    before: uuid.UUID
    after: uuid.UUID


@router.get("/gates", response={200: GatesOut, **ERRORS})
def get_gates(request: HttpRequest, org: Org, asked: Query[GateQuery]) -> Any:
    """Tell whether a subject may enter a stage: what the inventory's page says, for a build.

    `blocked` when anything is shown not to be met, `open` when anything is unknown, about another
    version or too old, else `passed`. A build may go on for `passed` only.
    """
    viewer = viewer_of(request, org, "runs.view")
    found = release_gate(viewer=viewer, subject=asked.subject, stage=asked.stage)
    return {
        "state": found.state,
        "subject": asked.subject,
        "stage": asked.stage,
        "gates": gate_rows(found),
        "conditions": [
            {"id": row.id, "state": row.state, "zh": row.why.zh, "en": row.why.en, "href": row.href}
            for row in found.conditions
        ],
        "run": found.run.pk if found.run else None,
        "bundle": found.bundle.digest if found.bundle else None,
        "as_of": found.bundle.as_of.isoformat() if found.bundle else None,
        "stale": found.stale,
    }


@router.get("/compare", response={200: dict[str, Any], **ERRORS})
def compare(request: HttpRequest, org: Org, asked: Query[CompareQuery]) -> Any:
    """Tell what changed from one run to another: clauses with causes, measures, declarations."""
    viewer = viewer_of(request, org, "runs.view")
    before = run_get(viewer=viewer, run=asked.before)
    return compare_runs(before, run_get(viewer=viewer, run=asked.after))
