"""Routes of the API."""

from ninja import Router

from hegui.server.inventory.api.filings import router as filings
from hegui.server.inventory.api.parts import router as parts
from hegui.server.inventory.api.subjects import router as subjects
from hegui.server.inventory.api.whole import router as whole

router = Router(tags=["inventory"])
router.add_router("", whole)
router.add_router("/filings", filings)
router.add_router("/subjects", subjects)
router.add_router("/subjects", parts)

__all__ = ["router"]
