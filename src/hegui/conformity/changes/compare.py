"""`compare`: what changed between two assessments and why."""

from collections import Counter
from collections.abc import Iterable

from hegui.common.text import Text
from hegui.conformity.changes.conditions import condition_changes
from hegui.conformity.changes.declared import (
    basis_changes,
    document_changes,
    fact_changes,
    subject_changes,
)
from hegui.conformity.changes.details import Titles, details
from hegui.conformity.changes.model import (
    Cause,
    CauseKind,
    Changes,
    ClauseChange,
    Side,
    Told,
    worse,
)
from hegui.conformity.changes.obligations import obligation_changes
from hegui.conformity.changes.rows import Sides
from hegui.conformity.changes.worlds import Verdicts, changed_kinds, swapped
from hegui.conformity.model import VERDICT_WORDS, Assessment, ClauseVerdict
from hegui.conformity.wording import fill

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


def compare(before: Side, after: Side, titles: Titles | None = None) -> Changes:
    """Return what changed from one assessment to the other, in the clause order of the later one.

    A class of causes is decisive for a clause when the verdict, computed anew, depends on it.
    Where none is decisive by itself, all that touch the clause are listed together. `titles` says
    what the checks are called; a check without a title is called by its id.
    """
    sides = (before, after)
    worlds = {
        kind: (swapped(before, after, kind), swapped(after, before, kind))
        for kind in changed_kinds(before, after)
    }
    old, new = by_clause(before.assessment), by_clause(after.assessment)
    found = (
        clause_change(sides, worlds, titles or {}, old.get(name), new.get(name))
        for name in dict.fromkeys([*new, *old])
    )
    return Changes(
        conclusion_before=before.assessment.conclusion,
        conclusion_after=after.assessment.conclusion,
        counts_before=counts(before.assessment),
        counts_after=counts(after.assessment),
        basis=tuple(basis_changes(sides)),
        facts=tuple(fact_changes(sides)),
        documents=tuple(document_changes(sides)),
        subjects=tuple(subject_changes(sides)),
        obligations=tuple(obligation_changes(sides)),
        clauses=tuple(change for change in found if change is not None),
    )


def by_clause(assessment: Assessment) -> dict[str, ClauseVerdict]:
    """Return the verdicts by clause."""
    return {verdict.clause: verdict for verdict in assessment.verdicts}


def counts(assessment: Assessment) -> dict[str, int]:
    """Return how many clauses have each verdict."""
    found = Counter(verdict.verdict for verdict in assessment.verdicts)
    return {word: found[word] for word in VERDICT_WORDS}


def clause_change(
    sides: Sides,
    worlds: Worlds,
    titles: Titles,
    old: ClauseVerdict | None,
    new: ClauseVerdict | None,
) -> ClauseChange | None:
    """Return the change of one clause with its causes; None where neither verdict nor state moved."""
    row = new or old
    assert row is not None
    was, now = old.verdict if old else None, new.verdict if new else None
    conditions = tuple(condition_changes(sides, titles, old, new))
    if was == now and not conditions:
        return None
    title = sides[1 if new else 0].catalogue.clauses[row.clause]
    return ClauseChange(
        clause=row.clause,
        title_zh=title.title_zh,
        title_en=title.title_en,
        before=was,
        after=now,
        worse=worse(was, now),
        conditions=conditions,
        causes=tuple(causes(sides, worlds, titles, row.clause)),
    )


def causes(sides: Sides, worlds: Worlds, titles: Titles, clause: str) -> Iterable[Cause]:
    """Yield the decisive classes first, then the others that touch the clause."""
    before, after = by_clause(sides[0].assessment), by_clause(sides[1].assessment)
    was = before[clause].verdict if clause in before else None
    now = after[clause].verdict if clause in after else None
    found = []
    for kind, (only_this, all_but_this) in worlds.items():
        decisive = was != now and (only_this.get(clause) != was or all_but_this.get(clause) != now)
        what = details(kind, sides, clause, titles)
        if decisive or what:
            found.append(cause(kind, decisive, what))
    return sorted(found, key=lambda c: not c.decisive)


def cause(kind: CauseKind, decisive: bool, what: tuple[Text, ...]) -> Cause:
    """Return a cause with its sentence."""
    joined = Text("；".join(t.zh for t in what), "; ".join(t.en for t in what))
    text = fill(WHY[kind], what=joined if what else ELSEWHERE)
    told = tuple(Told(zh=t.zh, en=t.en) for t in what)
    return Cause(kind=kind, decisive=decisive, zh=text.zh, en=text.en, what=told)
