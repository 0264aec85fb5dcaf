"""The list of evidence, cited as [E12]."""

from collections import defaultdict

from hegui.engine.model import EvidenceItem
from hegui.project.approvers import approvers
from hegui.reports.builders.base import Base
from hegui.reports.context import EvidenceView, Ref


def build(base: Base) -> tuple[EvidenceView, ...]:
    """Return every item in the order of the declaration."""
    users = _users(base)
    return tuple(_view(base, item, tuple(users[item.id])) for item in base.material.inputs.evidence)


def _users(base: Base) -> dict[str, list[Ref]]:
    users: dict[str, list[Ref]] = defaultdict(list)
    for verdict in base.material.assessment.verdicts:
        ref = base.clause_ref(verdict.clause)
        for condition in verdict.trace.conditions:
            for source in condition.sources:
                kind, _, name = source.partition(":")
                if kind == "evidence" and ref not in users[name]:
                    users[name].append(ref)
    return users


def _approvers(base: Base, item: EvidenceItem) -> str:
    names = (base.people.get(name, name) for name in approvers(item.approved_by))
    return ("、" if base.lang == "zh" else ", ").join(names)


def _view(base: Base, item: EvidenceItem, clauses: tuple[Ref, ...]) -> EvidenceView:
    number = base.evidence_numbers[item.id]
    kind = base.material.catalogue.evidence_types.get(item.type)
    return EvidenceView(
        number=f"E{number}",
        anchor=f"e-{number}",
        type=base.text(kind) if kind else item.type,
        title=item.title or item.id,
        path=item.path,
        sha256=item.sha256,
        date=item.date.isoformat(),
        approved_by=_approvers(base, item) or base.w["unset"],
        valid_until=item.valid_until.isoformat() if item.valid_until else "",
        covers=", ".join(f"{k} @ {v}" for k, v in sorted(item.covers.items())),
        problem=base.text(item, "problem"),
        clauses=clauses,
    )
