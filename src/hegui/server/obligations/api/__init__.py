"""Routes of the API. Fixed words come before ids, since the first route that fits answers."""

from ninja import Router

from hegui.server.obligations.api.exchange import router as exchange
from hegui.server.obligations.api.facts import router as facts
from hegui.server.obligations.api.register import list_obligations
from hegui.server.obligations.api.register import router as register
from hegui.server.obligations.api.schemas import ObligationOut
from hegui.server.obligations.api.texts import router as texts
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.paging import PageOf

router = Router(tags=["obligations"])
router.get("", response={200: PageOf[ObligationOut], **ERRORS})(list_obligations)
router.add_router("", exchange)
router.add_router("/facts", facts)
router.add_router("/texts", texts)
router.add_router("", register)
