"""Where days come from: one source for each kind of record that can be due."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Least
from django.urls import reverse

from hegui.catalogue.citation import cite
from hegui.common.text import Text
from hegui.server.controls.selectors import control_list
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.selectors import item_list, request_list
from hegui.server.improvement.models import OPEN_STATES
from hegui.server.improvement.selectors import task_list
from hegui.server.inventory.rules import filing_kinds
from hegui.server.inventory.selectors import filing_list
from hegui.server.obligations.selectors import entry_list
from hegui.server.pages.language import said

ENDED = ("refused", "cancelled")
"""Filings in these states are not in force: nothing of them is due."""
RENEWAL = Text("备案或登记须续期", "filing to be renewed")


def titled(row: Any) -> str:
    """Return the title of a record."""
    return str(row)


def owned(row: Any) -> Any:
    """Return the owner of a record."""
    return row.owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of thing with a day. `rows` gives the records as one viewer may see them.

    They carry `due_day`. `owned_by` and `sorts` are the fields of the owner and of the title.
    """

    key: str
    name: Text
    what: Text
    permission: str
    rows: Callable[[Viewer], QuerySet[Any]]
    route: str
    argument: str
    owned_by: str = "owner"
    sorts: str = "title"
    value: Callable[[Any], Any] = lambda row: row.pk
    title: Callable[[Any], str] = titled
    owner: Callable[[Any], Any] = owned
    other: Callable[[Any], Text | None] = lambda row: None

    def said_of(self, row: Any) -> Text:
        """Return what is due about a row."""
        return self.other(row) or self.what

    def href(self, viewer: Viewer, row: Any) -> str:
        """Return where a row is shown; what has no page of its own leads to its list."""
        value, org = self.value(row), viewer.organisation.slug
        if value is None:
            return reverse("inventory:filings", kwargs={"org": org})
        return reverse(self.route, kwargs={"org": org, self.argument: value})


def _tasks(viewer: Viewer) -> QuerySet[Any]:
    return task_list(viewer=viewer).filter(state__in=OPEN_STATES).annotate(due_day=F("due_on"))


def _requests(viewer: Viewer) -> QuerySet[Any]:
    return request_list(viewer=viewer).filter(state="open").annotate(due_day=F("due_on"))


def _evidence(viewer: Viewer) -> QuerySet[Any]:
    return item_list(viewer=viewer).filter(state="current").annotate(due_day=F("valid_until"))


def _filings(viewer: Viewer) -> QuerySet[Any]:
    """Return the filings in force with the earlier of renewal and expiry."""
    first = Least("renewal_on", "expires_on")
    rows = filing_list(viewer=viewer).select_related("subject__owner").exclude(status__in=ENDED)
    return rows.annotate(due_day=Coalesce(first, "renewal_on", "expires_on"))


def _controls(viewer: Viewer) -> QuerySet[Any]:
    rows = control_list(viewer=viewer).prefetch_related(None).exclude(status="retired")
    return rows.annotate(due_day=F("review_on"))


def _obligations(viewer: Viewer) -> QuerySet[Any]:
    return entry_list(viewer=viewer).annotate(due_day=F("review_on"))


def cited(row: Any) -> str:
    """Return where an obligation stands; one that the catalogue lost keeps its id."""
    known = catalogue().obligations.get(row.obligation)
    return f"{said(cite(catalogue(), known))} ({row.obligation})" if known else row.obligation


def filed(row: Any) -> str:
    """Return which filing it is, and about what."""
    about = f" · {row.subject.name}" if row.subject else ""
    kind = filing_kinds().get(row.procedure)
    return f"{said(kind.title) if kind else row.procedure} {row.number}".strip() + about


SOURCES = {
    source.key: source
    for source in (
        Source(
            key="tasks",
            name=Text("任务", "Tasks"),
            what=Text("任务", "task"),
            permission="tasks.view",
            rows=_tasks,
            route="improvement:detail",
            argument="task",
        ),
        Source(
            key="requests",
            name=Text("请求提交的证据", "Evidence requested"),
            what=Text("请求提交的证据", "evidence requested"),
            permission="evidence.view",
            rows=_requests,
            route="evidence:request",
            argument="request_id",
            owned_by="asked_of",
            title=lambda row: row.title,
            owner=lambda row: row.asked_of,
        ),
        Source(
            key="evidence",
            name=Text("证据到期", "Evidence that expires"),
            what=Text("证据到期", "evidence expires"),
            permission="evidence.view",
            rows=_evidence,
            route="evidence:detail",
            argument="item",
            title=lambda row: row.title,
        ),
        Source(
            key="filings",
            name=Text("备案与登记", "Filings"),
            what=Text("备案或登记到期", "filing expires"),
            permission="inventory.view",
            rows=_filings,
            route="inventory:detail",
            argument="subject",
            owned_by="subject__owner",
            sorts="number",
            value=lambda row: row.subject_id,
            title=filed,
            owner=lambda row: row.subject and row.subject.owner,
            other=lambda row: RENEWAL if row.due_day == row.renewal_on else None,
        ),
        Source(
            key="controls",
            name=Text("控制措施评审", "Reviews of controls"),
            what=Text("控制措施评审", "review of a control"),
            permission="controls.view",
            rows=_controls,
            route="controls:detail",
            argument="control",
        ),
        Source(
            key="obligations",
            name=Text("义务评审", "Reviews of obligations"),
            what=Text("义务评审", "review of an obligation"),
            permission="obligations.view",
            rows=_obligations,
            route="obligations:detail",
            argument="obligation",
            sorts="obligation",
            value=lambda row: row.obligation,
            title=cited,
        ),
    )
}
