"""The register of evidence from an Excel file over the API."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from hegui.server.evidence.api.router import router
from hegui.server.evidence.register import apply, changes_of, sheet
from hegui.server.pages.excel import read, refused
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Prose

LARGEST = 20 << 20


class ImportIn(Schema):
    """Why the items are changed."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Prose, Field(max_length=2000)] = ""


class ImportedOut(Schema):
    """How many items a file changed."""

    changed: int
    ignored: list[str]


@router.post("/imports", response={200: ImportedOut, **ERRORS})
def import_items(
    request: HttpRequest,
    org: Org,
    body: Annotated[ImportIn, Form()],
    file: Annotated[UploadedFile, File()],
) -> Any:
    """Change many items from an Excel register (at most 20 MB): all of it or nothing.

    A file with problems is refused; `data.problems` names sheet, row, column and reason of each.
    """
    viewer = viewer_of(request, org, "evidence.change")
    found = read(sheet(), file.read(LARGEST + 1))
    changes = changes_of(viewer, found)
    if found.problems:
        raise refused(found.problems, found.problem_count)
    return {"changed": apply(viewer, changes, body.reason), "ignored": found.ignored}
