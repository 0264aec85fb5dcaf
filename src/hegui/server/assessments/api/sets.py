"""Clause sets over the API."""

import json
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Query, Status

from hegui.server.assessments.api.routing import router
from hegui.server.assessments.api.shapes import RowOut, SetIn, SetOut, show_set
from hegui.server.assessments.models import ClauseRow
from hegui.server.assessments.selectors import clause_set_get, clause_set_list
from hegui.server.assessments.selectors.sets import row_list
from hegui.server.assessments.services.frozen import clause_set_import
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.paging import PageOf, PageQuery, paged


@router.get("/sets", response={200: PageOf[SetOut], **ERRORS})
def list_sets(request: HttpRequest, org: Org, page: Query[PageQuery]) -> Any:
    """List the clause sets: frozen catalogues and imported texts."""
    viewer = viewer_of(request, org, "assessments.view")
    return paged(clause_set_list(viewer=viewer), page, show_set)


@router.post("/sets", response={201: SetOut, **ERRORS})
def import_set(request: HttpRequest, org: Org, body: SetIn) -> Any:
    """Import a clause set; one bad row is named and nothing is taken."""
    viewer = viewer_of(request, org, "assessments.change")
    data = json.dumps(body.model_dump()).encode()
    return Status(201, show_set(clause_set_import(acting_user=viewer, data=data, name="api.json")))


@router.get("/sets/{clause_set}", response={200: SetOut, **ERRORS})
def get_set(request: HttpRequest, org: Org, clause_set: uuid.UUID) -> Any:
    """Show one clause set."""
    viewer = viewer_of(request, org, "assessments.view")
    return show_set(clause_set_get(viewer=viewer, clause_set=clause_set))


@router.get("/sets/{clause_set}/clauses", response={200: PageOf[RowOut], **ERRORS})
def list_rows(request: HttpRequest, org: Org, clause_set: uuid.UUID, page: Query[PageQuery]) -> Any:
    """List the clauses of a set, in order."""
    viewer = viewer_of(request, org, "assessments.view")
    found = clause_set_get(viewer=viewer, clause_set=clause_set)
    return paged(row_list(clause_set=found), page, show_row)


def show_row(row: ClauseRow) -> dict[str, Any]:
    """Return one clause of a set."""
    fields = {name: getattr(row, name) for name in RowOut.model_fields if name != "kind"}
    return {**fields, "kind": row.form}
