"""Routes of the API. Fixed words come before ids, so that they are not read as one."""

from ninja import Router

from hegui.server.runs.api.gates import router as gates
from hegui.server.runs.api.runs import router as runs
from hegui.server.runs.api.setup import router as setup

router = Router(tags=["runs"])
router.add_router("", gates)
router.add_router("", setup)
router.add_router("", runs)

__all__ = ["router"]
