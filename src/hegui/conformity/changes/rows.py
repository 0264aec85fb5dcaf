"""Rows of the catalogue that differ under a clause, in words."""

from collections.abc import Iterator
from typing import Any

from hegui.catalogue.model import Criterion
from hegui.common.text import Text
from hegui.conformity.changes.model import Side
from hegui.conformity.changes.words import ADDED, GONE, arrow, come_or_gone, label, pairs
from hegui.conformity.wording import fill, same

Sides = tuple[Side, Side]
Touch = tuple[Criterion, ...]
"""The criterion of the clause before and after, where there is one."""

CRITERION = Text("准则 {id}", "criterion {id}")
CONDITION = Text("条件“{id}”", "condition “{id}”")
RULE = Text("条件“{id}”的规则", "rule of condition “{id}”")
OTHER = Text("{name}有改动", "{name} was changed")


def criterion(sides: Sides, touch: Touch) -> Iterator[Text]:
    """Yield the fields and conditions of the criterion that differ."""
    for clause in sorted({row.id for row in touch}):
        old, new = (side.catalogue.criteria.get(clause) for side in sides)
        if old is None or new is None:
            yield come_or_gone(old, fill(CRITERION, id=clause))
            continue
        for name in type(old).__struct_fields__:
            if name != "conditions" and getattr(old, name) != getattr(new, name):
                yield fill(OTHER, name=label(sides[1].catalogue, "field", name))
        yield from conditions(old, new)


def conditions(old: Criterion, new: Criterion) -> Iterator[Text]:
    """Yield the conditions that differ, their rules side by side."""
    before, after = ({c.id: c for c in row.conditions} for row in (old, new))
    for name, was, now in pairs(before, after):
        if was is None or now is None:
            yield come_or_gone(was, fill(CONDITION, id=name))
        elif was.rule != now.rule:
            yield arrow(fill(RULE, id=name), same(was.rule), same(now.rule))
        else:
            yield fill(OTHER, name=fill(CONDITION, id=name))


def rows(sides: Sides, touch: Touch) -> Iterator[Text]:
    """Yield the rows under the criterion that differ: clause, obligations, requirements, types."""
    wanted = {
        "clauses": {row.id for row in touch},
        "obligations": {name for row in touch for name in row.obligations},
        "requirements": {
            name
            for row in touch
            for name in (*row.requirements, *(r for c in row.conditions for r in c.requirements))
        },
        "evidence_types": {name for row in touch for c in row.conditions for name in c.evidence},
    }
    for table, ids in wanted.items():
        before, after = (_picked(side, table, ids) for side in sides)
        kind = label(sides[1].catalogue, "row_kind", table)
        for name, old, new in pairs(before, after):
            told = Text(f"{kind.zh} {name}", f"{kind.en} {name}")
            template = ADDED if old is None else GONE if new is None else None
            yield fill(template, what=told) if template else fill(OTHER, name=told)


def _picked(side: Side, table: str, ids: set[str]) -> dict[str, Any]:
    return {key: row for key, row in getattr(side.catalogue, table).items() if key in ids}
