"""Records of the core: organisations, domains, users, assignments, engagements, tokens."""

from hegui.server.core.models.base import DomainRecord, Record
from hegui.server.core.models.organisation import Domain, Engagement, Organisation
from hegui.server.core.models.people import ApiToken, Assignment, Submission, User
from hegui.server.core.models.search import SearchEntry

__all__ = [
    "ApiToken",
    "Assignment",
    "Domain",
    "DomainRecord",
    "Engagement",
    "Organisation",
    "Record",
    "SearchEntry",
    "Submission",
    "User",
]
