"""Reading the register. Apps above use these names."""

from hegui.server.obligations.selectors.applicability import (
    STATES,
    Standing,
    counts,
    decision_list,
    decisions_at,
    machine_answers,
    machine_clauses,
    standings,
)
from hegui.server.obligations.selectors.clauses import clause_decisions
from hegui.server.obligations.selectors.effect import Effect, Switch, effect_of
from hegui.server.obligations.selectors.facts import (
    answers_at,
    declared_at,
    fact_get,
    fact_history,
    facts_at,
    latest_answers,
)
from hegui.server.obligations.selectors.history import obligation_history
from hegui.server.obligations.selectors.questions import groups, questionnaire, reader_rows
from hegui.server.obligations.selectors.register import (
    Line,
    clause_rows,
    entry_list,
    entry_of,
    obligation_row,
    register_line,
    register_lines,
)
from hegui.server.obligations.selectors.texts import (
    article_beside,
    law_text_get,
    law_text_list,
)

__all__ = [
    "STATES",
    "Effect",
    "Line",
    "Standing",
    "Switch",
    "answers_at",
    "article_beside",
    "clause_decisions",
    "clause_rows",
    "counts",
    "decision_list",
    "decisions_at",
    "declared_at",
    "effect_of",
    "entry_list",
    "entry_of",
    "fact_get",
    "fact_history",
    "facts_at",
    "groups",
    "latest_answers",
    "law_text_get",
    "law_text_list",
    "machine_answers",
    "machine_clauses",
    "obligation_history",
    "obligation_row",
    "questionnaire",
    "reader_rows",
    "register_line",
    "register_lines",
    "standings",
]
