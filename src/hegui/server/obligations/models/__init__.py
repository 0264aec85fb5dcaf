"""Records of the register: answers to facts, entries, decisions of people, texts of laws."""

from hegui.server.obligations.models.decisions import ApplicabilityDecision
from hegui.server.obligations.models.entries import EntryChange, ObligationEntry
from hegui.server.obligations.models.facts import FactAnswer
from hegui.server.obligations.models.texts import LawArticle, LawText

__all__ = [
    "ApplicabilityDecision",
    "EntryChange",
    "FactAnswer",
    "LawArticle",
    "LawText",
    "ObligationEntry",
]
