"""The register from an Excel file over the API."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from hegui.server.obligations.services.bulk import BulkChange, entries_import
from hegui.server.obligations.sheet import preview
from hegui.server.pages.excel import refused
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Prose

router = Router()
LARGEST = 20 << 20


class ImportIn(Schema):
    """Why the register is changed."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Prose, Field(max_length=2000)] = ""


class ImportedOut(Schema):
    """How many obligations a file changed."""

    changed: int
    ignored: list[str]


@router.post("/imports", response={200: ImportedOut, **ERRORS})
def import_register(
    request: HttpRequest,
    org: Org,
    body: Annotated[ImportIn, Form()],
    file: Annotated[UploadedFile, File()],
) -> Any:
    """Import owners, states and reviews from an Excel file (at most 20 MB): all of it or nothing.

    A file with problems is refused; `data.problems` names sheet, row, column and reason of each.
    """
    viewer = viewer_of(request, org, "obligations.change")
    found = preview(viewer, file.read(LARGEST + 1))
    if found.reading.problems:
        raise refused(found.reading.problems, found.reading.problem_count)
    rows = [BulkChange(row.obligation, row.changes, row.expected) for row in found.changes]
    count = entries_import(acting_user=viewer, rows=rows, reason=body.reason)
    return {"changed": count, "ignored": found.reading.ignored}
