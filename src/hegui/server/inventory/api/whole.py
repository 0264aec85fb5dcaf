"""The whole inventory over the API: the bill of materials."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import Router

from hegui.server.inventory.bom import bom_material, bom_write
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS

router = Router(tags=["inventory"])


@router.get("/bom", response={200: dict[str, Any], **ERRORS})
def whole_bom(request: HttpRequest, org: Org) -> Any:
    """Return the AI bill of materials of the whole inventory (CycloneDX 1.6)."""
    viewer = viewer_of(request, org, "inventory.view")
    return json.loads(bom_write(bom_material(viewer=viewer)))
