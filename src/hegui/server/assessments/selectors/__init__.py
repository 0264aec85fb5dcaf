"""Reading assessments, their clauses and clause sets."""

from hegui.server.assessments.selectors.assessments import (
    assessment_get,
    assessment_list,
    latest_assessment,
    latest_first,
)
from hegui.server.assessments.selectors.clauses import clause_detail, clause_lines, clause_list
from hegui.server.assessments.selectors.sets import clause_set_get, clause_set_list

__all__ = [
    "assessment_get",
    "assessment_list",
    "clause_detail",
    "clause_lines",
    "clause_list",
    "clause_set_get",
    "clause_set_list",
    "latest_assessment",
    "latest_first",
]
