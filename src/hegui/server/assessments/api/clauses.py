"""Clauses of an assessment over the API."""

import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema, Status
from pydantic import Field

from hegui.server.assessments.api.routing import router
from hegui.server.assessments.api.shapes import (
    BulkIn,
    BulkOut,
    ClauseFull,
    ClauseId,
    ClauseOut,
    Flag,
    RemarkIn,
    RemarkOut,
    Verdict,
    VerdictIn,
    show_clause,
)
from hegui.server.assessments.models import Assessment, ClauseAssessment, Comment
from hegui.server.assessments.selectors import assessment_get, clause_detail, clause_list
from hegui.server.assessments.services.verdicts import (
    clauses_assign,
    comment_add,
    verdict_set,
    verdicts_bulk,
)
from hegui.server.assessments.sight import sight, sources_of
from hegui.server.core.errors import NotFoundError
from hegui.server.core.people import person_get
from hegui.server.core.viewer import Viewer
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Line
from hegui.server.rest.paging import PageOf, PageQuery, paged


class Filters(Schema):
    """Which clauses."""

    verdict: Verdict | None = None
    layer: Annotated[Line, Field(max_length=60)] = ""
    flag: Flag | None = None
    assignee: Annotated[Line, Field(max_length=40)] = ""
    q: Line = ""


def opened(
    request: HttpRequest, org: str, assessment: uuid.UUID, permission: str
) -> tuple[Viewer, Assessment]:
    """Return viewer and assessment, or raise `NotFoundError`."""
    viewer = viewer_of(request, org, permission)
    return viewer, assessment_get(viewer=viewer, assessment=assessment)


@router.get("/{assessment}/clauses", response={200: PageOf[ClauseOut], **ERRORS})
def list_clauses(
    request: HttpRequest,
    org: Org,
    assessment: uuid.UUID,
    page: Query[PageQuery],
    asked: Query[Filters],
) -> Any:
    """List the clauses of an assessment, in order, narrowed as asked."""
    viewer, found = opened(request, org, assessment, "assessments.view")
    filters = {name: value or "" for name, value in asked.model_dump().items()}
    rows = clause_list(assessment=found, asked=filters).select_related("row").defer("trace")
    seen = sight(viewer, found)
    return paged(rows, page, lambda row: show_clause(seen.row(row)))


@router.get("/{assessment}/clause", response={200: ClauseFull, **ERRORS})
def get_clause(request: HttpRequest, org: Org, assessment: uuid.UUID, id: Query[ClauseId]) -> Any:  # noqa: A002
    """Show one clause with its text, the machine's trace, what changed, and remarks."""
    viewer, found = opened(request, org, assessment, "assessments.view")
    row = clause_detail(assessment=found, clause=id)
    return show_full(sight(viewer, found, sources_of(row)).row(row))


def show_full(row: ClauseAssessment) -> dict[str, Any]:
    """Return a clause with everything."""
    remarks = [show_remark(r) for r in Comment.objects.filter(clause=row)]
    return {
        **show_clause(row),
        "requirement_zh": row.row.requirement_zh,
        "requirement_en": row.row.requirement_en,
        "trace": row.trace,
        "change": row.change,
        "remarks": remarks,
    }


def show_remark(row: Comment) -> dict[str, Any]:
    """Return a remark."""
    return {"person": row.person_id, "at": row.created_at, "text": row.text}


@router.put("/{assessment}/clause/verdict", response={200: ClauseFull, **ERRORS})
def set_verdict(
    request: HttpRequest,
    org: Org,
    assessment: uuid.UUID,
    id: Query[ClauseId],  # noqa: A002
    body: VerdictIn,
) -> Any:
    """Judge a clause as a person, or take the person's verdict back."""
    viewer, found = opened(request, org, assessment, "assessments.judge")
    row = verdict_set(
        acting_user=viewer,
        clause=clause_detail(assessment=found, clause=id),
        verdict=body.verdict or "",
        reason=body.reason,
        expected=body.version,
    )
    return show_full(sight(viewer, found, sources_of(row)).row(row))


@router.post("/{assessment}/clause/remarks", response={201: RemarkOut, **ERRORS})
def add_remark(
    request: HttpRequest,
    org: Org,
    assessment: uuid.UUID,
    id: Query[ClauseId],  # noqa: A002
    body: RemarkIn,
) -> Any:
    """Add a remark to a clause."""
    viewer, found = opened(request, org, assessment, "assessments.view")
    clause = clause_detail(assessment=found, clause=id)
    return Status(201, show_remark(comment_add(acting_user=viewer, clause=clause, text=body.text)))


@router.post("/{assessment}/clauses/bulk", response={200: BulkOut, **ERRORS})
def act_on_many(request: HttpRequest, org: Org, assessment: uuid.UUID, body: BulkIn) -> Any:
    """Judge or assign several clauses, with one entry in the ledger for each."""
    need = "assessments.judge" if body.action == "judge" else "assessments.change"
    viewer, found = opened(request, org, assessment, need)
    rows = chosen(found, body.clauses)
    if body.action == "judge":
        changed = verdicts_bulk(
            acting_user=viewer,
            assessment=found,
            clauses=rows,
            verdict=body.verdict or "",
            reason=body.reason,
            versions=body.versions,
        )
    else:
        person = person_get(viewer, body.assignee, "assignee") if body.assignee else None
        changed = clauses_assign(
            acting_user=viewer,
            assessment=found,
            clauses=rows,
            assignee=person,
            versions=body.versions,
        )
    return {"changed": changed}


def chosen(assessment: Assessment, names: list[str]) -> list[ClauseAssessment]:
    """Return clauses by name, or raise `NotFoundError` for one that is not there."""
    rows = ClauseAssessment.objects.filter(assessment=assessment, clause__in=set(names))
    found = list(rows.defer("trace").order_by("order"))
    if missing := set(names) - {row.clause for row in found}:
        raise NotFoundError(what=sorted(missing)[0])
    for row in found:
        row.assessment = assessment
    return found
