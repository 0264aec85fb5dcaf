"""What is due: tasks, requests, reviews, evidence and filings that run out or must be renewed."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.viewer import Viewer
from hegui.server.home.sources import SOURCES, Source
from hegui.server.pages.language import say_lazy
from hegui.server.pages.listing import Column, Filter, Listing

AHEAD = dt.timedelta(days=60)
SOON = dt.timedelta(days=7)
MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something with a day: what it is, where, whose."""

    day: dt.date
    what: Text
    title: str
    href: str
    owner: str = ""

    @property
    def overdue(self) -> bool:
        """Tell whether the day has passed."""
        return self.day < today()

    @property
    def soon(self) -> bool:
        """Tell whether it is due within a week."""
        return not self.overdue and self.day <= today() + SOON


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is due of one kind: the most pressing rows, and how many there are in truth."""

    source: Source
    total: int
    overdue: int
    rows: tuple[Due, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What is due of all kinds; kinds without anything are left out."""

    groups: tuple[Group, ...]

    @property
    def total(self) -> int:
        """Return how many things are overdue or due within two months."""
        return sum(group.total for group in self.groups)

    @property
    def overdue(self) -> int:
        """Return how many things are late."""
        return sum(group.overdue for group in self.groups)

    @property
    def rows(self) -> list[Due]:
        """Return the most pressing rows of all kinds, in order."""
        found = (due for group in self.groups for due in group.rows)
        return sorted(found, key=lambda due: (due.day, due.title))


def due_board(viewer: Viewer) -> Board:
    """Return what is overdue or due within two months: true counts, the first rows of each kind."""
    return Board(groups=tuple(group for group in _groups(viewer) if group.total))


def _groups(viewer: Viewer) -> Iterator[Group]:
    for source in SOURCES.values():
        if not viewer.may(source.permission):
            continue
        rows = due_rows(viewer, source)
        counted = counts(rows)
        first = rows.order_by("due_day", "-pk")[:MOST] if counted["total"] else ()
        shown = tuple(as_due(viewer, source, row) for row in first)
        yield Group(source=source, rows=shown, **counted)


def due_rows(viewer: Viewer, source: Source) -> QuerySet[Any]:
    """Return all rows of one kind that are overdue or due within two months, with `due_day`."""
    return source.rows(viewer).filter(due_day__lte=today() + AHEAD)


def counts(rows: QuerySet[Any]) -> dict[str, int]:
    """Return how many rows there are and how many of them are late (one query)."""
    late = Count("pk", filter=Q(due_day__lt=today()))
    found: dict[str, int] = (
        rows.order_by().prefetch_related(None).aggregate(total=Count("pk"), overdue=late)
    )
    return found


def as_due(viewer: Viewer, source: Source, row: Any) -> Due:
    """Return a row as pages show it."""
    return Due(
        day=row.due_day,
        what=source.said_of(row),
        title=source.title(row),
        href=source.href(viewer, row),
        owner=str(source.owner(row) or ""),
    )


def listing(source: Source, viewer: Viewer) -> Listing:
    """Return what the list of one kind offers."""
    mine = Q(**{source.owned_by: viewer.user.pk}) if viewer.user else Q(pk__in=[])
    chosen: Mapping[str, Q] = {"late": Q(due_day__lt=today()), "ahead": Q(due_day__gte=today())}
    return Listing(
        columns=[
            Column(name="day", title=say_lazy("日期", "Date"), order="due_day"),
            Column(name="what", title=say_lazy("事项", "What")),
            Column(name="title", title=say_lazy("名称", "Title"), order=source.sorts),
            Column(
                name="owner", title=say_lazy("责任人", "Owner"), order=f"{source.owned_by}__name"
            ),
        ],
        filters=[
            Filter(
                name="state",
                title=say_lazy("状态", "State"),
                choices=[
                    ("late", say_lazy("已逾期", "overdue")),
                    ("ahead", say_lazy("未到期", "not yet due")),
                ],
                select=lambda value: chosen[value],
            ),
            Filter(
                name="whose",
                title=say_lazy("责任人", "Owner"),
                choices=[("mine", say_lazy("我", "me")), ("nobody", say_lazy("无人", "nobody"))],
                select=lambda value: (
                    mine if value == "mine" else Q(**{f"{source.owned_by}__isnull": True})
                ),
            ),
        ],
        search=[source.sorts],
        order="due_day",
    )


def one_kind(viewer: Viewer, key: str, asked: Any) -> Any:
    """Return one page of all that is due of one kind."""
    source = SOURCES[key]
    viewer.require(source.permission)
    shown = listing(source, viewer).page(due_rows(viewer, source), asked)
    shown.rows[:] = [as_due(viewer, source, row) for row in shown.rows]
    return shown
