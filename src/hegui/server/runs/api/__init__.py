"""Routes of the API. Fixed words come before ids, so that they are not read as one."""

from hegui.server.runs.api import (  # noqa: F401  (they add their routes)
    gates,
    runs,
    setup,
)
from hegui.server.runs.api.base import router

__all__ = ["router"]
