"""Where days come from: one source for each kind of record that can be due."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Least

from hegui.catalogue.citation import cite
from hegui.common.text import Text
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.home import kinds
from hegui.server.home.kinds import Kind
from hegui.server.improvement.models import OPEN_STATES
from hegui.server.pages.language import said

ENDED = ("refused", "cancelled")
"""Filings in these states are not in force: nothing of them is due."""
RENEWAL = Text("备案或登记须续期", "filing to be renewed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of thing with a day; `due` narrows what a viewer may see and adds `due_day`.

    `owned_by` and `sorts` are the fields of the owner and of the title.
    """

    key: str
    kind: Kind
    due: Callable[[QuerySet[Any]], QuerySet[Any]]
    name: Text
    what: Text
    owned_by: str = "owner"
    sorts: str = "title"
    title: Callable[[Any], str] = lambda row: str(row)
    owner: Callable[[Any], Any] = lambda row: row.owner
    other: Callable[[Any], Text | None] = lambda row: None

    @property
    def permission(self) -> str:
        """Return what lets one see it."""
        return self.kind.permission

    def rows(self, viewer: Viewer) -> QuerySet[Any]:
        """Return the records with a day as one viewer may see them."""
        return self.due(self.kind.rows(viewer=viewer))

    def said_of(self, row: Any) -> Text:
        """Return what is due about a row."""
        return self.other(row) or self.what

    def href(self, viewer: Viewer, row: Any) -> str:
        """Return where a row is shown."""
        return self.kind.href(viewer, getattr(row, self.kind.key))


def _filings(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the filings in force with the earlier of renewal and expiry."""
    first = Least("renewal_on", "expires_on")
    rows = rows.select_related("subject__owner").exclude(status__in=ENDED)
    found: QuerySet[Any] = rows.annotate(due_day=Coalesce(first, "renewal_on", "expires_on"))
    return found


def _controls(rows: QuerySet[Any]) -> QuerySet[Any]:
    kept: QuerySet[Any] = rows.prefetch_related(None).exclude(status="retired")
    found: QuerySet[Any] = kept.annotate(due_day=F("review_on"))
    return found


def cited(row: Any) -> str:
    """Return where an obligation stands; one that the catalogue lost keeps its id."""
    known = catalogue().obligations.get(row.obligation)
    return f"{said(cite(catalogue(), known))} ({row.obligation})" if known else row.obligation


SOURCES = {
    source.key: source
    for source in (
        Source(
            key="tasks",
            kind=kinds.TASKS,
            due=lambda rows: rows.filter(state__in=OPEN_STATES).annotate(due_day=F("due_on")),
            name=kinds.TASKS.name,
            what=Text("任务", "task"),
        ),
        Source(
            key="requests",
            kind=kinds.REQUESTS,
            due=lambda rows: rows.filter(state="open").annotate(due_day=F("due_on")),
            name=kinds.REQUESTS.name,
            what=Text("请求提交的证据", "evidence requested"),
            owned_by="asked_of",
            owner=lambda row: row.asked_of,
        ),
        Source(
            key="evidence",
            kind=kinds.EVIDENCE,
            due=lambda rows: rows.filter(state="current").annotate(due_day=F("valid_until")),
            name=Text("证据到期", "Evidence that expires"),
            what=Text("证据到期", "evidence expires"),
        ),
        Source(
            key="filings",
            kind=kinds.FILINGS,
            due=_filings,
            name=kinds.FILINGS.name,
            what=Text("备案或登记到期", "filing expires"),
            owned_by="subject__owner",
            sorts="number",
            title=lambda row: kinds.filed(
                row.procedure, row.number, row.subject and row.subject.name
            ),
            owner=lambda row: row.subject and row.subject.owner,
            other=lambda row: RENEWAL if row.due_day == row.renewal_on else None,
        ),
        Source(
            key="controls",
            kind=kinds.CONTROLS,
            due=_controls,
            name=Text("控制措施评审", "Reviews of controls"),
            what=Text("控制措施评审", "review of a control"),
        ),
        Source(
            key="obligations",
            kind=kinds.OBLIGATIONS,
            due=lambda rows: rows.annotate(due_day=F("review_on")),
            name=Text("义务评审", "Reviews of obligations"),
            what=Text("义务评审", "review of an obligation"),
            sorts="obligation",
            title=cited,
        ),
    )
}
