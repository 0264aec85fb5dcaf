"""Writing evidence: only these functions change items, versions, links and requests."""

from hegui.server.evidence.services.intake import Kept, keep
from hegui.server.evidence.services.items import (
    item_approve,
    item_change,
    item_create,
    version_add,
)
from hegui.server.evidence.services.life import (
    content_remove,
    item_hold,
    item_reinstate,
    item_supersede,
    item_withdraw,
)
from hegui.server.evidence.services.links import link_add, link_remove, links_add
from hegui.server.evidence.services.requests import (
    request_cancel,
    request_create,
    request_fulfil,
    request_remind,
)

__all__ = [
    "Kept",
    "content_remove",
    "item_approve",
    "item_change",
    "item_create",
    "item_hold",
    "item_reinstate",
    "item_supersede",
    "item_withdraw",
    "keep",
    "link_add",
    "link_remove",
    "links_add",
    "request_cancel",
    "request_create",
    "request_fulfil",
    "request_remind",
    "version_add",
]
