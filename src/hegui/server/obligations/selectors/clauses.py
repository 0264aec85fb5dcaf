"""What people decided of obligations, as decisions on the clauses that hang on them.

A clause hangs on its obligations where it applies under a condition only: one that always applies
stands without them. When people decided that obligations do not apply, and none of those that the
clause carries is left, the clause does not apply either. When they decided that one applies and
the facts say that its clause does not, the clause is open: nobody has looked at its conditions.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from hegui.catalogue.applicability import Applicable, clauses_apply, obligations_apply
from hegui.catalogue.model import Catalogue, Criterion
from hegui.project.model import Decision
from hegui.server.core.models import Organisation
from hegui.server.obligations.models import ApplicabilityDecision
from hegui.server.obligations.selectors.applicability import Facts, decisions_at

NOBODY = "system"
"""Stands for the person of a decision that the machine itself took, as the ledger writes it."""
Decided = Mapping[str, ApplicabilityDecision]


def clause_decisions(
    organisation: Organisation, rules: Catalogue, facts: Facts, day: dt.date
) -> list[Decision]:
    """Return the decisions on clauses that follow from those on obligations on a day.

    Each names the person who decided last, the day from which it holds, and every reason.
    """
    decided = decisions_at(organisation, day)
    if not decided:
        return []
    dated = rules.at(day)
    obligations, clauses = obligations_apply(dated, dict(facts)), clauses_apply(dated, dict(facts))
    found = (
        follows(row, clauses[row.id], obligations, decided)
        for row in dated.criteria.values()
        if any(name in decided for name in row.obligations)
    )
    return [decision for decision in found if decision is not None]


def follows(
    row: Criterion, clause: Applicable, machine: Mapping[str, Applicable], decided: Decided
) -> Decision | None:
    """Return the decision on one clause, or None where the machine's answer stands."""
    carried = [name for name in row.obligations if name in machine]
    turned = [n for n in carried if n in decided and decided[n].state != machine[n].state]
    off = [name for name in turned if decided[name].state == "does_not_apply"]
    on = [name for name in turned if name not in off]
    if clause.state == "does_not_apply":
        opened = [name for name in on if machine[name].state == "does_not_apply"]
        return decision_on(row.id, "undetermined", opened, decided) if opened else None
    if row.applies_when in ("", "true") or not off:
        return None
    left = [n for n in carried if (decided.get(n) or machine[n]).state != "does_not_apply"]
    return None if left else decision_on(row.id, "not_applicable", off, decided)


def decision_on(clause: str, verdict: str, names: Iterable[str], decided: Decided) -> Decision:
    """Return a decision on a clause with the reasons given for the obligations."""
    rows = {name: decided[name] for name in names}
    last = max(rows.values(), key=lambda row: (row.effective_on, row.pk))
    return Decision(
        clause=clause,
        verdict=verdict,
        by=str(last.person_id) if last.person_id else NOBODY,
        on=last.effective_on,
        reason="\n".join(f"{name}: {row.reason}" for name, row in rows.items()),
    )
