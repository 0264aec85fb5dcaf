"""Conditions whose state changed, each with its counterpart on the other side."""

from collections.abc import Iterator

from hegui.catalogue.model import Condition
from hegui.common.text import Text
from hegui.conformity.changes.details import Titles
from hegui.conformity.changes.model import ConditionChange, Side
from hegui.conformity.changes.rows import Sides
from hegui.conformity.changes.words import label
from hegui.conformity.model import ClauseVerdict, ConditionTrace
from hegui.conformity.wording import fill, listed, same

ATTESTED = Text("{role}的声明", "statement by the {role}")
FACT = Text("声明的事实", "declared fact")
Traces = dict[tuple[str, str], ConditionTrace]
"""Traces by condition and subject; the subject is empty where the condition is told once."""


def condition_changes(
    sides: Sides, titles: Titles, old: ClauseVerdict | None, new: ClauseVerdict | None
) -> Iterator[ConditionChange]:
    """Yield the conditions whose state changed, with the reason as it is now."""
    for (name, subject), was, now in paired(traces(old), traces(new)):
        if (was.state if was else None) == (now.state if now else None):
            continue
        clause, side = (new, sides[1]) if now and new else (old, sides[0])
        asked = what_is_asked(side, titles, clause.clause if clause else "", name)
        yield ConditionChange(
            id=name,
            zh=asked.zh,
            en=asked.en,
            subject=subject,
            before=was.state if was else None,
            after=now.state if now else None,
            reason_zh=now.reason_zh if now else "",
            reason_en=now.reason_en if now else "",
        )


def traces(verdict: ClauseVerdict | None) -> Traces:
    """Return the traces of the conditions by id and subject."""
    return {(c.id, c.subject): c for c in verdict.trace.conditions} if verdict else {}


def paired(
    before: Traces, after: Traces
) -> Iterator[tuple[tuple[str, str], ConditionTrace | None, ConditionTrace | None]]:
    """Yield each condition with both traces.

    A condition that is told once on one side (it was left out, or open) and subject by subject on
    the other is the same condition: its one trace is the counterpart of each.
    """
    for key in dict.fromkeys([*after, *before]):
        was, now, once = before.get(key), after.get(key), (key[0], "")
        if was is None and once not in after:
            was = before.get(once)
        if now is None and once not in before:
            now = after.get(once)
        if key == once and None in (was, now) and _by_subject(key[0], before, after):
            continue
        yield key, was, now


def _by_subject(name: str, before: Traces, after: Traces) -> bool:
    return any(key[0] == name and key[1] for key in (*before, *after))


def what_is_asked(side: Side, titles: Titles, clause: str, name: str) -> Text:
    """Return what a condition asks for: a check, documents, a statement or a fact."""
    criterion = side.catalogue.criteria.get(clause)
    found = next((c for c in criterion.conditions if c.id == name), None) if criterion else None
    return asked_words(side, titles, found) if found else same(name)


def asked_words(side: Side, titles: Titles, condition: Condition) -> Text:
    """Return the words for one condition."""
    if condition.needs == "measure":
        return titles.get(condition.check, same(condition.check))
    if condition.needs == "evidence":
        rows = [(code, side.catalogue.evidence_types.get(code)) for code in condition.evidence]
        return listed(Text(row.zh, row.en) if row else same(code) for code, row in rows)
    if condition.needs == "attestation":
        return fill(ATTESTED, role=label(side.catalogue, "role", condition.role))
    return FACT
