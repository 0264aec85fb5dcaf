"""Judges of recorded answers: models, guard models, plug-ins, people, and several together."""

from hegui.checks.model.judges.definition import JudgeSpec, read_judges
from hegui.checks.model.judges.running import Own, Sitting, Work, judge_answers, sitting
from hegui.checks.model.judges.verdicts import UNDETERMINED, Answered, Judgement

__all__ = [
    "UNDETERMINED",
    "Answered",
    "JudgeSpec",
    "Judgement",
    "Own",
    "Sitting",
    "Work",
    "judge_answers",
    "read_judges",
    "sitting",
]
