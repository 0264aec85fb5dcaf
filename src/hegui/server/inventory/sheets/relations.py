"""Relations in an Excel file."""

import uuid
from typing import NamedTuple

from hegui.common.text import Text
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Relation, Subject
from hegui.server.inventory.services.relations import CHANGE, leads_to
from hegui.server.inventory.stages import RelationType, relation_types
from hegui.server.pages.excel import Reading


class NewRelation(NamedTuple):
    """A relation that is not there yet."""

    source: Subject
    target: Subject
    type: str
    note: str


Edges = dict[str, dict[uuid.UUID, set[uuid.UUID]]]


def plan_relations(
    viewer: Viewer, found: Reading, known: dict[str, Subject], new: list[Subject]
) -> list[NewRelation]:
    """Return the new relations; what is wrong is named in the reading."""
    subjects = known | {row.key: row for row in new}
    edges: Edges = {}
    rows = Relation.objects.filter(organisation=viewer.organisation)
    for kind, source, target in rows.values_list("type", "source", "target"):
        edges.setdefault(kind, {}).setdefault(source, set()).add(target)
    planned = []
    for row in found.rows:
        if not all(row.values.get(name) for name in ("source", "type", "target")):
            continue
        ends = [subjects.get(row.values[name]) for name in ("source", "target")]
        for name, end in zip(("source", "target"), ends, strict=True):
            if end is None:
                key = row.values[name]
                told = Text(f"没有编号为“{key}”的对象。", f"no subject has the id “{key}”.")
                found.refuse(row.number, name, told)
        source, target = ends
        if source is None or target is None:
            continue
        one = NewRelation(source, target, row.values["type"], row.values.get("note", ""))
        if target.pk in edges.get(one.type, {}).get(source.pk, ()):
            continue
        wrong = _wrong(viewer, one, relation_types()[one.type], edges)
        if wrong is not None:
            found.refuse(row.number, "type", wrong)
            continue
        edges.setdefault(one.type, {}).setdefault(source.pk, set()).add(target.pk)
        planned.append(one)
    return planned


def _wrong(viewer: Viewer, one: NewRelation, kind: RelationType, edges: Edges) -> Text | None:
    if one.source.pk == one.target.pk:
        return Text("对象不能与自己建立关系。", "a subject does not relate to itself.")
    if one.source.type not in kind.sources or one.target.type not in kind.targets:
        return Text(f"“{kind.zh}”不能连接这两类对象。", f"“{kind.en}” does not join these kinds.")
    if not viewer.may(CHANGE, one.source):
        return Text("你没有修改它的权限。", "you may not change it.")
    if not kind.cycles and leads_to(one.target.pk, one.source.pk, edges.get(one.type, {})):
        return Text("会形成循环。", "it would lead back to the subject itself.")
    return None
