"""Creating assessments, changing them, moving them through their states."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from hegui.common.dates import today
from hegui.server.assessments.basis import Side
from hegui.server.assessments.bulk import insert_many
from hegui.server.assessments.errors import AssessmentClosedError
from hegui.server.assessments.grades import below_best
from hegui.server.assessments.models import Assessment, ClauseAssessment, ClauseRow, ClauseSet
from hegui.server.assessments.rights import require
from hegui.server.assessments.services.carrying import carry
from hegui.server.assessments.services.judging import apply_machine
from hegui.server.assessments.services.outcome import locked, refresh
from hegui.server.core.errors import ConflictError, InvalidError
from hegui.server.core.ids import new_id
from hegui.server.core.models import Domain, Engagement
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing


def assessment_create(
    *,
    acting_user: Viewer,
    title: str,
    clause_set: ClauseSet,
    purpose: str = "self",
    as_of: dt.date | None = None,
    period_from: dt.date | None = None,
    period_to: dt.date | None = None,
    domain: Domain | None = None,
    bundle: Any = None,
    side: Side | None = None,
    source: str = "",
    previous: Assessment | None = None,
) -> Assessment:
    """Create an assessment of all clauses of a set, with the machine's verdicts of `side`.

    With `previous`, people's verdicts that still stand are carried over, and each clause says what
    changed and why.
    """
    if period_from and period_to and period_to < period_from:
        raise InvalidError(
            field="period_to",
            what_zh="结束日期不能早于开始日期。",
            what_en="the last day cannot come before the first.",
        )
    assessment = Assessment(
        organisation=acting_user.organisation,
        title=title,
        clause_set=clause_set,
        catalogue=clause_set.catalogue,
        purpose=purpose,
        as_of=as_of or (side.inputs.as_of if side else today()),
        period_from=period_from,
        period_to=period_to,
        domain=domain,
        bundle=bundle,
        previous=previous,
    )
    acting_user.require("assessments.change", assessment)
    with writing(acting_user) as write:
        write.create(assessment, "assessments.assessment.created")
        _fill(write, assessment)
        if side is not None:
            apply_machine(write, assessment, side, source)
        if previous is not None:
            carry(write, assessment, previous, side)
        refresh(assessment)
    return assessment


def _fill(write: Writing, assessment: Assessment) -> None:
    """Insert a clause for every row of the set."""
    rows = ClauseRow.objects.filter(clause_set_id=assessment.clause_set_id).order_by("order")
    found = rows.values_list("id", "clause", "order", "weight", "gate", "grade", "digest")
    insert_many(
        write,
        ClauseAssessment,
        {"organisation": assessment.organisation_id, "assessment": assessment},
        ("id", "row", "clause", "order", "weight", "gate", "grade", "below_best", "basis"),
        [(new_id(), *row[:6], below_best(row[5]), f'{{"clause":"{row[6]}"}}') for row in found],
        action="assessments.assessment.filled",
        about=assessment,
    )


CHANGEABLE = ("title", "purpose", "period_from", "period_to", "domain")
SIGNED_FOR = ("purpose", "period_from", "period_to", "domain")
"""What a signature is about besides the verdicts: a change of any voids it."""


def assessment_change(
    *,
    acting_user: Viewer,
    assessment: Assessment,
    changes: dict[str, Any],
    expected: int | None = None,
) -> Assessment:
    """Change the head of an assessment, if it still has the expected version.

    In another domain it is judged from what counts there.
    """
    require(acting_user, "assessments.change", assessment)
    kept = {name: value for name, value in changes.items() if name in CHANGEABLE}
    start = kept.get("period_from", assessment.period_from)
    end = kept.get("period_to", assessment.period_to)
    if start and end and end < start:
        raise InvalidError(
            field="period_to",
            what_zh="结束日期不能早于开始日期。",
            what_en="the last day cannot come before the first.",
        )
    if "domain" in kept:
        moved = Assessment(organisation=assessment.organisation, domain=kept["domain"])
        acting_user.require("assessments.change", moved)
    with writing(acting_user) as write:
        refuse_closed(locked(assessment))
        domain = assessment.domain_id
        signed_for = [getattr(assessment, name) for name in SIGNED_FOR]
        write.change(assessment, "assessments.assessment.changed", kept, expected=expected)
        if signed_for != [getattr(assessment, name) for name in SIGNED_FOR]:
            from hegui.server.assessments.services.signing import void

            void(write, assessment)
        if assessment.domain_id != domain:
            from hegui.server.assessments.services.starting import follow_domain

            follow_domain(acting_user, assessment)
    return assessment


def assessment_rejudge(
    *, acting_user: Viewer, assessment: Assessment, side: Side, source: str, reason: str = ""
) -> Assessment:
    """Take the machine's verdicts anew; people's verdicts stay, stale ones are marked."""
    require(acting_user, "assessments.change", assessment)
    with writing(acting_user) as write:
        held = locked(assessment)
        refuse_closed(held)
        moved = apply_machine(write, held, side, source, reason=reason)
        if moved:
            from hegui.server.assessments.services.signing import void

            void(write, held)
    return held


def engagements_set(
    *, acting_user: Viewer, assessment: Assessment, engagements: Iterable[Engagement]
) -> None:
    """Say within which engagements an assessment is seen from outside."""
    acting_user.require("people.manage")
    require(acting_user, "assessments.change", assessment)
    wanted = sorted({row.pk: row for row in engagements}.values(), key=lambda row: row.pk)
    if any(row.organisation_id != assessment.organisation_id for row in wanted):
        raise InvalidError(
            field="engagements",
            what_zh="委托须属于本组织。",
            what_en="engagements must be of this organisation.",
        )
    before = sorted(assessment.engagements.values_list("pk", flat=True))
    after = [row.pk for row in wanted]
    if before == after:
        return
    with writing(acting_user) as write:
        assessment.engagements.set(wanted)
        write.note(
            "assessments.assessment.engaged",
            assessment,
            before={"engagements": [str(pk) for pk in before]},
            after={"engagements": [str(pk) for pk in after]},
        )


MOVES = {"open": ("review",), "review": ("open", "signed"), "signed": ("closed", "review")}
"""State -> states to which a person may move it; signing moves it to signed by itself."""


def assessment_move(*, acting_user: Viewer, assessment: Assessment, state: str) -> Assessment:
    """Send to review, back to work, or close what was signed."""
    require(acting_user, "assessments.change", assessment)
    with writing(acting_user) as write:
        held = locked(assessment)
        refuse_closed(held)
        if state == held.state:
            return held
        if state not in MOVES[held.state] or state == "signed":
            raise ConflictError(
                what_zh="评估须先提交复核、签署齐全，才能关闭。",
                what_en="an assessment is reviewed, then signed by all, then closed.",
            )
        from hegui.server.assessments.services.signing import (
            missing_roles,
            refuse_outdated,
            void,
        )

        if state == "closed" and (missing := missing_roles(held)):
            raise ConflictError(
                what_zh=f"还缺这些角色的签署：{'、'.join(missing)}。",
                what_en=f"these roles have not signed: {', '.join(missing)}.",
            )
        if state == "closed":
            refuse_outdated(held)
        if held.state == "signed" and state == "review":
            void(write, held)
        changes: dict[str, Any] = {"state": state}
        if state == "closed":
            changes["closed_at"] = timezone.now()
        return write.change(held, "assessments.assessment.moved", changes)


def refuse_closed(assessment: Assessment) -> None:
    """Raise unless the assessment may still be changed."""
    if assessment.state == Assessment.State.CLOSED:
        raise AssessmentClosedError(title=assessment.title)
