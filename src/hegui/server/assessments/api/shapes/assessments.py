"""Assessments."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, Field

from hegui.server.assessments.api.shapes.base import (
    In,
    Purpose,
    State,
    Verdict,
    Version,
)
from hegui.server.assessments.models import Assessment
from hegui.server.rest.fields import Line, Prose, Title, needed


class AssessmentIn(In):
    """A new assessment. Without `clause_set` it is made by the installed catalogue."""

    title: Title
    clause_set: uuid.UUID | None = None
    bundle: uuid.UUID | None = None
    purpose: Purpose = "self"
    as_of: dt.date | None = None
    period_from: dt.date | None = None
    period_to: dt.date | None = None


class AssessmentChange(In):
    """Changes to the head; `version` is the version that was seen."""

    title: Title | None = None
    purpose: Purpose | None = None
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    version: Version | None = None


class AgainIn(In):
    """A re-assessment; `clause_set` is another edition of an imported set."""

    title: Title
    bundle: uuid.UUID | None = None
    as_of: dt.date | None = None
    clause_set: uuid.UUID | None = None


class MoveIn(In):
    """The state to move to."""

    state: Literal["open", "review", "closed"]


class RejudgeIn(In):
    """Why an assessment is judged again; `seen` is the digest of the preview, if one was read."""

    reason: Annotated[Prose, Field(min_length=1, max_length=1000), AfterValidator(needed)]
    seen: Annotated[Line, Field(max_length=64)] = ""


class MoveOut(Schema):
    """What judging again would change of one clause: the machine's verdicts, and why."""

    clause: str
    before: str
    after: str
    in_force: str
    to_be_judged_again: bool
    why: list[str]


class PreviewOut(Schema):
    """What judging again would change; `digest` is sent back as `seen`."""

    digest: str
    moves: list[MoveOut]


class GateOut(Schema):
    """A gate of the conclusion; the reason says why it is open where no clause does."""

    id: str
    zh: str
    en: str
    state: Literal["passed", "blocked", "open"]
    clauses: list[str]
    reason_zh: str = ""
    reason_en: str = ""


class AssessmentOut(Schema):
    """An assessment with its answer."""

    id: uuid.UUID
    version: int
    title: str
    clause_set: uuid.UUID
    purpose: Purpose
    as_of: dt.date
    period_from: dt.date | None
    period_to: dt.date | None
    bundle: uuid.UUID | None
    previous: uuid.UUID | None
    judged_from: str
    judged_at: dt.datetime | None
    inputs_digest: str
    state: State
    conclusion: Verdict
    counts: dict[str, int]
    total: int
    gates: list[GateOut]


class EngagementsIn(In):
    """The engagements that see an assessment."""

    engagements: Annotated[list[uuid.UUID], Field(max_length=100)]


def show(row: Assessment) -> dict[str, Any]:
    """Return an assessment as the API shows it."""
    fields = {name: getattr(row, name) for name in AssessmentOut.model_fields}
    ids = {
        "clause_set": row.clause_set_id,
        "bundle": row.bundle_id,
        "previous": row.previous_id,
    }
    return {**fields, **ids}
