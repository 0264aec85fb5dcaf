"""The answer of an assessment over the API: conclusion, changes, signatures, reports."""

import uuid
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Status

from hegui.server.assessments.api.clauses import opened
from hegui.server.assessments.api.routing import router
from hegui.server.assessments.api.shapes import (
    ChangeOut,
    ConclusionOut,
    SignIn,
    SignOut,
    show_sign,
)
from hegui.server.assessments.api.shapes.gaps import GapsOut, show_gaps
from hegui.server.assessments.models import ClauseAssessment, SignOff
from hegui.server.assessments.reports import report_of
from hegui.server.assessments.selectors import clause_list
from hegui.server.assessments.selectors.answers import gaps
from hegui.server.assessments.services.signing import missing_roles, sign, verdicts_digest
from hegui.server.assessments.sight import sight
from hegui.server.assessments.wording import told
from hegui.server.pages.language import language
from hegui.server.rest.access import Org
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.paging import PageOf, PageQuery, paged


@router.get("/{assessment}/conclusion", response={200: ConclusionOut, **ERRORS})
def get_conclusion(request: HttpRequest, org: Org, assessment: uuid.UUID) -> Any:
    """Show the conclusion with its gates, the digest to sign, and who must still sign."""
    _, found = opened(request, org, assessment, "assessments.view")
    return {
        "conclusion": found.conclusion,
        "counts": found.counts,
        "gates": found.gates,
        "digest": verdicts_digest(found),
        "missing_roles": missing_roles(found),
    }


@router.get("/{assessment}/gaps", response={200: GapsOut, **ERRORS})
def get_gaps(request: HttpRequest, org: Org, assessment: uuid.UUID) -> Any:
    """Show what keeps the assessment from conforming: gates first, weight, effort."""
    viewer, found = opened(request, org, assessment, "assessments.view")
    return show_gaps(gaps(viewer=viewer, assessment=found))


@router.get("/{assessment}/changes", response={200: PageOf[ChangeOut], **ERRORS})
def list_changes(
    request: HttpRequest, org: Org, assessment: uuid.UUID, page: Query[PageQuery]
) -> Any:
    """List what changed since the assessment before, verdict by verdict, and why."""
    viewer, found = opened(request, org, assessment, "assessments.view")
    rows = clause_list(assessment=found, asked={"flag": "changed"}).defer("trace")
    seen = sight(viewer, found)
    return paged(rows, page, lambda row: show_change(seen.row(row)))


def show_change(row: ClauseAssessment) -> dict[str, Any]:
    """Return one change in the reader's language."""
    words = told(row.change or {}, row.verdict, language())
    return {
        "clause": row.clause,
        "before": words["before"],
        "now": row.verdict,
        "person_before": words["person_before"],
        "stale": row.stale,
        "why": words["why"],
        "causes": words["causes"],
    }


@router.get("/{assessment}/sign-offs", response={200: PageOf[SignOut], **ERRORS})
def list_signatures(
    request: HttpRequest, org: Org, assessment: uuid.UUID, page: Query[PageQuery]
) -> Any:
    """List the signatures, void ones too."""
    _, found = opened(request, org, assessment, "assessments.view")
    return paged(SignOff.objects.filter(assessment=found).order_by("-id"), page, show_sign)


@router.post("/{assessment}/sign-offs", response={201: SignOut, **ERRORS})
def give_signature(request: HttpRequest, org: Org, assessment: uuid.UUID, body: SignIn) -> Any:
    """Sign the verdicts as they are, in a role that the person holds."""
    viewer, found = opened(request, org, assessment, "assessments.sign")
    row = sign(acting_user=viewer, assessment=found, **body.model_dump())
    return Status(201, show_sign(row))


@router.get("/{assessment}/report", response={200: Any, **ERRORS})
def get_report(
    request: HttpRequest,
    org: Org,
    assessment: uuid.UUID,
    format: Literal["html", "pdf", "json"] = "json",  # noqa: A002
    lang: Literal["zh", "en"] = "zh",
) -> Any:
    """Download a report with the verdicts in force."""
    viewer, found = opened(request, org, assessment, "assessments.view")
    name, media, data = report_of(found, format, lang, viewer)
    answer = HttpResponse(data, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = "sandbox"
    return answer
