"""Conformity: criteria, verdicts, gates, scores. Pure functions of catalogue, facts and evidence."""

from hegui.conformity.document import verdicts_document
from hegui.conformity.judge import judge
from hegui.conformity.matching import result_key
from hegui.conformity.model import Assessment, ClauseVerdict, ConditionTrace, Inputs, Trace

__all__ = [
    "Assessment",
    "ClauseVerdict",
    "ConditionTrace",
    "Inputs",
    "Trace",
    "judge",
    "result_key",
    "verdicts_document",
]
