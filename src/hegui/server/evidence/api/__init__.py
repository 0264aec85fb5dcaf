"""Routes of the API."""

from hegui.server.evidence.api import exchange, items, life, requests
from hegui.server.evidence.api.router import router

__all__ = ["exchange", "items", "life", "requests", "router"]
