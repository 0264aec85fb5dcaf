"""Global search: rules, subjects, evidence, controls, tasks, assessments; only what one may see."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from hegui.catalogue.query import search as search_rules
from hegui.catalogue.query import title
from hegui.common.text import Text
from hegui.server.assessments.selectors import assessment_list
from hegui.server.controls.selectors import control_list
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.selectors import item_list
from hegui.server.improvement.selectors import task_list
from hegui.server.inventory.selectors import subject_list
from hegui.server.pages.language import said

MOST = 8
LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found."""

    title: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was found in one part of the product; `more` tells that there is more."""

    name: Text
    hits: list[Hit] = field(default_factory=list)
    more: bool = False


def search(viewer: Viewer, asked: str) -> list[Group]:
    """Return what fits every word of a question, part by part."""
    words = asked[:LONGEST].split()[:8]
    if not words:
        return []
    return [group for group in _groups(viewer, words) if group.hits]


def _groups(viewer: Viewer, words: list[str]) -> Iterator[Group]:
    if viewer.may("obligations.view"):
        yield _obligations(viewer, words)
    parts: tuple[tuple[str, Text, str, str, Any, tuple[str, ...]], ...] = (
        (
            "inventory.view",
            Text("对象", "Inventory"),
            "inventory:detail",
            "subject",
            subject_list,
            ("name", "name_en", "key"),
        ),
        (
            "evidence.view",
            Text("证据", "Evidence"),
            "evidence:detail",
            "item",
            item_list,
            ("title",),
        ),
        (
            "controls.view",
            Text("控制措施", "Controls"),
            "controls:detail",
            "control",
            control_list,
            ("title",),
        ),
        ("tasks.view", Text("任务", "Tasks"), "improvement:detail", "task", task_list, ("title",)),
        (
            "assessments.view",
            Text("评估", "Assessments"),
            "assessments:detail",
            "assessment",
            assessment_list,
            ("title",),
        ),
    )
    for permission, name, route, key, selector, fields in parts:
        if viewer.may(permission):
            rows = _narrowed(selector(viewer=viewer), words, fields)
            yield _group(viewer, name, route, key, rows)


def _narrowed(rows: QuerySet[Any], words: list[str], fields: tuple[str, ...]) -> QuerySet[Any]:
    for word in words:
        found = Q()
        for name in fields:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    return rows


def _group(viewer: Viewer, name: Text, route: str, key: str, rows: QuerySet[Any]) -> Group:
    found = list(rows.order_by("-pk")[: MOST + 1])
    hits = [
        Hit(
            title=str(row),
            href=reverse(route, kwargs={"org": viewer.organisation.slug, key: row.pk}),
        )
        for row in found[:MOST]
    ]
    return Group(name=name, hits=hits, more=len(found) > MOST)


def _obligations(viewer: Viewer, words: list[str]) -> Group:
    rows = [
        found.row
        for found in search_rules(catalogue(), " ".join(words))
        if found.kind == "obligations"
    ]
    hits = [
        Hit(
            title=said(title(row)),
            href=reverse(
                "obligations:detail", kwargs={"org": viewer.organisation.slug, "obligation": row.id}
            ),
            note=row.id,
        )
        for row in rows[:MOST]
    ]
    return Group(name=Text("义务", "Obligations"), hits=hits, more=len(rows) > MOST)
