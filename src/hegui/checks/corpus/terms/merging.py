"""Several libraries as one: what each row came from stays known, and what disagrees is named."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from hegui.engine.terms import Term, folded, joined

COMPARED = ("risks", "severity", "context", "allow")
"""What two rows of a term may disagree about so that findings change."""


class Conflict(NamedTuple):
    """A term of which libraries say different things: the values by place (`file:line`)."""

    term: str
    field: str
    values: dict[str, Any]


class Merged(NamedTuple):
    """The terms of all libraries, how many rows were joined, and the conflicts."""

    terms: list[Term]
    repeated: int
    conflicts: list[Conflict]


def merge(libraries: Iterable[tuple[str, Sequence[Term]]]) -> Merged:
    """Join libraries, named; a term that several hold gets the risks of all.

    Width and case do not make another term. The joined row finds and allows whatever one of them
    does, has the worst severity, and needs context only where all need it. `source` names every
    library that holds the term.
    """
    groups: dict[str, list[tuple[str, str, Term]]] = {}
    for name, terms in libraries:
        for term in terms:
            place = f"{name}:{term.line}"
            groups.setdefault(folded(term.text), []).append((name, place, term))
    merged = [_one(group) for group in groups.values()]
    conflicts = [found for group in groups.values() for found in _conflicts(group)]
    rows = sum(map(len, groups.values()))
    return Merged(merged, rows - len(merged), conflicts)


def _one(group: list[tuple[str, str, Term]]) -> Term:
    first = group[0][2]
    for _, _, other in group[1:]:
        first = joined(first, other)
    sources = dict.fromkeys(term.source or name for name, _, term in group)
    return msgspec.structs.replace(first, source="; ".join(sources))


def _conflicts(group: list[tuple[str, str, Term]]) -> Iterable[Conflict]:
    for field in COMPARED if len(group) > 1 else ():
        values = {place: getattr(term, field) for _, place, term in group}
        distinct = {tuple(sorted(v)) if isinstance(v, tuple) else v for v in values.values()}
        if len(distinct) > 1:
            yield Conflict(group[0][2].text, field, values)
