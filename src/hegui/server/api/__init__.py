"""The API under `/api/v1`: the routers of all apps, one shape of errors."""

from hegui.server.api.root import api

__all__ = ["api"]
