"""What people say about clauses: verdicts with reasons, assignees, comments. One entry for each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from hegui.conformity.model import VERDICT_WORDS
from hegui.server.assessments.errors import ClausesChangedError, ReasonNeededError
from hegui.server.assessments.evidence import linked_digest
from hegui.server.assessments.models import Assessment, ClauseAssessment, Comment
from hegui.server.assessments.rights import require
from hegui.server.assessments.services.assessments import refuse_closed
from hegui.server.assessments.services.judging import PEOPLES
from hegui.server.assessments.services.outcome import locked, refresh
from hegui.server.assessments.services.signing import void
from hegui.server.assessments.standing import outdated, rests_on
from hegui.server.core.errors import InvalidError, NotFoundError
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.pages.words import VERDICTS

MAX_REASON = 4000
MAX_BULK = 1000
Versions = Mapping[str, int]
"""Clause -> the version of it that a person saw."""


def verdict_set(
    *,
    acting_user: Viewer,
    clause: ClauseAssessment,
    verdict: str,
    reason: str = "",
    expected: int | None = None,
) -> ClauseAssessment:
    """Judge a clause as a person. An empty verdict takes the person's verdict back.

    The machine's verdict stays beside it; where they differ, a reason is needed. Raises
    `StaleVersionError` when somebody was faster.
    """
    require(acting_user, "assessments.judge", clause.assessment)
    fields = decided(acting_user, clause, verdict, reason)
    with writing(acting_user) as write:
        held = locked(clause.assessment)
        refuse_closed(held)
        before = clause.verdict
        write.change(
            clause, "assessments.clause.judged", fields, expected=expected, reason=reason.strip()
        )
        after_verdicts(write, held, moved=bool(write.drafts) or before != clause.verdict)
        clause.assessment = held
    return clause


def decided(viewer: Viewer, clause: ClauseAssessment, verdict: str, reason: str) -> dict[str, Any]:
    """Return what a person's verdict sets; raise for a wrong word or a missing reason."""
    reason = reason.strip()
    if verdict and verdict not in VERDICT_WORDS:
        raise InvalidError(
            field="verdict", what_zh="没有这种结论。", what_en="there is no such verdict."
        )
    if len(reason) > MAX_REASON:
        raise InvalidError(
            field="reason",
            what_zh=f"最多 {MAX_REASON} 字。",
            what_en=f"at most {MAX_REASON} characters.",
        )
    machine = VERDICTS.get(clause.machine_verdict)
    if verdict and machine and verdict != clause.machine_verdict and not reason:
        raise ReasonNeededError(machine_zh=machine.zh, machine_en=machine.en)
    same = (verdict, reason) == (clause.person_verdict, clause.person_reason)
    if same and not clause.stale and not outdated(clause.assessment, clause=clause.clause):
        return {}
    basis = {name: value for name, value in clause.basis.items() if name not in PEOPLES}
    if verdict and (digest := linked_digest(clause.assessment, clause.clause)):
        basis |= {"linked": digest, "rests": rests_on(clause.assessment, clause.clause)}
    return {
        "person_verdict": verdict,
        "person_reason": reason if verdict else "",
        "decided_by": viewer.user if verdict else None,
        "decided_at": timezone.now() if verdict else None,
        "verdict": verdict or clause.machine_verdict or "undetermined",
        "stale": False,
        "carried_from": None,
        "basis": basis,
    }


def after_verdicts(write: Writing, assessment: Assessment, *, moved: bool) -> None:
    """Bring counts, gates and conclusion up to date; sign-offs over other verdicts are void."""
    if moved:
        refresh(assessment)
        void(write, assessment)


def verdicts_bulk(
    *,
    acting_user: Viewer,
    assessment: Assessment,
    clauses: Sequence[ClauseAssessment],
    verdict: str,
    reason: str,
    versions: Versions | None = None,
) -> int:
    """Judge several clauses alike, with one entry for each; return how many changed.

    `versions` are those that the person saw: where somebody was faster, nothing is written.
    """
    require(acting_user, "assessments.judge", assessment)
    if not reason.strip():
        raise InvalidError(
            field="reason",
            what_zh="批量判定须写明理由。",
            what_en="judging several clauses at once needs a reason.",
        )
    return _each(
        acting_user,
        assessment,
        clauses,
        "assessments.clause.judged",
        lambda clause: decided(acting_user, clause, verdict, reason),
        reason.strip(),
        versions=versions,
    )


def clauses_assign(
    *,
    acting_user: Viewer,
    assessment: Assessment,
    clauses: Sequence[ClauseAssessment],
    assignee: User | None,
    expected: int | None = None,
    versions: Versions | None = None,
) -> int:
    """Give clauses to somebody to work on, with one entry for each; return how many changed."""
    require(acting_user, "assessments.change", assessment)
    return _each(
        acting_user,
        assessment,
        clauses,
        "assessments.clause.assigned",
        lambda clause: {"assignee": assignee},
        expected=expected,
        versions=versions,
    )


def _each(
    viewer: Viewer,
    assessment: Assessment,
    clauses: Sequence[ClauseAssessment],
    action: str,
    fields: Any,
    reason: str = "",
    expected: int | None = None,
    versions: Versions | None = None,
) -> int:
    if len(clauses) > MAX_BULK:
        raise InvalidError(
            field="clauses",
            what_zh=f"一次最多处理 {MAX_BULK} 条。",
            what_en=f"at most {MAX_BULK} clauses at once.",
        )
    with writing(viewer) as write:
        held = locked(assessment)
        refuse_closed(held)
        refuse_changed(held, versions or {})
        for clause in clauses:
            if clause.assessment_id != held.pk:
                raise NotFoundError(what=str(clause.pk))
            write.change(clause, action, fields(clause), expected=expected, reason=reason)
        count = len(write.drafts)
        if action == "assessments.clause.judged":
            after_verdicts(write, held, moved=count > 0)
    return count


def refuse_changed(assessment: Assessment, versions: Versions) -> None:
    """Raise `ClausesChangedError` where clauses no longer have the versions that somebody saw."""
    if not versions:
        return
    rows = ClauseAssessment.objects.filter(assessment=assessment, clause__in=list(versions))
    found = rows.order_by("order").values_list("clause", "version")
    changed = [clause for clause, version in found if versions[clause] != version]
    if changed:
        raise ClausesChangedError(changed)


def comment_add(*, acting_user: Viewer, clause: ClauseAssessment, text: str) -> Comment:
    """Add a remark to a clause."""
    require(acting_user, "assessments.view", clause.assessment)
    text = text.strip()
    if not text or len(text) > MAX_REASON:
        raise InvalidError(
            field="text",
            what_zh=f"请填写 1 到 {MAX_REASON} 字的意见。",
            what_en=f"write 1 to {MAX_REASON} characters.",
        )
    if acting_user.user is None:
        raise InvalidError(field="text", what_zh="须由人填写。", what_en="a person must write it.")
    with writing(acting_user) as write:
        refuse_closed(locked(clause.assessment))
        row = Comment(
            organisation=acting_user.organisation,
            clause=clause,
            person=acting_user.user,
            text=text,
        )
        write.create(row, "assessments.comment.added")
        from django.db.models import F

        ClauseAssessment.objects.filter(pk=clause.pk).update(comments=F("comments") + 1)
    return row
