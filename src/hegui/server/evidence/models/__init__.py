"""Records of evidence: items, their versions, what they are linked to, requests for them."""

from hegui.server.evidence.models.item import Item, ItemVersion, State
from hegui.server.evidence.models.link import Link, LinkKind
from hegui.server.evidence.models.reading import FileReading
from hegui.server.evidence.models.request import Request, RequestState

__all__ = [
    "FileReading",
    "Item",
    "ItemVersion",
    "Link",
    "LinkKind",
    "Request",
    "RequestState",
    "State",
]
