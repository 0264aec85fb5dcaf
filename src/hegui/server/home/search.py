"""Global search: exact ids first, then every part of the product; only what one may see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from hegui.catalogue.query import search as search_rules
from hegui.catalogue.query import title
from hegui.common.text import Text
from hegui.server.accounts.selectors import people_list
from hegui.server.assessments.selectors import assessment_list
from hegui.server.controls.selectors import control_list
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.selectors import item_list, request_list
from hegui.server.home.exact import Hit, exact_hits
from hegui.server.home.sources import filed
from hegui.server.improvement.selectors import task_list
from hegui.server.inventory.selectors import filing_list, subject_list
from hegui.server.obligations.selectors import law_text_list
from hegui.server.pages.language import said
from hegui.server.runs.selectors import run_list

MOST = 8
LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was found in one part of the product; `more` tells that there is more."""

    name: Text
    hits: list[Hit] = field(default_factory=list)
    more: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the product that is searched: its rows, fields, page and list.

    `asks` is what the list calls its own search, so that "all" leads on with the same words.
    """

    name: Text
    permission: str
    rows: Callable[..., QuerySet[Any]]
    fields: tuple[str, ...]
    route: str
    argument: str
    listed: str
    shown: Callable[[Any], str] = str
    note: Callable[[Any], str] = lambda row: ""
    value: Callable[[Any], Any] = lambda row: row.pk
    order: str = "-pk"


def _controls(viewer: Viewer) -> QuerySet[Any]:
    return control_list(viewer=viewer).prefetch_related(None)


def _people(viewer: Viewer) -> QuerySet[Any]:
    return people_list(viewer=viewer).prefetch_related(None)


PARTS = (
    Part(
        name=Text("对象", "Inventory"),
        permission="inventory.view",
        rows=subject_list,
        fields=("name", "name_en", "key"),
        route="inventory:detail",
        argument="subject",
        listed="inventory:list",
        note=lambda row: row.key,
    ),
    Part(
        name=Text("备案与登记", "Filings"),
        permission="inventory.view",
        rows=filing_list,
        fields=("number", "authority", "subject__name"),
        route="inventory:detail",
        argument="subject",
        listed="inventory:filings",
        shown=filed,
        value=lambda row: row.subject_id,
    ),
    Part(
        name=Text("证据", "Evidence"),
        permission="evidence.view",
        rows=item_list,
        fields=("title",),
        route="evidence:detail",
        argument="item",
        listed="evidence:list",
    ),
    Part(
        name=Text("请求提交的证据", "Evidence requested"),
        permission="evidence.view",
        rows=request_list,
        fields=("title",),
        route="evidence:request",
        argument="request_id",
        listed="evidence:requests",
        shown=lambda row: row.title,
    ),
    Part(
        name=Text("法律文本", "Texts of laws"),
        permission="obligations.view",
        rows=law_text_list,
        fields=("title", "label", "instrument", "source"),
        route="obligations:text",
        argument="law",
        listed="obligations:texts",
        shown=lambda row: row.title or str(row),
        note=lambda row: row.label,
    ),
    Part(
        name=Text("控制措施", "Controls"),
        permission="controls.view",
        rows=_controls,
        fields=("title",),
        route="controls:detail",
        argument="control",
        listed="controls:list",
    ),
    Part(
        name=Text("任务", "Tasks"),
        permission="tasks.view",
        rows=task_list,
        fields=("title",),
        route="improvement:detail",
        argument="task",
        listed="improvement:list",
    ),
    Part(
        name=Text("检查", "Runs"),
        permission="runs.view",
        rows=run_list,
        fields=("title",),
        route="runs:detail",
        argument="run",
        listed="runs:list",
    ),
    Part(
        name=Text("评估", "Assessments"),
        permission="assessments.view",
        rows=assessment_list,
        fields=("title",),
        route="assessments:detail",
        argument="assessment",
        listed="assessments:list",
        note=lambda row: str(row.as_of),
    ),
    Part(
        name=Text("人员", "People"),
        permission="people.view",
        rows=_people,
        fields=("name", "email"),
        route="accounts:person",
        argument="person",
        listed="accounts:people",
        note=lambda row: row.email,
        order="name",
    ),
)


def search(viewer: Viewer, asked: str) -> list[Group]:
    """Return what has exactly the id that was asked for, then what fits every word, part by part.

    The number of queries depends on the parts alone.
    """
    words = asked[:LONGEST].split()[:8]
    if not words:
        return []
    return [group for group in _groups(viewer, words) if group.hits]


def _groups(viewer: Viewer, words: list[str]) -> Iterator[Group]:
    yield Group(name=Text("编号完全相符", "Exactly this id"), hits=exact_hits(viewer, words))
    if viewer.may("obligations.view"):
        yield _obligations(viewer, words)
    for part in PARTS:
        if viewer.may(part.permission):
            yield _group(
                viewer, part, _narrowed(part.rows(viewer=viewer), words, part.fields), words
            )


def _narrowed(rows: QuerySet[Any], words: list[str], fields: tuple[str, ...]) -> QuerySet[Any]:
    for word in words:
        found = Q()
        for name in fields:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    return rows


def _group(viewer: Viewer, part: Part, rows: QuerySet[Any], words: list[str]) -> Group:
    keys = rows.order_by(part.order).values("pk")[: MOST + 1]  # from an index, without the rows
    found = list(rows.filter(pk__in=keys).order_by(part.order))
    slug = viewer.organisation.slug
    listed = reverse(part.listed, kwargs={"org": slug})
    hits = [
        Hit(
            title=part.shown(row),
            href=_href(part, slug, row) or listed,
            note=part.note(row),
        )
        for row in found[:MOST]
    ]
    return Group(name=part.name, hits=hits, more=len(found) > MOST, href=listed)


def _href(part: Part, slug: str, row: Any) -> str:
    value = part.value(row)
    return reverse(part.route, kwargs={"org": slug, part.argument: value}) if value else ""


def _obligations(viewer: Viewer, words: list[str]) -> Group:
    slug = viewer.organisation.slug
    rows = [
        found.row
        for found in search_rules(catalogue(), " ".join(words))
        if found.kind == "obligations"
    ]
    hits = [
        Hit(
            title=said(title(row)),
            href=reverse("obligations:detail", kwargs={"org": slug, "obligation": row.id}),
            note=row.id,
        )
        for row in rows[:MOST]
    ]
    listed = reverse("obligations:list", kwargs={"org": slug})
    name = Text("义务", "Obligations")
    return Group(name=name, hits=hits, more=len(rows) > MOST, href=listed)
