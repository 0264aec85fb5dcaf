"""Conformity: criteria, verdicts, gates, scores. Pure functions of catalogue, facts and evidence."""

from hegui.conformity.changes import Changes, compare
from hegui.conformity.document import verdicts_document
from hegui.conformity.judge import judge
from hegui.conformity.matching import result_key
from hegui.conformity.model import Assessment, ClauseVerdict, ConditionTrace, Inputs, Trace

__all__ = [
    "Assessment",
    "Changes",
    "ClauseVerdict",
    "ConditionTrace",
    "Inputs",
    "Trace",
    "compare",
    "judge",
    "result_key",
    "verdicts_document",
]
