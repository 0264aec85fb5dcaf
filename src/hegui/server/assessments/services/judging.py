"""The machine's verdicts: from a bundle, or from the server's own records judged now."""

import zlib
from collections.abc import Sequence
from typing import Any

import msgspec
from django.utils import timezone

from hegui.common.hashing import sha256_bytes
from hegui.conformity.model import ClauseVerdict
from hegui.server.assessments.basis import Declared, Side, basis_of
from hegui.server.assessments.compact import compact
from hegui.server.assessments.headlines import headlines
from hegui.server.assessments.models import Assessment, Basis, ClauseAssessment
from hegui.server.assessments.services.outcome import plain, refresh
from hegui.server.core.writing import Writing

MACHINE = (
    "verdict",
    "machine_verdict",
    "machine_reason_zh",
    "machine_reason_en",
    "trace",
    "gate",
    "weight",
    "grade",
    "below_best",
    "basis",
    "stale",
    "version",
    "updated_at",
)
"""What judging sets of a clause."""
PEOPLES = ("linked", "rests")
"""Parts of a basis that a person's verdict sets: they outlive judging by the machine."""
JUDGED = ("judged_from", "judged_at", "inputs_digest", "gates", "subjects", "names")
"""What judging sets of the assessment, besides its outcome."""


def apply_machine(
    write: Writing, assessment: Assessment, side: Side, source: str, *, reason: str = ""
) -> bool:
    """Write the machine's verdicts of `side` into the clauses; tell whether a verdict moved.

    A person's verdict stays in force; where what it rests on changed, it is marked stale. The
    ledger keeps why it was judged and which verdicts moved.
    """
    again = assessment.judged_at is not None
    keep_basis(write, assessment, side)
    moves = _apply(assessment, side)
    assessment.judged_from, assessment.judged_at = source, timezone.now()
    assessment.inputs_digest = side_digest(side)
    assessment.gates = [plain(gate) for gate in side.assessment.gates]
    assessment.subjects = [[s.id, s.version, s.digest] for s in side.inputs.subjects]
    assessment.names = names_of(side)
    write.wrote = True
    assessment.save(update_fields=[*JUDGED, "updated_at"])
    refresh(assessment)
    write.note(
        "assessments.assessment.judged",
        assessment,
        after={
            "source": source,
            "inputs_digest": assessment.inputs_digest,
            "conclusion": assessment.conclusion,
            "counts": assessment.counts,
            **(told_moves(moves) if again else {}),
        },
        reason=reason,
    )
    return bool(moves)


MOVES_TOLD = 500
"""So many moved verdicts an entry of the ledger names; it counts them all."""


def told_moves(moves: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """Return which verdicts moved (clause, from, to), as the ledger keeps it."""
    return {"moved_count": len(moves), "moved": [list(row) for row in moves[:MOVES_TOLD]]}


def side_digest(side: Side) -> str:
    """Return the digest of what the verdicts of a side are made from."""
    return sha256_bytes(_declared(side))


def names_of(side: Side) -> dict[str, Any]:
    """Return the titles of what traces cite, and which records were taken over from a bundle."""
    return {
        "taken": [[*row[:3], row.as_of.isoformat()] for row in side.taken],
        "checks": {r.check: [r.title_zh, r.title_en] for r in side.inputs.results},
        "evidence": {i.id: [i.title or i.path, i.type, str(i.date)] for i in side.inputs.evidence},
    }


def keep_basis(write: Writing, assessment: Assessment, side: Side) -> None:
    """Keep what the verdicts were made from."""
    data = _declared(side)
    fields: dict[str, Any] = {"sha256": sha256_bytes(data), "content": zlib.compress(data, 6)}
    found = Basis.objects.filter(assessment=assessment).first()
    if found is None:
        row = Basis(assessment=assessment, organisation_id=assessment.organisation_id, **fields)
        write.create(row, "assessments.basis.kept")
    elif found.sha256 != fields["sha256"]:
        write.change(found, "assessments.basis.kept", fields)


def _declared(side: Side) -> bytes:
    return msgspec.json.encode(
        Declared(side.project, side.inputs, side.taken), order="deterministic"
    )


def _apply(assessment: Assessment, side: Side) -> list[tuple[str, str, str]]:
    """Set the clauses; return those whose verdict moved, or is to be judged again now."""
    verdicts = {v.clause: v for v in side.assessment.verdicts}
    told = headlines(side)
    changed, moves, now = [], [], timezone.now()
    rows = ClauseAssessment.objects.filter(assessment=assessment).select_related("row")
    for clause in rows:
        verdict = verdicts.get(clause.clause)
        if verdict is None:
            continue
        before, fresh = clause.verdict, not clause.stale
        _set(clause, side, verdict, told[clause.clause])
        clause.version, clause.updated_at = clause.version + 1, now
        if before != clause.verdict or (fresh and clause.stale):
            moves.append((clause.clause, before, clause.verdict))
        changed.append(clause)
    ClauseAssessment.objects.bulk_update(changed, MACHINE, batch_size=200)
    return moves


def _set(
    clause: ClauseAssessment, side: Side, verdict: ClauseVerdict, told: tuple[str, str]
) -> None:
    trace = verdict.trace
    basis = basis_of(side, verdict, clause.row.digest)
    kept = {name: clause.basis[name] for name in PEOPLES if name in clause.basis}
    clause.stale = clause.stale or outlived(clause, basis)
    clause.machine_verdict = verdict.verdict
    clause.verdict = clause.person_verdict or verdict.verdict
    clause.machine_reason_zh, clause.machine_reason_en = told[0][:600], told[1][:900]
    clause.trace = msgspec.to_builtins(compact(trace))
    clause.gate, clause.weight = trace.gate, trace.weight
    clause.grade, clause.below_best = trace.grade[:20], trace.below_best_grade
    clause.basis = basis | kept


def outlived(clause: ClauseAssessment, basis: dict[str, str]) -> bool:
    """Tell whether a person's verdict rests on something older than `basis`."""
    was = {name: value for name, value in clause.basis.items() if name not in PEOPLES}
    return bool(clause.person_verdict and clause.machine_verdict and was != basis)
