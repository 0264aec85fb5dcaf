"""Judging the suites: accuracy, consistency, fairness, citation, privacy, injection, minors, companion."""

from hegui.checks.model.measures.grouping import GroupJudge, Trait
from hegui.checks.model.measures.kinds import MEASURES, Measure, SuiteJudge
from hegui.checks.model.measures.rules import measures_digest, measures_version

__all__ = [
    "MEASURES",
    "GroupJudge",
    "Measure",
    "SuiteJudge",
    "Trait",
    "measures_digest",
    "measures_version",
]
