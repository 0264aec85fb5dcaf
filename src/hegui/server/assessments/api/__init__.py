"""Routes of the API. Fixed words come before ids, so that they are not read as one."""

from hegui.server.assessments.api import sets  # isort: skip
from hegui.server.assessments.api import assessments  # isort: skip
from hegui.server.assessments.api import clauses  # isort: skip
from hegui.server.assessments.api import answers  # isort: skip
from hegui.server.assessments.api.routing import router

__all__ = ["answers", "assessments", "clauses", "router", "sets"]
