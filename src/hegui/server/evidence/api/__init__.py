"""Routes of the API."""

from hegui.server.evidence.api import items, life, requests
from hegui.server.evidence.api.router import router

__all__ = ["items", "life", "requests", "router"]
