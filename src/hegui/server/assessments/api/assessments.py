"""Assessments over the API."""

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema, Status

from hegui.server.assessments.api.routing import router
from hegui.server.assessments.api.shapes import (
    AgainIn,
    AssessmentChange,
    AssessmentIn,
    AssessmentOut,
    EngagementsIn,
    MoveIn,
    PreviewOut,
    RejudgeIn,
    State,
    show,
)
from hegui.server.assessments.selectors import assessment_get, assessment_list, clause_set_get
from hegui.server.assessments.services.assessments import (
    assessment_change,
    assessment_move,
    engagements_set,
)
from hegui.server.assessments.services.rejudging import rejudge, rejudge_preview
from hegui.server.assessments.services.starting import (
    reassess,
    start_from_bundle,
    start_from_records,
    start_from_set,
)
from hegui.server.assessments.wording import why_told
from hegui.server.core.errors import InvalidError, NotFoundError
from hegui.server.core.models import Engagement
from hegui.server.core.viewer import Viewer
from hegui.server.pages.language import language
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.paging import PageOf, PageQuery, paged
from hegui.server.runs.selectors.bundles import bundle_get


class Filters(Schema):
    """Which assessments."""

    state: State | None = None


@router.get("", response={200: PageOf[AssessmentOut], **ERRORS})
def list_assessments(
    request: HttpRequest, org: Org, page: Query[PageQuery], asked: Query[Filters]
) -> Any:
    """List the assessments, the newest first."""
    viewer = viewer_of(request, org, "assessments.view")
    rows = assessment_list(viewer=viewer)
    return paged(rows.filter(state=asked.state) if asked.state else rows, page, show)


@router.post("", response={201: AssessmentOut, **ERRORS})
def create_assessment(request: HttpRequest, org: Org, body: AssessmentIn) -> Any:
    """Create an assessment: by the catalogue, from a bundle, or of an imported clause set."""
    viewer = viewer_of(request, org, "assessments.change")
    fields = body.model_dump(exclude={"clause_set", "bundle"})
    if body.clause_set is not None:
        if body.bundle is not None:
            raise InvalidError(
                field="bundle",
                what_zh="结果包自带规则目录，不能再指定条款集。",
                what_en="a bundle brings its own catalogue: leave out the clause set.",
            )
        chosen = clause_set_get(viewer=viewer, clause_set=body.clause_set)
        made = start_from_set(acting_user=viewer, clause_set=chosen, **fields)
    elif body.bundle is not None:
        bundle = bundle_get(viewer=viewer, bundle=body.bundle)
        made = start_from_bundle(acting_user=viewer, bundle=bundle, **fields)
    else:
        made = start_from_records(acting_user=viewer, **fields)
    return Status(201, show(made))


@router.get("/{assessment}", response={200: AssessmentOut, **ERRORS})
def get_assessment(request: HttpRequest, org: Org, assessment: uuid.UUID) -> Any:
    """Show one assessment with its conclusion, counts and gates."""
    viewer = viewer_of(request, org, "assessments.view")
    return show(assessment_get(viewer=viewer, assessment=assessment))


@router.patch("/{assessment}", response={200: AssessmentOut, **ERRORS})
def change_assessment(
    request: HttpRequest, org: Org, assessment: uuid.UUID, body: AssessmentChange
) -> Any:
    """Change the head of an assessment."""
    viewer = viewer_of(request, org, "assessments.change")
    found = assessment_get(viewer=viewer, assessment=assessment)
    changes = body.model_dump(exclude_unset=True, exclude={"version"})
    changes = {k: v for k, v in changes.items() if v is not None or k.startswith("period")}
    changed = assessment_change(
        acting_user=viewer, assessment=found, changes=changes, expected=body.version
    )
    return show(changed)


@router.post("/{assessment}/state", response={200: AssessmentOut, **ERRORS})
def move_assessment(request: HttpRequest, org: Org, assessment: uuid.UUID, body: MoveIn) -> Any:
    """Send to review, back to work, or close what is signed."""
    viewer = viewer_of(request, org, "assessments.change")
    found = assessment_get(viewer=viewer, assessment=assessment)
    return show(assessment_move(acting_user=viewer, assessment=found, state=body.state))


@router.get("/{assessment}/judge", response={200: PreviewOut, **ERRORS})
def preview_judging(request: HttpRequest, org: Org, assessment: uuid.UUID) -> Any:
    """Show what judging again by the records as they are now would change; nothing is written."""
    viewer = viewer_of(request, org, "assessments.change")
    found = assessment_get(viewer=viewer, assessment=assessment)
    preview = rejudge_preview(acting_user=viewer, assessment=found)
    moves = [
        {
            "clause": move.clause.clause,
            "before": move.before,
            "after": move.after,
            "in_force": move.in_force,
            "to_be_judged_again": move.outlived,
            "why": why_told(move.why, language()),
        }
        for move in preview.moves
    ]
    return {"digest": preview.digest, "moves": moves}


@router.post("/{assessment}/judge", response={200: AssessmentOut, **ERRORS})
def judge_anew(request: HttpRequest, org: Org, assessment: uuid.UUID, body: RejudgeIn) -> Any:
    """Judge again by the records as they are now, for a reason; people's verdicts stay."""
    viewer = viewer_of(request, org, "assessments.change")
    found = assessment_get(viewer=viewer, assessment=assessment)
    done = rejudge(acting_user=viewer, assessment=found, reason=body.reason, seen=body.seen)
    return show(done)


@router.post("/{assessment}/again", response={201: AssessmentOut, **ERRORS})
def assess_again(request: HttpRequest, org: Org, assessment: uuid.UUID, body: AgainIn) -> Any:
    """Assess again: what still stands is carried over."""
    viewer = viewer_of(request, org, "assessments.change")
    found = assessment_get(viewer=viewer, assessment=assessment)
    bundle = bundle_get(viewer=viewer, bundle=body.bundle) if body.bundle else None
    edition = None
    if body.clause_set is not None:
        edition = clause_set_get(viewer=viewer, clause_set=body.clause_set)
    made = reassess(
        acting_user=viewer,
        previous=found,
        title=body.title,
        bundle=bundle,
        as_of=body.as_of,
        clause_set=edition,
    )
    return Status(201, show(made))


@router.put("/{assessment}/engagements", response={200: AssessmentOut, **ERRORS})
def set_engagements(
    request: HttpRequest, org: Org, assessment: uuid.UUID, body: EngagementsIn
) -> Any:
    """Say within which engagements the assessment is seen from outside."""
    viewer = viewer_of(request, org, "assessments.change")
    found = assessment_get(viewer=viewer, assessment=assessment)
    engagements_set(
        acting_user=viewer, assessment=found, engagements=engagements_of(viewer, body.engagements)
    )
    return show(found)


def engagements_of(viewer: Viewer, wanted: list[uuid.UUID]) -> list[Engagement]:
    """Return engagements of the organisation, or raise `NotFoundError`."""
    rows = Engagement.objects.filter(organisation=viewer.organisation, pk__in=wanted)
    found = list(rows)
    if missing := set(wanted) - {row.pk for row in found}:
        raise NotFoundError(what=str(sorted(missing)[0]))
    return found
