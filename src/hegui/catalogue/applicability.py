"""Which obligations bind: applies, does not apply or undetermined, each with its reason.

Facts are declared and three-valued. A row that is not in effect on the catalogue's day does not
apply, whatever the facts; an obligation of an amended law is undetermined on a day on which an
earlier text, which the catalogue does not hold, was or may have been in force.
"""

import datetime as dt
from typing import Literal, NamedTuple

from hegui.catalogue.citation import instrument_title
from hegui.catalogue.expressions import evaluate
from hegui.catalogue.model import Catalogue, Instrument, Row
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
        open_ = _open(found)
        them = "it" if len(found.leaves()) == 1 else "them"
        return Text(
            f"还没有声明{open_.zh}；声明后才能判断是否适用。",
            f"Not declared yet: {open_.en}; declare {them} to decide whether this applies.",
        )
    if value:
        return Text(f"因为{told.zh}，所以适用。", f"It applies because {told.en}.")
    return Text(f"因为{told.zh}，所以不适用。", f"It does not apply because {told.en}.")


def _open(found: Reason) -> Text:
    """Return the facts that are not declared, as a list."""
    leaves = [leaf.text for leaf in found.leaves()]
    return Text("、".join(t.zh for t in leaves), ", ".join(t.en for t in leaves))


def tell(expression: str, facts: Facts, catalogue: Catalogue) -> Text:
    """Return what is declared of the facts that decide an expression, as one sentence."""
    found = reason(expression, facts, catalogue)
    if not found.leaves():
        return _words(found.value, found)
    if found.value is None:
        open_ = _open(found)
        return Text(f"还没有声明{open_.zh}；请声明。", f"Not declared yet: {open_.en}.")
    told = sentence(found)
    return Text(f"已声明{told.zh}。", f"As declared, {told.en}.")


def effect(row: Row, catalogue: Catalogue) -> Applicable | None:
    """Return why a row is not in effect on the catalogue's day, or None when it is."""
    day = catalogue.as_of
    if row.in_effect(day):
        return None
    if amended := earlier_text(row, catalogue, day):
        return _earlier(amended, catalogue)
    if row.effective_from is not None and day < row.effective_from:
        return Applicable(
            "does_not_apply",
            f"{row.effective_from} 起施行，在 {day} 尚未施行，所以不适用。",
            f"It takes effect on {row.effective_from} and was not in effect on {day}.",
        )
    return Applicable(
        "does_not_apply",
        f"已于 {row.effective_to} 失效，在 {day} 不适用。",
        f"It ended on {row.effective_to} and was no longer in effect on {day}.",
    )


def earlier_text(row: Row, catalogue: Catalogue, day: dt.date) -> Instrument | None:
    """Return the row's instrument if an earlier text of it was, or may have been, in force then.

    It is None for a row in effect on `day`, and for one that belongs to no instrument.
    """
    if isinstance(row, Instrument):
        found: Instrument | None = row
    else:
        found = catalogue.instruments.get(getattr(row, "instrument", ""))
    earlier = found is not None and found.earlier_text(day) and not row.in_effect(day)
    return found if earlier else None


def _earlier(instrument: Instrument, catalogue: Catalogue) -> Applicable:
    title, day = instrument_title(catalogue, instrument.id), catalogue.as_of
    start, first = instrument.effective_from, instrument.first_effective
    zh = f"旧版在施行（首次施行日 {first}）" if first else "旧版可能在施行（首次施行日未收录）"
    en = f"was in force (first effect {first})" if first else "may have been in force"
    return Applicable(
        "undetermined",
        f"{title.zh}自 {start} 起施行；{day} {zh}，本目录未收录旧条文，请核对当时有效的文本。",
        f"{title.en} takes effect on {start}; on {day} an earlier text {en}, which this catalogue "
        "does not hold: check the text in force on that day.",
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
