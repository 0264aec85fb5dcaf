"""Moving subjects through their life cycle, past the gates."""

from hegui.server.core.errors import InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.inventory.errors import StageBlockedError
from hegui.server.inventory.gates import GateAnswer, gate_answers
from hegui.server.inventory.models import StageMove, Subject
from hegui.server.inventory.rules import check_stage
from hegui.server.inventory.stages import Stage, stages

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
    `inventory.force` and a reason, passes it. Conditions that nobody judged need a reason. The
    record keeps what the gate said.
    """
    acting_user.require(CHANGE, subject)
    check_stage(subject, stage)
    if not stage or stage == subject.stage:
        raise InvalidError(
            field="stage", what_zh="请选择另一个阶段。", what_en="choose another stage."
        )
    entered = stages()[stage]
    open_ones = [a for a in gate_answers(acting_user, subject, entered) if a.state != "met"]
    blocked = any(answer.state == "blocked" for answer in open_ones)
    _check(acting_user, subject, entered, open_ones, blocked, force, reason)
    with writing(acting_user) as write:
        move = StageMove(
            organisation=subject.organisation,
            subject=subject,
            left=subject.stage,
            entered=stage,
            forced=blocked,
            blockers=[as_data(answer) for answer in open_ones],
            reason=reason,
            moved_by=acting_user.user,
        )
        action = "inventory.subject.stage_forced" if blocked else "inventory.subject.stage_entered"
        write.change(subject, action, {"stage": stage}, expected=expected, reason=reason)
        return write.create(move, "inventory.stage_move.recorded", reason=reason)


def _check(
    viewer: Viewer,
    subject: Subject,
    stage: Stage,
    open_ones: list[GateAnswer],
    blocked: bool,
    force: bool,
    reason: str,
) -> None:
    if blocked and force:
        viewer.require(FORCE, subject)
    if blocked and not force:
        raise closed(
            stage,
            open_ones,
            "请先处理这些条款，或由有放行权限的人写明理由后放行。",
            "Settle these clauses first, or let somebody with the right to release say why.",
        )
    if open_ones and not reason.strip():
        raise closed(
            stage, open_ones, "请写明为什么仍要进入。", "Say why it is entered all the same."
        )


def closed(stage: Stage, answers: list[GateAnswer], zh: str, en: str) -> StageBlockedError:
    """Return the error that names what keeps a gate closed."""
    return StageBlockedError(
        stage_zh=stage.zh,
        stage_en=stage.en,
        count=len(answers),
        next_zh=zh,
        next_en=en,
        blockers=[as_data(answer) for answer in answers],
    )


def as_data(answer: GateAnswer) -> dict[str, str]:
    """Return an answer as the record and the API keep it."""
    return {
        "clause": answer.clause,
        "state": answer.state,
        "zh": answer.what.zh,
        "en": answer.what.en,
        "href": answer.href,
    }
