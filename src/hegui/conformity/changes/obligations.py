"""Obligations whose applicability changed, and which facts moved them."""

from collections.abc import Iterator, Mapping
from typing import Literal

from hegui.catalogue.model import FactValue, Obligation
from hegui.conformity.changes.model import ObligationChange, Side
from hegui.conformity.figures import names

Sides = tuple[Side, Side]
Facts = Mapping[str, FactValue]


def obligation_changes(sides: Sides) -> Iterator[ObligationChange]:
    """Yield the obligations whose applicability changed, by instrument and article."""
    from hegui.catalogue.citation import cite, place

    before, after = (side.assessment.obligations for side in sides)
    changed = [n for n in dict.fromkeys([*after, *before]) if before.get(n) != after.get(n)]
    rows = [(side, row) for name in changed for side, row in [_newest(sides, name)]]
    order = {name: n for n, name in enumerate(sides[1].catalogue.instruments)}
    for side, row in sorted(
        rows, key=lambda pair: (order.get(pair[1].instrument, len(order)), place(pair[1]))
    ):
        facts, cited = moved_by(sides, row.id), cite(side.catalogue, row)
        yield ObligationChange(
            id=row.id,
            instrument=row.instrument,
            citation_zh=cited.zh,
            citation_en=cited.en,
            before=before.get(row.id),
            after=after.get(row.id),
            cause="facts" if facts else other_cause(sides, row.id),
            facts=facts,
        )


def _newest(sides: Sides, name: str) -> tuple[Side, Obligation]:
    side = sides[1] if name in sides[1].catalogue.obligations else sides[0]
    return side, side.catalogue.obligations[name]


def moved_by(sides: Sides, name: str) -> tuple[str, ...]:
    """Return the facts that moved an obligation.

    A fact did when the condition comes out differently with only this fact changed, or with all
    but this changed; where none does alone, all changed facts that it reads did together.
    """
    row = _newest(sides, name)[1]
    old, new = (side.inputs.facts for side in sides)
    read = [fact for fact in names(row.applies_when) if old.get(fact) != new.get(fact)]
    alone = [fact for fact in read if decides(row.applies_when, old, new, fact)]
    together = value(row.applies_when, old) is not value(row.applies_when, new)
    return tuple(alone or (read if together else ()))


def decides(expression: str, old: Facts, new: Facts, fact: str) -> bool:
    """Tell whether one fact by itself changes what an expression gives."""
    only_this = swapped(old, new, fact)
    all_but_this = swapped(new, old, fact)
    return value(expression, old) is not value(expression, only_this) or value(
        expression, new
    ) is not value(expression, all_but_this)


def swapped(base: Facts, other: Facts, fact: str) -> Facts:
    """Return facts with one of them as it is among others, unset where it is unset there."""
    rest = {name: item for name, item in base.items() if name != fact}
    return rest | {fact: other[fact]} if fact in other else rest


def value(expression: str, facts: Facts) -> bool | None:
    """Return what an expression over facts gives."""
    from hegui.catalogue.expressions import evaluate

    return evaluate(expression, facts)


def other_cause(sides: Sides, name: str) -> Literal["day", "catalogue"]:
    """Return what moved an obligation that no fact moved: its row, or else the day."""
    rows = [side.catalogue.obligations.get(name) for side in sides]
    same_row = rows[0] == rows[1]
    return "day" if same_row and sides[0].inputs.as_of != sides[1].inputs.as_of else "catalogue"
