"""Assessments that never were: one side with one class of causes taken from the other.

Verdicts are a pure function, so a cause is found by computing: what would the verdict be if only
this had changed, and what if all but this had?
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.conformity.changes.model import CAUSE_KINDS, CauseKind, Side
from hegui.conformity.judge import judge
from hegui.conformity.model import Inputs, VerdictWord

FIELDS: Mapping[CauseKind, tuple[str, ...]] = {
    "evidence": ("evidence",),
    "measure": ("results",),
    "facts": ("facts", "rule_set"),
    "version": ("subjects",),
    "person": ("people", "attestations", "decisions", "nonconformities"),
    "day": ("as_of",),
}
"""Class of causes -> the fields of the inputs it stands for."""

Verdicts = dict[str, VerdictWord]


def changed_kinds(before: Side, after: Side) -> list[CauseKind]:
    """Return the classes in which the two sides differ at all."""
    return [kind for kind in CAUSE_KINDS if differs(kind, before, after)]


def differs(kind: CauseKind, before: Side, after: Side) -> bool:
    """Tell whether two sides differ in one class."""
    if kind == "criterion":
        return before.catalogue.criteria != after.catalogue.criteria
    if kind == "catalogue":
        return any(
            getattr(before.catalogue, name) != getattr(after.catalogue, name) for name in TABLES
        )
    return any(getattr(before.inputs, name) != getattr(after.inputs, name) for name in FIELDS[kind])


def swapped(base: Side, other: Side, kind: CauseKind) -> Verdicts:
    """Return the verdicts of `base` with one class taken from `other`."""
    catalogue, inputs = base.catalogue, base.inputs
    if kind == "criterion":
        catalogue = mixed(base.catalogue, other.catalogue, criteria=other.catalogue.criteria)
    elif kind == "catalogue":
        catalogue = mixed(other.catalogue, base.catalogue, criteria=base.catalogue.criteria)
    else:
        inputs = with_fields(base.inputs, other.inputs, FIELDS[kind])
    return verdicts(catalogue, inputs)


def with_fields(base: Inputs, other: Inputs, names: tuple[str, ...]) -> Inputs:
    """Return `base` with some fields of `other`."""
    changes: dict[str, Any] = {name: getattr(other, name) for name in names}
    return msgspec.structs.replace(base, **changes)


def mixed(first: Catalogue, second: Catalogue, *, criteria: dict[str, Any]) -> Catalogue:
    """Return `first` with given criteria; rows they name that it lacks come from `second`."""
    tables: dict[str, Any] = {
        name: {**getattr(second, name), **getattr(first, name)} for name in TABLES
    }
    # The order of the clauses is that of `first`; only clauses that are judged are added.
    tables["clauses"] = first.clauses | {
        name: second.clauses[name] for name in criteria if name not in first.clauses
    }
    return msgspec.structs.replace(first, criteria=criteria, **tables)


def verdicts(catalogue: Catalogue, inputs: Inputs) -> Verdicts:
    """Judge and return the verdict words by clause."""
    return {v.clause: v.verdict for v in judge(catalogue, inputs).verdicts}


TABLES = tuple(
    name
    for name in Catalogue.__struct_fields__
    if name not in ("version", "digest", "as_of", "criteria")
)
"""The tables of a catalogue whose rows verdicts may rest on, criteria aside."""
