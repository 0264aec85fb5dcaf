"""Writing subjects."""

from typing import Any

from django.db import IntegrityError
from django.db.models import ProtectedError

from hegui.server.core.errors import ConflictError, InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.inventory.models import Relation, Subject
from hegui.server.inventory.rules import KINDS, STATUSES, check_card, check_key, check_stage

CHANGE = "inventory.change"


def subject_create(*, acting_user: Viewer, **fields: Any) -> Subject:
    """Create a subject. A stage given here is what is true already: no gate is asked."""
    subject = Subject(organisation=acting_user.organisation, **fields)
    acting_user.require(CHANGE, subject)
    check_subject(subject)
    with writing(acting_user) as write:
        try:
            return write.create(subject, "inventory.subject.created")
        except IntegrityError as error:
            raise taken(subject.key) from error


def subject_change(
    *,
    acting_user: Viewer,
    subject: Subject,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> Subject:
    """Change a subject. Its kind stays; its stage changes by `stage_move` only."""
    acting_user.require(CHANGE, subject)
    if changes.get("type", subject.type) != subject.type:
        raise ConflictError(
            what_zh="对象的类别不能改，请另建一个。",
            what_en="the kind of a subject stays as it is; make another one.",
        )
    wanted = Subject(organisation=subject.organisation, **_state(subject) | changes)
    acting_user.require(CHANGE, wanted)
    check_subject(wanted, but=subject)
    kept = {name: value for name, value in changes.items() if name != "stage"}
    with writing(acting_user) as write:
        return write.change(
            subject, "inventory.subject.changed", kept, expected=expected, reason=reason
        )


def subject_remove(
    *, acting_user: Viewer, subject: Subject, reason: str, expected: int | None = None
) -> None:
    """Delete a subject that nothing outside the inventory refers to, with all that is its own."""
    acting_user.require(CHANGE, subject)
    if not reason.strip():
        raise InvalidError(
            field="reason", what_zh="请写明删除的理由。", what_en="say why it is deleted."
        )
    try:
        with writing(acting_user) as write:
            write.change(subject, "inventory.subject.changed", {}, expected=expected)
            relations = Relation.objects.filter(source=subject)
            for row in [*relations, *Relation.objects.filter(target=subject)]:
                write.remove(row, "inventory.relation.removed", reason=reason)
            for row in [*subject.filings.all(), *subject.versions.all(), *subject.moves.all()]:
                write.remove(row, f"{row.kind}.removed", reason=reason)
            write.remove(subject, "inventory.subject.removed", reason=reason)
    except ProtectedError as error:
        raise ConflictError(
            what_zh="还有证据、检查或评估引用它；请改为“已停用”。",
            what_en="evidence, runs or assessments refer to it; retire it instead.",
        ) from error


def check_subject(subject: Subject, but: Subject | None = None) -> None:
    """Refuse a subject whose words do not fit, or whose key another one has."""
    for field, known in (("type", KINDS), ("status", STATUSES)):
        if getattr(subject, field) not in known:
            raise InvalidError(
                field=field, what_zh="不在可选项中。", what_en="it is not one of the choices."
            )
    check_key(subject.key)
    check_card(subject.card)
    if but is None or but.stage != subject.stage:
        check_stage(subject, subject.stage)
    same = Subject.objects.filter(organisation=subject.organisation, key=subject.key)
    if same.exclude(pk=but.pk if but else None).exists():
        raise taken(subject.key)


def taken(key: str) -> InvalidError:
    """Return the error for a key that another subject has."""
    return InvalidError(
        field="key", what_zh=f"编号“{key}”已被占用。", what_en=f"the id “{key}” is taken."
    )


def _state(subject: Subject) -> dict[str, Any]:
    names = ("type", "key", "stage", "status", "card", "domain")
    return {name: getattr(subject, name) for name in names}
