"""Writing the register."""

from hegui.server.obligations.services.decisions import decision_make, decision_withdraw
from hegui.server.obligations.services.entries import entry_change, entry_undo
from hegui.server.obligations.services.facts import Answer, fact_answer, fact_undo, facts_answer
from hegui.server.obligations.services.texts import law_text_drop, law_text_import

__all__ = [
    "Answer",
    "decision_make",
    "decision_withdraw",
    "entry_change",
    "entry_undo",
    "fact_answer",
    "fact_undo",
    "facts_answer",
    "law_text_drop",
    "law_text_import",
]
