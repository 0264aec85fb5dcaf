"""What is due: tasks, requests, reviews, evidence and filings that run out."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from hegui.catalogue.citation import cite
from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.controls.selectors import control_list
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Request
from hegui.server.evidence.selectors import item_list
from hegui.server.improvement.selectors import task_list
from hegui.server.inventory.selectors import filing_list
from hegui.server.obligations.models import ObligationEntry
from hegui.server.pages.language import said

AHEAD = dt.timedelta(days=60)
SOON = dt.timedelta(days=7)
MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something with a day: what it is, where, whose."""

    day: dt.date | None
    what: Text
    title: str
    href: str
    owner: str = ""

    @property
    def overdue(self) -> bool:
        """Tell whether the day has passed."""
        return self.day is not None and self.day < today()

    @property
    def soon(self) -> bool:
        """Tell whether it is due within a week."""
        return self.day is not None and not self.overdue and self.day <= today() + SOON


def due_list(viewer: Viewer) -> list[Due]:
    """Return what is overdue or due within two months, the most pressing first."""
    sources = (_tasks, _requests, _evidence, _filings, _controls, _obligations)
    found = [due for source in sources for due in source(viewer)]
    return sorted(found, key=lambda due: (due.day or dt.date.max, due.title))


def _until(field: str) -> Q:
    return Q(**{f"{field}__isnull": False, f"{field}__lte": today() + AHEAD})


def _href(viewer: Viewer, route: str, **kwargs: object) -> str:
    return reverse(route, kwargs={"org": viewer.organisation.slug, **kwargs})


def _tasks(viewer: Viewer) -> Iterator[Due]:
    if not viewer.may("tasks.view"):
        return
    rows = task_list(viewer=viewer).filter(_until("due_on"), state__in=("open", "in_progress"))
    for row in rows.order_by("due_on")[:MOST]:
        yield Due(
            day=row.due_on,
            what=Text("任务", "task"),
            title=row.title,
            href=_href(viewer, "improvement:detail", task=row.pk),
            owner=str(row.owner or ""),
        )


def _requests(viewer: Viewer) -> Iterator[Due]:
    rows = Request.objects.filter(viewer.where("evidence.view"), _until("due_on"), state="open")
    for row in rows.select_related("asked_of").order_by("due_on")[:MOST]:
        yield Due(
            day=row.due_on,
            what=Text("索要的证据", "evidence asked for"),
            title=row.title,
            href=_href(viewer, "evidence:request", request_id=row.pk),
            owner=str(row.asked_of or ""),
        )


def _evidence(viewer: Viewer) -> Iterator[Due]:
    rows = item_list(viewer=viewer).filter(_until("valid_until"), state="current")
    for row in rows.order_by("valid_until")[:MOST]:
        yield Due(
            day=row.valid_until,
            what=Text("证据到期", "evidence runs out"),
            title=row.title,
            href=_href(viewer, "evidence:detail", item=row.pk),
            owner=str(row.owner or ""),
        )


def _filings(viewer: Viewer) -> Iterator[Due]:
    if not viewer.may("inventory.view"):
        return
    for row in (
        filing_list(viewer=viewer).filter(_until("expires_on")).order_by("expires_on")[:MOST]
    ):
        yield Due(
            day=row.expires_on,
            what=Text("备案或登记到期", "filing runs out"),
            title=str(row),
            href=_href(viewer, "inventory:detail", subject=row.subject_id),
        )


def _controls(viewer: Viewer) -> Iterator[Due]:
    rows = control_list(viewer=viewer).filter(_until("review_on")).exclude(status="retired")
    for row in rows.order_by("review_on")[:MOST]:
        yield Due(
            day=row.review_on,
            what=Text("控制措施评审", "review of a control"),
            title=row.title,
            href=_href(viewer, "controls:detail", control=row.pk),
            owner=str(row.owner or ""),
        )


def _cited(obligation: str) -> str:
    """Return where an obligation stands; one that the catalogue lost keeps its id."""
    row = catalogue().obligations.get(obligation)
    return f"{said(cite(catalogue(), row))} ({obligation})" if row else obligation


def _obligations(viewer: Viewer) -> Iterator[Due]:
    rows = ObligationEntry.objects.filter(viewer.where("obligations.view"), _until("review_on"))
    for row in rows.select_related("owner").order_by("review_on")[:MOST]:
        yield Due(
            day=row.review_on,
            what=Text("义务评审", "review of an obligation"),
            title=_cited(row.obligation),
            href=_href(viewer, "obligations:detail", obligation=row.obligation),
            owner=str(row.owner or ""),
        )
