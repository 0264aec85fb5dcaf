"""Reading the register."""

from hegui.server.obligations.selectors.facts import (
    declared_at,
    fact_get,
    fact_history,
    facts_at,
    latest_answers,
)

__all__ = ["declared_at", "fact_get", "fact_history", "facts_at", "latest_answers"]
