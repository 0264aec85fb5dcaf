"""Judging again: what would change is shown first, then done for a reason that the ledger keeps."""

from typing import NamedTuple

from hegui.server.assessments.basis import Side, basis_of, differences
from hegui.server.assessments.headlines import headlines
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.rights import require
from hegui.server.assessments.services.assessments import assessment_rejudge, refuse_closed
from hegui.server.assessments.services.judging import PEOPLES, outlived, side_digest
from hegui.server.assessments.services.starting import SERVER, side_now
from hegui.server.core.errors import ConflictError, InvalidError
from hegui.server.core.viewer import Viewer

MAX_REASON = 1000


class Move(NamedTuple):
    """What judging again would change of one clause.

    `before` and `after` are the machine's verdicts; a person's stays in force and may have to be
    judged again. `why` names the parts of what it rests on that differ.
    """

    clause: ClauseAssessment
    before: str
    after: str
    in_force: str
    outlived: bool
    why: tuple[str, ...]
    headline_zh: str
    headline_en: str


class Preview(NamedTuple):
    """What judging again would change now; `digest` names the records it was worked out from."""

    moves: tuple[Move, ...]
    digest: str


def rejudge_preview(*, acting_user: Viewer, assessment: Assessment) -> Preview:
    """Return what judging again would change; nothing is written."""
    require(acting_user, "assessments.change", assessment)
    refuse_unjudgeable(assessment)
    return moves_of(assessment, side_now(acting_user, assessment))


def rejudge(
    *, acting_user: Viewer, assessment: Assessment, reason: str, seen: str = ""
) -> Assessment:
    """Judge again for a reason.

    `seen` is the digest of the preview that the person saw: if the records changed since, nothing
    is done.
    """
    require(acting_user, "assessments.change", assessment)
    refuse_unjudgeable(assessment)
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise InvalidError(
            field="reason",
            what_zh=f"请用 1 到 {MAX_REASON} 字写明为何重新判定。",
            what_en=f"say in 1 to {MAX_REASON} characters why it is judged again.",
        )
    side = side_now(acting_user, assessment)
    if seen and seen != moves_of(assessment, side).digest:
        raise ConflictError(
            what_zh="你查看之后，记录或结论又有变化；下面是新的结果，请再看一遍。",
            what_en="records or verdicts changed since you looked; this is what would change now.",
        )
    return assessment_rejudge(
        acting_user=acting_user, assessment=assessment, side=side, source=SERVER, reason=reason
    )


def refuse_unjudgeable(assessment: Assessment) -> None:
    """Raise where the machine has no criteria, or the assessment is closed."""
    refuse_closed(assessment)
    if not assessment.catalogue_id:
        raise ConflictError(
            what_zh="自行导入的条款集没有判定准则，由人判定。",
            what_en="an imported clause set has no criteria: people judge it.",
        )


def moves_of(assessment: Assessment, side: Side) -> Preview:
    """Compare the clauses as they are with a side."""
    verdicts = {v.clause: v for v in side.assessment.verdicts}
    rows = ClauseAssessment.objects.filter(assessment=assessment).select_related("row")
    changed = []
    for row in rows.defer("trace").order_by("order"):
        verdict = verdicts.get(row.clause)
        if verdict is None:
            continue
        basis = basis_of(side, verdict, row.row.digest)
        aged = not row.stale and outlived(row, basis)
        if verdict.verdict != row.machine_verdict or aged:
            changed.append((row, verdict.verdict, basis, aged))
    told = headlines(side) if changed else {}
    moves = tuple(_move(row, word, basis, aged, told) for row, word, basis, aged in changed)
    return Preview(moves, side_digest(side))


def _move(
    row: ClauseAssessment,
    word: str,
    basis: dict[str, str],
    aged: bool,
    told: dict[str, tuple[str, str]],
) -> Move:
    was = {name: value for name, value in row.basis.items() if name not in PEOPLES}
    return Move(
        clause=row,
        before=row.machine_verdict,
        after=word,
        in_force=row.person_verdict or word,
        outlived=aged,
        why=tuple(differences(was, basis)),
        headline_zh=told[row.clause][0],
        headline_en=told[row.clause][1],
    )
