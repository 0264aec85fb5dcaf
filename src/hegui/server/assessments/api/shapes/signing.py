"""The answer of an assessment: conclusion, changes, signatures."""

import datetime as dt
import uuid
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from hegui.server.assessments.api.shapes.assessments import GateOut
from hegui.server.assessments.api.shapes.base import (
    In,
    Reason,
    Verdict,
)
from hegui.server.assessments.models import SignOff
from hegui.server.rest.fields import Line, Short


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


def show_sign(row: SignOff) -> dict[str, Any]:
    """Return a signature as the API shows it."""
    return {n: getattr(row, n) for n in SignOut.model_fields} | {"person": row.person_id}
