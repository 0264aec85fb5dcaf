"""What changed between two assessments, clause by clause, and why."""

from hegui.conformity.changes.compare import compare
from hegui.conformity.changes.model import Cause, CauseKind, Changes, ClauseChange, Side

__all__ = ["Cause", "CauseKind", "Changes", "ClauseChange", "Side", "compare"]
