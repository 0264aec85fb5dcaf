"""The register from an Excel file over the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from hegui.server.obligations.services.bulk import BulkChange, entries_import
from hegui.server.obligations.sheet import preview
from hegui.server.pages.excel import refused
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.imports import ExcelFile, ImportedOut, Why, content

router = Router()


@router.post("/imports", response={200: ImportedOut, **ERRORS})
def import_register(request: HttpRequest, org: Org, body: Why, file: ExcelFile) -> Any:
    """Import owners, states and reviews from an Excel file (at most 20 MB): all of it or nothing.

    A file with problems is refused; `data.problems` names sheet, row, column and reason of each.
    So are rows that were changed here after the export, unless `overwrite` is true.
    """
    viewer = viewer_of(request, org, "obligations.change")
    found = preview(viewer, content(file), overwrite=body.overwrite)
    if found.reading.problems:
        raise refused(found.reading.problems, found.reading.problem_count)
    rows = [BulkChange(row.obligation, row.changes, row.expected) for row in found.changes]
    count = entries_import(acting_user=viewer, rows=rows, reason=body.reason)
    return {"changed": count, "ignored": found.reading.ignored}
