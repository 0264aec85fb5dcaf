"""The list of evidence: columns, filters and what each filter selects."""

import uuid
from collections.abc import Callable, Mapping

from django.db.models import Q
from django.http import QueryDict

from hegui.server.core.people import person_choices
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.staleness import stale_now
from hegui.server.evidence.targets import names_of
from hegui.server.evidence.words import FRESHNESS, LINKED, STATES
from hegui.server.inventory.models import Subject
from hegui.server.pages.language import language, said, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing

MOST = 300
COLUMNS = [
    Column(name="select", title=say_lazy("选择", "Select")),
    Column(name="title", title=say_lazy("名称", "Title"), order="title"),
    Column(name="type", title=say_lazy("类型", "Type")),
    Column(name="state", title=say_lazy("状态", "State")),
    Column(name="period", title=say_lazy("覆盖期间", "Period")),
    Column(name="valid", title=say_lazy("有效期至", "Valid until"), order="valid_until"),
    Column(name="owner", title=say_lazy("责任人", "Owner")),
    Column(name="links", title=say_lazy("关联", "Links"), number=True),
]


def listing(viewer: Viewer, asked: Mapping[str, str] | QueryDict) -> Listing:
    """Return the list as the viewer may filter it (two queries for the choices)."""
    return Listing(
        columns=COLUMNS,
        filters=[
            Filter(
                name="type", title=say_lazy("类型", "Type"), choices=_types(), select=_is("type")
            ),
            Filter(
                name="state",
                title=say_lazy("状态", "State"),
                choices=list(STATES.items()),
                select=_is("state"),
            ),
            Filter(
                name="stale",
                title=say_lazy("失效与到期", "Stale or expiring"),
                choices=list(FRESHNESS.items()),
                select=stale_now,
            ),
            Filter(
                name="linked",
                title=say_lazy("是否关联", "Linked"),
                choices=list(LINKED.items()),
                select=lambda value: Q(link_count=0) if value == "no" else Q(link_count__gt=0),
            ),
            Filter(
                name="owner",
                title=say_lazy("责任人", "Owner"),
                choices=[(str(user.pk), str(user)) for user in person_choices(viewer)[:MOST]],
                select=lambda value: Q(owner=uuid.UUID(value)),
            ),
            Filter(
                name="subject",
                title=say_lazy("对象", "Subject"),
                choices=_subjects(viewer),
                select=lambda value: Q(subject=uuid.UUID(value)),
            ),
            *_link(viewer, asked.get("link", "")),
        ],
        search=["title"],
        order="-id",
    )


def _link(viewer: Viewer, asked: str) -> list[Filter]:
    """Return the filter by what evidence is linked to; only a link that is asked for is offered."""
    kind, _, ref = asked.partition(":")
    found = names_of(viewer, [(kind, ref)]).get((kind, ref)) if ref else None
    if found is None:
        return []
    return [
        Filter(
            name="link",
            title=say_lazy("关联到", "Linked to"),
            choices=[(asked, said(found.title))],
            select=lambda value: Q(links__to=kind, links__ref=ref),
        )
    ]


def _is(name: str) -> Callable[[str], Q]:
    return lambda value: Q(**{name: value})


def _types() -> list[tuple[str, str]]:
    rows = catalogue().evidence_types.values()
    return [(row.id, row.en if language() == "en" else row.zh) for row in rows]


def _subjects(viewer: Viewer) -> list[tuple[str, str]]:
    rows = Subject.objects.filter(viewer.where("inventory.view")).order_by("name")
    return [(str(key), name) for key, name in rows.values_list("pk", "name")[:MOST]]
