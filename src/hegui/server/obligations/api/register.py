"""The register over the API."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from hegui.server.controls.selectors import control_list
from hegui.server.controls.services import control_link
from hegui.server.core.errors import NotFoundError
from hegui.server.core.people import person_get
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.api.lists import paged_list
from hegui.server.obligations.api.schemas import (
    ControlsIn,
    DecisionIn,
    DecisionOut,
    EntryIn,
    ObligationId,
    ObligationOut,
    RegisterQuery,
    StatementOut,
    UndoEntryIn,
    WithdrawIn,
)
from hegui.server.obligations.listing import selected
from hegui.server.obligations.models import ApplicabilityDecision
from hegui.server.obligations.selectors import (
    Line,
    decision_list,
    obligation_row,
    register_line,
    register_lines,
)
from hegui.server.obligations.services import (
    decision_make,
    decision_withdraw,
    entry_change,
    entry_undo,
)
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.paging import PageOf, PageQuery, paged

router = Router()


def show(line: Line) -> dict[str, Any]:
    """Return a line of the register as the API shows it."""
    row, entry, standing = line.row, line.entry, line.standing
    return {
        "id": row.id,
        "version": entry.version if entry else 0,
        "instrument": row.instrument,
        "citation_zh": line.citation.zh,
        "citation_en": line.citation.en,
        "zh": row.zh,
        "en": row.en,
        "layer": row.layer,
        "bearers": list(row.bearers),
        "modality": row.modality,
        "grade": row.grade,
        "state": standing.state,
        "reason_zh": standing.zh,
        "reason_en": standing.en,
        "machine_state": standing.machine.state,
        "decision": standing.decision.pk if standing.decision else None,
        "owner": entry.owner_id if entry else None,
        "how_met": entry.how_met if entry else "",
        "status": line.status,
        "review_on": line.review_on,
        "note": entry.note if entry else "",
        "clauses": list(line.clauses),
        "controls": [control.pk for control in line.controls],
        "evidence_types": list(row.evidence),
        "evidence": line.evidence,
    }


def show_statement(line: Line) -> dict[str, Any]:
    """Return a line of the statement of applicability."""
    decision = line.standing.decision
    return {
        "id": line.row.id,
        "citation_zh": line.citation.zh,
        "citation_en": line.citation.en,
        "state": line.standing.state,
        "reason_zh": line.standing.zh,
        "reason_en": line.standing.en,
        "decided_by": decision.person_id if decision else None,
        "decided_from": decision.effective_on if decision else None,
        "controls": [control.title for control in line.controls],
        "owner": line.owner.pk if line.owner else None,
    }


def show_decision(row: ApplicabilityDecision) -> dict[str, Any]:
    """Return a decision as the API shows it."""
    plain = {name: getattr(row, name) for name in DecisionOut.model_fields if name != "person"}
    return {**plain, "person": row.person_id, "withdrawn_by": row.withdrawn_by_id}


def line_of(viewer: Viewer, obligation: str) -> dict[str, Any]:
    """Return one obligation as the API shows it."""
    return show(register_line(viewer=viewer, obligation=obligation))


def list_obligations(request: HttpRequest, org: Org, asked: Query[RegisterQuery]) -> Any:
    """List the register: filters by state, instrument, layer, bearer, modality, owner, open …"""
    viewer = viewer_of(request, org, "obligations.view")
    wanted = asked.model_dump(exclude={"page", "page_size", "day"})
    lines = selected(register_lines(viewer=viewer, day=asked.day), wanted)
    return paged_list(lines, asked, show)


class StatementQuery(PageQuery):
    """Which page, as of which day (today)."""

    day: dt.date | None = None


@router.get("/statement", response={200: PageOf[StatementOut], **ERRORS})
def statement(request: HttpRequest, org: Org, asked: Query[StatementQuery]) -> Any:
    """Return the statement of applicability as of a day."""
    viewer = viewer_of(request, org, "obligations.view")
    return paged_list(register_lines(viewer=viewer, day=asked.day), asked, show_statement)


@router.get("/decisions", response={200: PageOf[DecisionOut], **ERRORS})
def list_all_decisions(request: HttpRequest, org: Org, page: Query[PageQuery]) -> Any:
    """List all decisions of people, the newest first."""
    viewer = viewer_of(request, org, "obligations.view")
    return paged(decision_list(viewer=viewer), page, show_decision)


@router.post("/decisions/{decision}/withdraw", response={200: DecisionOut, **ERRORS})
def withdraw(request: HttpRequest, org: Org, decision: uuid.UUID, body: WithdrawIn) -> Any:
    """Withdraw a decision from today on."""
    viewer = viewer_of(request, org, "obligations.change")
    found = decision_list(viewer=viewer).filter(pk=decision).first()
    if found is None:
        raise NotFoundError(what=str(decision))
    changed = decision_withdraw(
        acting_user=viewer, decision=found, reason=body.reason, expected=body.version
    )
    return show_decision(changed)


@router.get("/{obligation}", response={200: ObligationOut, **ERRORS})
def get_obligation(request: HttpRequest, org: Org, obligation: ObligationId) -> Any:
    """Show one obligation."""
    return line_of(viewer_of(request, org, "obligations.view"), obligation)


@router.patch("/{obligation}", response={200: ObligationOut, **ERRORS})
def change_obligation(
    request: HttpRequest, org: Org, obligation: ObligationId, body: EntryIn
) -> Any:
    """Change what is done about an obligation; `version` is the version that was seen, 0 for none."""
    viewer = viewer_of(request, org, "obligations.change")
    obligation_row(obligation)
    told = {"version", "effective_on", "reason"}
    changes = body.model_dump(exclude_unset=True, exclude=told)
    if changes.get("owner"):
        changes["owner"] = person_get(viewer, changes["owner"])
    entry_change(
        acting_user=viewer,
        obligation=obligation,
        changes=changes,
        expected=body.version,
        effective_on=body.effective_on,
        reason=body.reason,
    )
    return line_of(viewer, obligation)


@router.post("/{obligation}/undo", response={200: ObligationOut, **ERRORS})
def undo_obligation(
    request: HttpRequest, org: Org, obligation: ObligationId, body: UndoEntryIn
) -> Any:
    """Undo the last change of what is done about an obligation."""
    viewer = viewer_of(request, org, "obligations.change")
    entry_undo(acting_user=viewer, obligation=obligation, expected=body.version, reason=body.reason)
    return line_of(viewer, obligation)


@router.put("/{obligation}/controls", response={200: ObligationOut, **ERRORS})
def link_controls(
    request: HttpRequest, org: Org, obligation: ObligationId, body: ControlsIn
) -> Any:
    """Link exactly these controls, of those that one may change, to an obligation."""
    viewer = viewer_of(request, org, "controls.change")
    viewer.require("obligations.view")
    obligation_row(obligation)
    found = list(control_list(viewer=viewer).filter(pk__in=body.controls))
    if missing := set(body.controls) - {control.pk for control in found}:
        raise NotFoundError(what=str(min(missing)))
    control_link(acting_user=viewer, what="obligation", row=obligation, controls=found)
    return line_of(viewer, obligation)


@router.get("/{obligation}/decisions", response={200: PageOf[DecisionOut], **ERRORS})
def list_decisions(
    request: HttpRequest, org: Org, obligation: ObligationId, page: Query[PageQuery]
) -> Any:
    """List the decisions about one obligation, the newest first, withdrawn ones too."""
    viewer = viewer_of(request, org, "obligations.view")
    obligation_row(obligation)
    return paged(decision_list(viewer=viewer, obligation=obligation), page, show_decision)


@router.post("/{obligation}/decisions", response={201: DecisionOut, **ERRORS})
def decide(request: HttpRequest, org: Org, obligation: ObligationId, body: DecisionIn) -> Any:
    """Decide by a person whether an obligation applies; a reason is required."""
    viewer = viewer_of(request, org, "obligations.change")
    made = decision_make(acting_user=viewer, obligation=obligation, **body.model_dump())
    return Status(201, show_decision(made))
