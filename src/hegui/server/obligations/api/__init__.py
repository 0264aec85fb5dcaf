"""Routes of the API. Fixed words come before ids, since the first route that fits answers."""

from ninja import Router

from hegui.server.obligations.api.facts import router as facts
from hegui.server.obligations.api.register import router as register
from hegui.server.obligations.api.texts import router as texts

router = Router(tags=["obligations"])
router.add_router("/facts", facts)
router.add_router("/texts", texts)
router.add_router("", register)
