"""`compare`: what changed between two assessments and why."""

from collections import Counter
from collections.abc import Iterable

from hegui.common.text import Text
from hegui.conformity.changes.details import details
from hegui.conformity.changes.model import (
    Cause,
    CauseKind,
    Changes,
    ClauseChange,
    ConditionChange,
    ObligationChange,
    Side,
    worse,
)
from hegui.conformity.changes.worlds import Verdicts, changed_kinds, swapped
from hegui.conformity.model import VERDICT_WORDS, Assessment, ClauseVerdict, ConditionTrace
from hegui.conformity.wording import fill, same

WHY: dict[CauseKind, Text] = {
    "evidence": Text("证据有变化：{what}", "The evidence changed: {what}"),
    "measure": Text("测量结果有变化：{what}", "The measures changed: {what}"),
    "facts": Text("声明的事实有变化：{what}", "The declared facts changed: {what}"),
    "version": Text("对象的版本有变化：{what}", "The subjects or their versions changed: {what}"),
    "person": Text("人的声明或判定有变化：{what}", "What people stated or decided changed: {what}"),
    "criterion": Text("判定准则有变化：{what}", "The criterion changed: {what}"),
    "catalogue": Text("规则目录有变化：{what}", "The catalogue changed: {what}"),
    "day": Text("评估基准日有变化：{what}", "The assessment's day changed: {what}"),
}
ELSEWHERE = Text("见其他条目", "elsewhere")

Worlds = dict[CauseKind, tuple[Verdicts, Verdicts]]
"""Class -> verdicts of the first side with only this changed, and of the second without it."""


def compare(before: Side, after: Side) -> Changes:
    """Return what changed from one assessment to the other, in the clause order of the later one.

    A class of causes is decisive for a clause when the verdict, computed anew, depends on it.
    Where none is decisive by itself, all that touch the clause are listed together.
    """
    worlds = {
        kind: (swapped(before, after, kind), swapped(after, before, kind))
        for kind in changed_kinds(before, after)
    }
    old, new = by_clause(before.assessment), by_clause(after.assessment)
    order = dict.fromkeys([*new, *old])
    return Changes(
        conclusion_before=before.assessment.conclusion,
        conclusion_after=after.assessment.conclusion,
        counts_before=counts(before.assessment),
        counts_after=counts(after.assessment),
        clauses=tuple(
            clause_change((before, after), worlds, old.get(name), new.get(name))
            for name in order
            if changed(old.get(name), new.get(name))
        ),
        obligations=tuple(obligation_changes(before.assessment, after.assessment)),
    )


def by_clause(assessment: Assessment) -> dict[str, ClauseVerdict]:
    """Return the verdicts by clause."""
    return {verdict.clause: verdict for verdict in assessment.verdicts}


def counts(assessment: Assessment) -> dict[str, int]:
    """Return how many clauses have each verdict."""
    found = Counter(verdict.verdict for verdict in assessment.verdicts)
    return {word: found[word] for word in VERDICT_WORDS}


def changed(old: ClauseVerdict | None, new: ClauseVerdict | None) -> bool:
    """Tell whether a verdict or the state of a condition changed."""
    if old is None or new is None or old.verdict != new.verdict:
        return True
    return states(old) != states(new)


def states(verdict: ClauseVerdict) -> dict[tuple[str, str], str]:
    """Return the states of the conditions by id and subject."""
    return {(c.id, c.subject): c.state for c in verdict.trace.conditions}


def clause_change(
    sides: tuple[Side, Side], worlds: Worlds, old: ClauseVerdict | None, new: ClauseVerdict | None
) -> ClauseChange:
    """Return the change of one clause with its causes."""
    clause = new.clause if new else old.clause if old else ""
    was, now = old.verdict if old else None, new.verdict if new else None
    return ClauseChange(
        clause=clause,
        before=was,
        after=now,
        worse=worse(was, now),
        conditions=tuple(condition_changes(old, new)),
        causes=tuple(causes(sides, worlds, clause)),
    )


def condition_changes(
    old: ClauseVerdict | None, new: ClauseVerdict | None
) -> Iterable[ConditionChange]:
    """Yield the conditions whose state changed, with the reason as it is now."""
    before = traces(old)
    after = traces(new)
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key), after.get(key)
        if (was.state if was else None) != (now.state if now else None):
            yield ConditionChange(
                id=key[0],
                subject=key[1],
                before=was.state if was else None,
                after=now.state if now else None,
                reason_zh=now.reason_zh if now else "",
                reason_en=now.reason_en if now else "",
            )


def traces(verdict: ClauseVerdict | None) -> dict[tuple[str, str], ConditionTrace]:
    """Return the traces of the conditions by id and subject."""
    return {(c.id, c.subject): c for c in verdict.trace.conditions} if verdict else {}


def causes(sides: tuple[Side, Side], worlds: Worlds, clause: str) -> Iterable[Cause]:
    """Yield the decisive classes first, then the others that touch the clause."""
    before, after = by_clause(sides[0].assessment), by_clause(sides[1].assessment)
    was = before[clause].verdict if clause in before else None
    now = after[clause].verdict if clause in after else None
    found = []
    for kind, (only_this, all_but_this) in worlds.items():
        decisive = was != now and (only_this.get(clause) != was or all_but_this.get(clause) != now)
        what = details(kind, sides, clause)
        if decisive or what:
            found.append(cause(kind, decisive, what))
    return sorted(found, key=lambda c: not c.decisive)


def cause(kind: CauseKind, decisive: bool, what: tuple[str, ...]) -> Cause:
    """Return a cause with its sentence."""
    listed = same("; ".join(what)) if what else ELSEWHERE
    text = fill(WHY[kind], what=listed)
    return Cause(kind=kind, decisive=decisive, zh=text.zh, en=text.en, what=what)


def obligation_changes(before: Assessment, after: Assessment) -> Iterable[ObligationChange]:
    """Yield the obligations whose applicability changed."""
    for name in dict.fromkeys([*after.obligations, *before.obligations]):
        was, now = before.obligations.get(name), after.obligations.get(name)
        if was != now:
            yield ObligationChange(id=name, before=was, after=now)
