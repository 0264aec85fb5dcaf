"""Writing relations: the right kinds, no loops, nothing twice."""

import uuid

from hegui.common.text import Text
from hegui.server.core.errors import InvalidError, NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.inventory.models import Relation, Subject
from hegui.server.inventory.stages import relation_types

CHANGE = "inventory.change"


def relation_add(
    *, acting_user: Viewer, source: Subject, target: Subject, kind: str, note: str = ""
) -> Relation:
    """Relate two subjects; the viewer may change the first and see the second."""
    acting_user.require(CHANGE, source)
    if not acting_user.may("inventory.view", target):
        raise NotFoundError(what=str(target.pk))
    with writing(acting_user) as write:
        wrong = relation_problem(source, target, kind)
        if wrong is not None:
            raise InvalidError(field="target", what_zh=wrong.zh, what_en=wrong.en)
        row = Relation(
            organisation=source.organisation, source=source, target=target, type=kind, note=note
        )
        return write.create(row, "inventory.relation.added")


def relation_remove(*, acting_user: Viewer, relation: Relation, reason: str = "") -> None:
    """Remove a relation."""
    acting_user.require(CHANGE, relation.source)
    with writing(acting_user) as write:
        write.remove(relation, "inventory.relation.removed", reason=reason)


def relation_problem(source: Subject, target: Subject, kind: str) -> Text | None:
    """Return why two subjects cannot be related so, if they cannot."""
    row = relation_types().get(kind)
    if row is None:
        return Text("没有这种关系。", "there is no such relation.")
    if source.pk == target.pk:
        return Text("对象不能与自己建立关系。", "a subject does not relate to itself.")
    if source.type not in row.sources or target.type not in row.targets:
        return Text(f"“{row.zh}”不能连接这两类对象。", f"“{row.en}” does not join these kinds.")
    if Relation.objects.filter(source=source, target=target, type=kind).exists():
        return Text("这个关系已登记。", "this relation is recorded already.")
    if not row.cycles and leads_to(target.pk, source.pk, edges(source.organisation_id, kind)):
        return Text("会形成循环：沿此关系又回到自己。", "it would lead back to the subject itself.")
    return None


def edges(organisation: uuid.UUID, kind: str) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Return which subjects lead to which, by one type of relation."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    rows = Relation.objects.filter(organisation=organisation, type=kind)
    for source, target in rows.values_list("source", "target"):
        found.setdefault(source, set()).add(target)
    return found


def leads_to(start: uuid.UUID, end: uuid.UUID, next_of: dict[uuid.UUID, set[uuid.UUID]]) -> bool:
    """Tell whether one subject leads to another, directly or through others."""
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        new = next_of.get(here, set()) - seen
        seen |= new
        waiting.extend(new)
    return False
