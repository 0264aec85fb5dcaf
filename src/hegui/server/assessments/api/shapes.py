"""What the API takes and gives."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from hegui.server.assessments.models import Assessment, ClauseAssessment, ClauseSet, SignOff
from hegui.server.rest.fields import Line, Prose, Short, Title, needed

Verdict = Literal["conforms", "partly", "does_not_conform", "not_applicable", "undetermined"]
Purpose = Literal["internal", "self", "third_party"]
State = Literal["open", "review", "signed", "closed"]
Flag = Literal[
    "gate", "changed", "overridden", "unjudged", "unverified", "stale", "carried", "commented"
]
Reason = Annotated[Prose, Field(max_length=4000)]
ClauseId = Annotated[Line, Field(min_length=1, max_length=64)]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


class In(Schema):
    """What is sent; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class SetIn(In):
    """A clause set: what a file of JSON would hold."""

    title: Title
    title_en: Line = ""
    release: Short = ""
    source: Annotated[Prose, Field(max_length=2000)] = ""
    numbering: Annotated[Prose, Field(max_length=2000)] = ""
    grade: Annotated[Short, Field(max_length=20)] = ""
    clauses: Annotated[list[dict[str, Any]], Field(max_length=20_000)]


class SetOut(Schema):
    """A clause set."""

    id: uuid.UUID
    title: str
    title_en: str
    release: str
    source: str
    numbering: str
    grade: str
    digest: str
    count: int
    from_catalogue: bool


class RowOut(Schema):
    """One clause of a set."""

    clause: str
    number: str
    parent: str
    title_zh: str
    title_en: str
    requirement_zh: str
    requirement_en: str
    layer: str
    kind: str
    weight: int
    gate: bool
    grade: str


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
    """A gate of the conclusion."""

    id: str
    zh: str
    en: str
    state: Literal["passed", "blocked", "open"]
    clauses: list[str]


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


class SignIn(In):
    """Signing in a role; `seen_digest` is that of the verdicts that were seen."""

    role: Short
    statement: Reason = ""
    seen_digest: Annotated[Line, Field(max_length=64)] = ""


class SignOut(Schema):
    """A signature; void once a verdict changed."""

    id: uuid.UUID
    role: str
    person: uuid.UUID
    statement: str
    conclusion: str
    digest: str
    at: dt.datetime
    voided_at: dt.datetime | None


class EngagementsIn(In):
    """The engagements that see an assessment."""

    engagements: Annotated[list[uuid.UUID], Field(max_length=100)]


class ConclusionOut(Schema):
    """The conclusion, its gates, and the roles that still must sign."""

    conclusion: Verdict
    counts: dict[str, int]
    gates: list[GateOut]
    digest: str
    missing_roles: list[str]


class ChangeOut(Schema):
    """What changed for one clause since the assessment before."""

    clause: str
    before: str
    now: str
    person_before: str
    stale: bool
    why: list[str]
    causes: list[str]


def show_set(row: ClauseSet) -> dict[str, Any]:
    """Return a clause set as the API shows it."""
    fields = {n: getattr(row, n) for n in SetOut.model_fields if n != "from_catalogue"}
    return {**fields, "from_catalogue": row.catalogue_id is not None}


def show(row: Assessment) -> dict[str, Any]:
    """Return an assessment as the API shows it."""
    fields = {name: getattr(row, name) for name in AssessmentOut.model_fields}
    ids = {
        "clause_set": row.clause_set_id,
        "bundle": row.bundle_id,
        "previous": row.previous_id,
    }
    return {**fields, **ids}


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


def show_sign(row: SignOff) -> dict[str, Any]:
    """Return a signature as the API shows it."""
    return {n: getattr(row, n) for n in SignOut.model_fields} | {"person": row.person_id}
