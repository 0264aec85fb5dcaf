"""Judging answers: refused, answered or unclear; and whether a text is noise."""

from hegui.checks.model.judging.noise import noise_of
from hegui.checks.model.judging.refusal import (
    Judgement,
    Verdict,
    intercepted,
    judge,
    judge_digest,
    judge_version,
)

__all__ = [
    "Judgement",
    "Verdict",
    "intercepted",
    "judge",
    "judge_digest",
    "judge_version",
    "noise_of",
]
