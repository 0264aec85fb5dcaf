"""The single differences behind a cause, as far as they touch one clause."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from hegui.catalogue.model import Criterion
from hegui.conformity.changes.model import CauseKind, Side
from hegui.conformity.figures import names, plain
from hegui.conformity.matching import result_key, short
from hegui.engine.model import CheckResult
from hegui.project.model import Subject

T = TypeVar("T")
Sides = tuple[Side, Side]
Touch = tuple[Criterion, ...]
"""The criterion of the clause before and after, where there is one."""


def details(kind: CauseKind, sides: Sides, clause: str) -> tuple[str, ...]:
    """Return what differs in one class for one clause, in a fixed order."""
    found = [side.catalogue.criteria.get(clause) for side in sides]
    touch = tuple(criterion for criterion in found if criterion is not None)
    return tuple(TELL[kind](sides, touch))


def told(
    before: Mapping[str, T], after: Mapping[str, T], show: Callable[[T], str]
) -> Iterable[str]:
    """Yield `+ name`, `- name` and `name: before → after` for all rows that differ."""
    for key in sorted(
        {*before, *after},
    ):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if old is None and new is not None:
            yield f"+ {key} {show(new)}".rstrip()
        elif new is None and old is not None:
            yield f"- {key} {show(old)}".rstrip()
        elif old is not None and new is not None:
            shown = (show(old), show(new))
            yield f"{key}: {' → '.join(shown)}" if shown[0] != shown[1] else f"~ {key} {shown[0]}"


def evidence(sides: Sides, touch: Touch) -> Iterable[str]:
    """Yield the documents of the types that the criterion names."""
    types = {name for row in touch for c in row.conditions for name in c.evidence}
    before, after = (
        {item.id: item for item in side.inputs.evidence if item.type in types} for side in sides
    )
    return told(before, after, lambda item: f"{item.type} {item.date} {item.sha256[:12]}")


def measure(sides: Sides, touch: Touch) -> Iterable[str]:
    """Yield the results of the checks that the criterion names, number by number."""
    read: dict[str, set[str]] = {}
    for c in (c for row in touch for c in row.conditions if c.check):
        read.setdefault(c.check, set()).update(names(f"{c.rule} {c.fails_when}"))

    def show(result: CheckResult) -> str:
        numbers = (
            f"{name}={plain(result.measures[name])}"
            for name in sorted(read[result.check])
            if name in result.measures
        )
        made = (
            f"{result.status} {result.measured_on or '?'} {short(result.subject_digest)}".rstrip()
        )
        return f"({', '.join([*numbers, made])})"

    before, after = (
        {result_key(r): r for r in side.inputs.results if r.check in read} for side in sides
    )
    bare = [{key: without_run(r) for key, r in rows.items()} for rows in (before, after)]
    return told(bare[0], bare[1], show)


def without_run(result: CheckResult) -> CheckResult:
    """Return a result without the data that verdicts never read."""
    return msgspec.structs.replace(result, run={}, findings_file="", journal_file="")


def facts(sides: Sides, touch: Touch) -> Iterable[str]:
    """Yield the facts that the criterion and its obligations read, and the chosen rule set."""
    expressions = [e for row in touch for e in (row.applies_when, *condition_facts(row))]
    carried = {name for row in touch for name in row.obligations}
    rows = [row for side in sides for row in side.catalogue.obligations.values()]
    expressions += [row.applies_when for row in rows if row.id in carried]
    read = {name for expression in expressions for name in names(expression)}
    before, after = ({k: v for k, v in side.inputs.facts.items() if k in read} for side in sides)
    yield from told(before, after, lambda value: str(plain(value)))
    chosen = [{"rule_set": side.inputs.rule_set} for side in sides]
    yield from told(chosen[0], chosen[1], str)


def condition_facts(row: Criterion) -> Iterable[str]:
    """Yield the expressions over facts in the conditions of a criterion."""
    for condition in row.conditions:
        yield condition.applies_when
        yield condition.expression


def version(sides: Sides, touch: Touch) -> Iterable[str]:
    """Yield the subjects of the criterion's kind, or all where the organisation is judged by them."""
    kinds = {row.subject_kind for row in touch}

    def show(subject: Subject) -> str:
        return f"{subject.version} {short(subject.digest)}".strip()

    before, after = (
        {s.id: s for s in side.inputs.subjects if s.kind in kinds or "organisation" in kinds}
        for side in sides
    )
    return told(before, after, show)


def person(sides: Sides, touch: Touch) -> Iterable[str]:
    """Yield statements and decisions on the clause, and the roles of people."""
    clauses = {row.id for row in touch}
    for field, show in (("attestations", attestation), ("decisions", decision)):
        before, after = (
            {
                (x.clause, x.condition, x.by, str(x.on)): x
                for x in getattr(side.inputs, field)
                if x.clause in clauses
            }
            for side in sides
        )
        yield from told(
            {" ".join(filter(None, k)): v for k, v in before.items()},
            {" ".join(filter(None, k)): v for k, v in after.items()},
            show,
        )
    roles = [{p.id: p.roles for p in side.inputs.people} for side in sides]
    yield from told(roles[0], roles[1], lambda held: f"[{', '.join(held)}]")


def attestation(row: Any) -> str:
    """Return what was stated."""
    return "given" if row.given else "refused"


def decision(row: Any) -> str:
    """Return what was decided and why."""
    answer = row.verdict or ("holds" if row.holds else "fails")
    return f"{answer} ({row.reason})"


def criterion(sides: Sides, touch: Touch) -> Iterable[str]:
    """Yield the fields and conditions of the criterion that differ."""
    clauses = {row.id for row in touch}
    for clause in sorted(clauses):
        old, new = (side.catalogue.criteria.get(clause) for side in sides)
        if old is None or new is None:
            yield f"{'+' if old is None else '-'} {clause}"
            continue
        for name in type(old).__struct_fields__:
            if name != "conditions" and getattr(old, name) != getattr(new, name):
                yield f"~ {name}"
        rows = [{c.id: c for c in row.conditions} for row in (old, new)]
        yield from told(rows[0], rows[1], lambda c: c.rule)


def catalogue(sides: Sides, touch: Touch) -> Iterable[str]:
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
        before, after = (
            {k: v for k, v in getattr(side.catalogue, table).items() if k in ids} for side in sides
        )
        yield from told(before, after, lambda row: f"({row.__class__.__name__.lower()})")


def day(sides: Sides, _touch: Touch) -> Iterable[str]:
    """Yield the day that the assessments speak of."""
    days = [{"as_of": side.inputs.as_of} for side in sides]
    return told(days[0], days[1], str)


TELL: dict[CauseKind, Callable[[Sides, Touch], Iterable[str]]] = {
    "evidence": evidence,
    "measure": measure,
    "facts": facts,
    "version": version,
    "person": person,
    "criterion": criterion,
    "catalogue": catalogue,
    "day": day,
}
