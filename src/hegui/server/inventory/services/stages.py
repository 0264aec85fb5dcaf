"""Moving subjects through their life cycle, past the gates."""

from hegui.server.core.errors import InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.inventory.errors import StageBlockedError
from hegui.server.inventory.gates import Condition, Gate, gate_of
from hegui.server.inventory.models import StageMove, Subject
from hegui.server.inventory.rules import check_stage
from hegui.server.inventory.stages import stages

CHANGE = "inventory.change"
FORCE = "inventory.force"


def stage_move(
    *,
    acting_user: Viewer,
    subject: Subject,
    stage: str,
    reason: str = "",
    force: bool = False,
    expected: int | None = None,
) -> StageMove:
    """Let a subject enter a stage.

    A condition that is not met keeps the gate closed: only `force`, with the permission
    `inventory.force` and a reason, passes it. An open gate needs a reason. The record keeps what
    the gate said, in the transaction that moves the subject.
    """
    acting_user.require(CHANGE, subject)
    check_stage(subject, stage)
    with writing(acting_user) as write:
        held = held_subject(acting_user, subject)
        if not stage or stage == held.stage:
            raise InvalidError(
                field="stage", what_zh="请选择另一个阶段。", what_en="choose another stage."
            )
        gate = gate_of(viewer=acting_user, subject=held, stage=stages()[stage])
        _check(acting_user, held, gate, force, reason)
        blocked = gate.state == "blocked"
        move = StageMove(
            organisation=held.organisation,
            subject=subject,
            left=held.stage,
            entered=stage,
            forced=blocked,
            blockers=[as_data(row) for row in gate.left],
            reason=reason,
            moved_by=acting_user.user,
        )
        action = "inventory.subject.stage_forced" if blocked else "inventory.subject.stage_entered"
        seen = subject.version if expected is None else expected
        write.change(held, action, {"stage": stage}, expected=seen, reason=reason)
        write.create(move, "inventory.stage_move.recorded", reason=reason)
    subject.stage, subject.version = held.stage, held.version
    return move


def held_subject(viewer: Viewer, subject: Subject) -> Subject:
    """Return the subject as it is now, held until the transaction ends, if it may be changed."""
    rows = Subject.objects.select_for_update(of=("self",)).select_related("domain", "organisation")
    held: Subject = rows.get(pk=subject.pk)
    viewer.require(CHANGE, held)
    return held


def _check(viewer: Viewer, subject: Subject, gate: Gate, force: bool, reason: str) -> None:
    blocked = gate.state == "blocked"
    if blocked and force:
        viewer.require(FORCE, subject)
    if blocked and not force:
        raise closed(
            gate,
            "请先处理这些条款，或由有放行权限的人写明理由后放行。",
            "Settle these clauses first, or let somebody with the right to release say why.",
        )
    if gate.left and not reason.strip():
        raise closed(gate, "请写明仍要进入的理由。", "Give the reason for entering it anyway.")


def closed(gate: Gate, zh: str, en: str) -> StageBlockedError:
    """Return the error that names what keeps a gate closed."""
    return StageBlockedError(
        stage_zh=gate.stage.zh,
        stage_en=gate.stage.en,
        count=len(gate.left),
        next_zh=zh,
        next_en=en,
        blockers=[as_data(row) for row in gate.left],
    )


def as_data(row: Condition) -> dict[str, str]:
    """Return a condition as the record and the API keep it."""
    return {
        "clause": row.clause or row.id,
        "state": row.state,
        "zh": row.why.zh,
        "en": row.why.en,
        "href": row.href,
    }
