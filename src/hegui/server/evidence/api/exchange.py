"""The register of evidence from an Excel file over the API."""

from typing import Any

from django.http import HttpRequest

from hegui.server.evidence.api.router import router
from hegui.server.evidence.register import apply, changes_of, sheet
from hegui.server.pages.excel import read, refused
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.imports import ExcelFile, ImportedOut, Why, content


@router.post("/imports", response={200: ImportedOut, **ERRORS})
def import_items(request: HttpRequest, org: Org, body: Why, file: ExcelFile) -> Any:
    """Change many items from an Excel register (at most 20 MB): all of it or nothing.

    A file with problems is refused; `data.problems` names sheet, row, column and reason of each.
    So are rows that were changed here after the export, unless `overwrite` is true.
    """
    viewer = viewer_of(request, org, "evidence.change")
    found = read(sheet(), content(file))
    changes = changes_of(viewer, found, overwrite=body.overwrite)
    if found.problems:
        raise refused(found.problems, found.problem_count)
    return {"changed": apply(viewer, changes, body.reason), "ignored": found.ignored}
