"""Clauses, verdicts and remarks."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from hegui.server.assessments.api.shapes.base import (
    ClauseId,
    In,
    Reason,
    Verdict,
    Version,
)
from hegui.server.assessments.models import ClauseAssessment
from hegui.server.rest.fields import Prose


class ClauseOut(Schema):
    """One clause in an assessment. `verdict` is the one in force."""

    clause: str
    version: int
    number: str
    title_zh: str
    title_en: str
    layer: str
    verdict: Verdict
    machine_verdict: str
    machine_reason_zh: str
    machine_reason_en: str
    person_verdict: str
    person_reason: str
    decided_by: uuid.UUID | None
    decided_at: dt.datetime | None
    assignee: uuid.UUID | None
    gate: bool
    weight: int
    grade: str
    below_best: bool
    stale: bool
    carried: bool
    comments: int


class RemarkOut(Schema):
    """A remark of a person."""

    person: uuid.UUID
    at: dt.datetime
    text: str


class ClauseFull(ClauseOut):
    """One clause with its text, trace, change and remarks."""

    requirement_zh: str
    requirement_en: str
    trace: dict[str, Any] | None
    change: dict[str, Any] | None
    remarks: list[RemarkOut]


class VerdictIn(In):
    """A person's verdict; null takes it back. `version` is the version that was seen."""

    verdict: Verdict | None
    reason: Reason = ""
    version: Version | None = None


class BulkIn(In):
    """The same for several clauses: a verdict with its reason, or an assignee (null for nobody)."""

    clauses: Annotated[list[ClauseId], Field(min_length=1, max_length=1000)]
    action: Literal["judge", "assign"]
    verdict: Verdict | None = None
    reason: Reason = ""
    assignee: uuid.UUID | None = None
    versions: Annotated[dict[ClauseId, Version], Field(max_length=1000)] = {}


class BulkOut(Schema):
    """How many clauses changed."""

    changed: int


class RemarkIn(In):
    """A remark."""

    text: Annotated[Prose, Field(min_length=1, max_length=4000)]


OWN = ("number", "title_zh", "title_en", "layer")


def show_clause(row: ClauseAssessment) -> dict[str, Any]:
    """Return a clause as the API shows it."""
    names = [n for n in ClauseOut.model_fields if n not in (*OWN, "carried")]
    return {
        **{name: getattr(row, name) for name in names},
        **{name: getattr(row.row, name) for name in OWN},
        "decided_by": row.decided_by_id,
        "assignee": row.assignee_id,
        "carried": row.carried_from_id is not None,
    }
