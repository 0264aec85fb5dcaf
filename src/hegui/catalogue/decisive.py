"""Which unset facts decide most: how many obligations and clauses hinge on each.

A row hinges on a fact when the row is undetermined and the fact is among those that would still
have to be declared. It is settled by the fact alone when some value of it decides the row.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from hegui.catalogue.model import Catalogue, Criterion, Fact, FactValue, Obligation
from hegui.catalogue.reasons import Facts, reason, value_of
from hegui.catalogue.syntax import Binary, Literal, Name, Node, parse, walk


class Decisive(NamedTuple):
    """An unset fact and the rows that hinge on it; `settled` counts those it decides alone."""

    fact: Fact
    obligations: tuple[str, ...]
    clauses: tuple[str, ...]
    settled: int

    @property
    def rows(self) -> int:
        """Return how many rows hinge on the fact."""
        return len(self.obligations) + len(self.clauses)


def decisive_facts(catalogue: Catalogue, facts: Facts) -> list[Decisive]:
    """Return the unset facts on which anything hinges, the most decisive first.

    Ties are broken by how much the fact settles alone, then by the order of the catalogue.
    """
    obligations = _by_condition(catalogue, catalogue.obligations.values())
    clauses = _by_condition(catalogue, catalogue.criteria.values())
    conditions: dict[str, list[str]] = defaultdict(list)
    for condition in sorted(obligations.keys() | clauses.keys()):
        for name in _open_facts(condition, facts, catalogue):
            conditions[name].append(condition)
    ranked = [
        Decisive(
            fact,
            _rows(conditions[name], obligations),
            _rows(conditions[name], clauses),
            sum(
                len(obligations[condition]) + len(clauses[condition])
                for condition in conditions[name]
                if _settles(condition, fact, facts)
            ),
        )
        for name, fact in catalogue.facts.items()
        if name in conditions
    ]
    return sorted(ranked, key=lambda item: (-item.rows, -item.settled))


def _rows(conditions: list[str], by_condition: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple(sorted(row for condition in conditions for row in by_condition[condition]))


def _by_condition(
    catalogue: Catalogue, rows: Iterable[Obligation | Criterion]
) -> dict[str, list[str]]:
    """Group the rows in effect by their condition; any condition may be looked up."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.in_effect(catalogue.as_of):
            grouped[row.applies_when].append(row.id)
    return grouped


def _open_facts(condition: str, facts: Facts, catalogue: Catalogue) -> set[str]:
    """Return the unset facts that an undetermined condition hinges on."""
    found = reason(condition, facts, catalogue)
    if found.value is not None:
        return set()
    return {leaf.fact for leaf in found.leaves() if leaf.fact not in facts}


def _settles(condition: str, fact: Fact, facts: Facts) -> bool:
    """Tell whether some value of the fact alone decides the condition."""
    node = parse(condition)
    return any(
        value_of(node, {**facts, fact.id: value}) is not None for value in _values(node, fact)
    )


def _values(node: Node, fact: Fact) -> list[FactValue]:
    """Return values of a fact that between them take every branch of the condition."""
    if fact.type == "bool":
        return [True, False]
    if fact.type == "set":
        return [(), *((value,) for value in fact.values), fact.values]
    limits = [
        part.right.value
        for part in walk(node)
        if isinstance(part, Binary)
        and part.left == Name(fact.id)
        and isinstance(part.right, Literal)
        and isinstance(part.right.value, int)
    ]
    return [limit + step for limit in limits for step in (-1, 0, 1)]
