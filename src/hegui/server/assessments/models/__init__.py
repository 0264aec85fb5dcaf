"""Records of assessments: frozen catalogues and clause sets, assessments, clauses, sign-offs."""

from hegui.server.assessments.models.assessment import Assessment, Basis, SignOff
from hegui.server.assessments.models.clause import ClauseAssessment, Comment
from hegui.server.assessments.models.frozen import ClauseRow, ClauseSet, FrozenCatalogue

__all__ = [
    "Assessment",
    "Basis",
    "ClauseAssessment",
    "ClauseRow",
    "ClauseSet",
    "Comment",
    "FrozenCatalogue",
    "SignOff",
]
