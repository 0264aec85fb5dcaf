"""Which obligations bind: applies, does not apply or undetermined, each with its reason.

Facts are declared and three-valued. A row that is not in effect on the catalogue's day does not
apply, whatever the facts.
"""

from typing import Literal, NamedTuple

from hegui.catalogue.expressions import evaluate
from hegui.catalogue.model import Catalogue, Row
from hegui.catalogue.reasons import Facts, Reason, reason, sentence
from hegui.common.text import Text

State = Literal["applies", "does_not_apply", "undetermined"]
STATES: dict[bool | None, State] = {
    True: "applies",
    False: "does_not_apply",
    None: "undetermined",
}


class Applicable(NamedTuple):
    """Whether something applies, and why, in both languages."""

    state: State
    zh: str
    en: str


def explain(expression: str, facts: Facts, catalogue: Catalogue) -> Applicable:
    """Tell whether a condition over the facts is true, and which facts decide."""
    value = evaluate(expression, facts)
    text = _words(value, reason(expression, facts, catalogue))
    return Applicable(STATES[value], text.zh, text.en)


def _words(value: bool | None, found: Reason) -> Text:
    if not found.leaves():
        if value:
            return Text("不设条件，一律适用。", "It has no condition and always applies.")
        return Text("条件恒不成立，不适用。", "Its condition is never met; it does not apply.")
    told = sentence(found)
    if value is None:
        listed_zh = "、".join(leaf.text.zh for leaf in found.leaves())
        listed_en = ", ".join(leaf.text.en for leaf in found.leaves())
        return Text(
            f"还没有声明{listed_zh}；声明后才能判断是否适用。",
            f"Not declared yet: {listed_en}; declare this to decide whether it applies.",
        )
    if value:
        return Text(f"因为{told.zh}，所以适用。", f"It applies because {told.en}.")
    return Text(f"因为{told.zh}，所以不适用。", f"It does not apply because {told.en}.")


def effect(row: Row, catalogue: Catalogue) -> Applicable | None:
    """Return why a row is not in effect on the catalogue's day, or None when it is."""
    day = catalogue.as_of
    if row.in_effect(day):
        return None
    if row.effective_from is not None and day < row.effective_from:
        return Applicable(
            "does_not_apply",
            f"{row.effective_from}起施行，在{day}尚未施行，所以不适用。",
            f"It takes effect on {row.effective_from} and was not in effect on {day}.",
        )
    return Applicable(
        "does_not_apply",
        f"已于{row.effective_to}失效，在{day}不适用。",
        f"It ended on {row.effective_to} and was no longer in effect on {day}.",
    )


def obligations_apply(catalogue: Catalogue, facts: Facts) -> dict[str, Applicable]:
    """Return for each obligation whether it applies, and why."""
    known: dict[str, Applicable] = {}
    result = {}
    for row in catalogue.obligations.values():
        if row.applies_when not in known:
            known[row.applies_when] = explain(row.applies_when, facts, catalogue)
        result[row.id] = effect(row, catalogue) or known[row.applies_when]
    return result


def clauses_apply(catalogue: Catalogue, facts: Facts) -> dict[str, Applicable]:
    """Return for each clause with a criterion whether it applies, and why."""
    return {
        row.id: effect(row, catalogue) or explain(row.applies_when, facts, catalogue)
        for row in catalogue.criteria.values()
    }
