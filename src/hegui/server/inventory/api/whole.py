"""The whole inventory over the API: the bill of materials, Excel in."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import Router

from hegui.server.inventory.bom import bom_material, bom_write
from hegui.server.inventory.sheets import inventory_import
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.imports import ExcelFile, ImportedOut, Over, content

router = Router(tags=["inventory"])


class InventoryImportedOut(ImportedOut):
    """What a file changed, by what became of its rows."""

    created: int
    unchanged: int
    relations: int


@router.get("/bom", response={200: dict[str, Any], **ERRORS})
def whole_bom(request: HttpRequest, org: Org) -> Any:
    """Return the AI bill of materials of the whole inventory (CycloneDX 1.6)."""
    viewer = viewer_of(request, org, "inventory.view")
    return json.loads(bom_write(bom_material(viewer=viewer)))


@router.post("/imports", response={200: InventoryImportedOut, **ERRORS})
def import_inventory(request: HttpRequest, org: Org, body: Over, file: ExcelFile) -> Any:
    """Import the inventory from an Excel file (at most 20 MB): all of it or nothing.

    A file with problems is refused; `data.problems` names sheet, row, column and reason of each.
    So are rows that were changed here after the export, unless `overwrite` is true.
    """
    viewer = viewer_of(request, org, "inventory.change")
    plan = inventory_import(acting_user=viewer, file=content(file), overwrite=body.overwrite)
    return {
        "created": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "relations": len(plan.relations),
        "ignored": plan.ignored,
    }
