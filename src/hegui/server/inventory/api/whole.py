"""The whole inventory over the API: the bill of materials, Excel in."""

import json
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from hegui.server.inventory.bom import bom_material, bom_write
from hegui.server.inventory.sheets import inventory_import
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS

router = Router(tags=["inventory"])
LARGEST = 20 << 20


class ImportedOut(Schema):
    """What a file changed."""

    created: int
    changed: int
    unchanged: int
    relations: int
    ignored: list[str]


@router.get("/bom", response={200: dict[str, Any], **ERRORS})
def whole_bom(request: HttpRequest, org: Org) -> Any:
    """Return the AI bill of materials of the whole inventory (CycloneDX 1.6)."""
    viewer = viewer_of(request, org, "inventory.view")
    return json.loads(bom_write(bom_material(viewer=viewer)))


@router.post("/imports", response={200: ImportedOut, **ERRORS})
def import_inventory(request: HttpRequest, org: Org, file: Annotated[UploadedFile, File()]) -> Any:
    """Import the inventory from an Excel file (at most 20 MB): all of it or nothing.

    A file with problems is refused; `data.problems` names sheet, row, column and reason of each.
    """
    viewer = viewer_of(request, org, "inventory.change")
    plan = inventory_import(acting_user=viewer, file=file.read(LARGEST + 1))
    return {
        "created": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "relations": len(plan.relations),
        "ignored": plan.ignored,
    }
