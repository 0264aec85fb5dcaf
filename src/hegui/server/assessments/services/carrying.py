"""Re-assessment: people's verdicts that still stand are carried over; the rest says why not."""

from collections.abc import Sequence
from typing import Any

from hegui.common.text import Text
from hegui.server.assessments.basis import Side, differences
from hegui.server.assessments.evidence import linked_digests
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.standing import Trouble, outdated, rules_for
from hegui.server.core.writing import Writing

FIELDS = (
    "verdict",
    "person_verdict",
    "person_reason",
    "decided_by",
    "decided_at",
    "assignee",
    "carried_from",
    "stale",
    "change",
    "basis",
)
LINKED = ("unlinked", "replaced", "gone")
"""What the digest of the linked evidence tells by itself."""
NEW = Text("上次评估没有这一条款", "the assessment before did not have this clause")


def carry(write: Writing, assessment: Assessment, previous: Assessment, side: Side | None) -> None:
    """Compare clause by clause with `previous`, and take over what is still valid.

    A person's verdict whose evidence has run out, gone stale, been withdrawn or replaced is not
    taken over: the clause is to be judged again, and says which evidence and why.
    """
    old = {row.clause: row for row in _old(previous)}
    rows = list(ClauseAssessment.objects.filter(assessment=assessment).select_related("row"))
    linked = linked_digests(previous, [row.clause for row in rows])
    troubles = outdated(previous, day=assessment.as_of, rules=rules_for(assessment))
    causes = _causes(previous, side)
    for row in rows:
        name = row.clause
        found = troubles.get(name, ())
        _compare(row, old.get(name), linked.get(name, ""), causes.get(name, []), found)
    ClauseAssessment.objects.bulk_update(rows, FIELDS, batch_size=200)
    write.note(
        "assessments.assessment.carried",
        assessment,
        after={
            "previous": str(previous.pk),
            "carried": sum(row.carried_from_id is not None for row in rows),
            "to_judge_again": sum(row.stale for row in rows),
        },
    )


def _old(previous: Assessment) -> Sequence[ClauseAssessment]:
    return list(ClauseAssessment.objects.filter(assessment=previous).defer("trace"))


def _compare(
    row: ClauseAssessment,
    old: ClauseAssessment | None,
    linked: str,
    causes: list[dict[str, Any]],
    troubles: Sequence[Trouble],
) -> None:
    if old is None:
        row.change = {"before": "", "machine_before": "", "why": ["new"], "causes": []}
        return
    now = row.basis | ({"linked": linked} if old.person_verdict and linked else {})
    why = differences(old.basis, now)
    if old.person_verdict and any(t.code not in LINKED for t in troubles):
        why.append("standing")
    row.assignee_id = old.assignee_id
    if old.person_verdict and not why and not old.stale:
        row.person_verdict, row.person_reason = old.person_verdict, old.person_reason
        row.decided_by_id, row.decided_at = old.decided_by_id, old.decided_at
        row.carried_from, row.verdict = old, old.person_verdict
        row.basis = now | ({"rests": old.basis["rests"]} if "rests" in old.basis else {})
    elif old.person_verdict:
        row.stale = True
    row.change = {
        "before": old.verdict,
        "machine_before": old.machine_verdict,
        "person_before": old.person_verdict,
        "why": why,
        "causes": causes,
    }
    if old.person_verdict and troubles:
        row.change["evidence"] = [[str(trouble.item), trouble.code] for trouble in troubles]


def _causes(previous: Assessment, side: Side | None) -> dict[str, list[dict[str, Any]]]:
    """Return, for each clause whose machine verdict or conditions moved, the engine's causes."""
    from hegui.conformity import compare
    from hegui.server.assessments.sides import side_of

    before = side_of(previous) if side is not None else None
    if before is None or side is None:
        return {}
    found = compare(before, side)
    return {
        change.clause: [
            {"kind": c.kind, "decisive": c.decisive, "zh": c.zh[:1000], "en": c.en[:1500]}
            for c in change.causes
        ]
        for change in found.clauses
    }
