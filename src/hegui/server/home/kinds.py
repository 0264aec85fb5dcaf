"""The kinds of records that search finds and that have days: rows, rights, pages. One table."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hegui.common.text import Text
from hegui.server.accounts.selectors import people_list
from hegui.server.assessments.selectors import assessment_list
from hegui.server.controls.selectors import control_list
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.selectors import item_list, request_list
from hegui.server.improvement.selectors import task_list
from hegui.server.inventory.rules import filing_kinds
from hegui.server.inventory.selectors import filing_list, subject_list
from hegui.server.obligations.selectors import entry_list, law_text_list
from hegui.server.pages.language import said
from hegui.server.runs.selectors import run_list


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record: how it is called, who may see it, its page and its list.

    `rows` gives the records as one viewer may see them; `key` is the field that its page is asked
    for by. What has no page of its own leads to its list.
    """

    name: Text
    permission: str
    rows: Callable[..., QuerySet[Any]]
    route: str
    argument: str
    listed: str
    key: str = "pk"

    def href(self, viewer: Viewer, value: Any) -> str:
        """Return where one record is shown."""
        if value in (None, ""):
            return self.list_href(viewer)
        return reverse(self.route, kwargs={"org": viewer.organisation.slug, self.argument: value})

    def list_href(self, viewer: Viewer) -> str:
        """Return where all of them are listed."""
        return reverse(self.listed, kwargs={"org": viewer.organisation.slug})


def filed(procedure: str, number: str, subject: str | None) -> str:
    """Return which filing it is, and about what."""
    kind = filing_kinds().get(procedure)
    about = f" · {subject}" if subject else ""
    return f"{said(kind.title) if kind else procedure} {number}".strip() + about


SUBJECTS = Kind(
    name=Text("对象", "Inventory"),
    permission="inventory.view",
    rows=subject_list,
    route="inventory:detail",
    argument="subject",
    listed="inventory:list",
)
FILINGS = Kind(
    name=Text("备案与登记", "Filings"),
    permission="inventory.view",
    rows=filing_list,
    route="inventory:detail",
    argument="subject",
    listed="inventory:filings",
    key="subject_id",
)
EVIDENCE = Kind(
    name=Text("证据", "Evidence"),
    permission="evidence.view",
    rows=item_list,
    route="evidence:detail",
    argument="item",
    listed="evidence:list",
)
REQUESTS = Kind(
    name=Text("请求提交的证据", "Evidence requested"),
    permission="evidence.view",
    rows=request_list,
    route="evidence:request",
    argument="request_id",
    listed="evidence:requests",
)
TEXTS = Kind(
    name=Text("法律文本", "Texts of laws"),
    permission="obligations.view",
    rows=law_text_list,
    route="obligations:text",
    argument="law",
    listed="obligations:texts",
)
OBLIGATIONS = Kind(
    name=Text("义务", "Obligations"),
    permission="obligations.view",
    rows=entry_list,
    route="obligations:detail",
    argument="obligation",
    listed="obligations:list",
    key="obligation",
)
CONTROLS = Kind(
    name=Text("控制措施", "Controls"),
    permission="controls.view",
    rows=control_list,
    route="controls:detail",
    argument="control",
    listed="controls:list",
)
TASKS = Kind(
    name=Text("任务", "Tasks"),
    permission="tasks.view",
    rows=task_list,
    route="improvement:detail",
    argument="task",
    listed="improvement:list",
)
RUNS = Kind(
    name=Text("检查", "Runs"),
    permission="runs.view",
    rows=run_list,
    route="runs:detail",
    argument="run",
    listed="runs:list",
)
ASSESSMENTS = Kind(
    name=Text("评估", "Assessments"),
    permission="assessments.view",
    rows=assessment_list,
    route="assessments:detail",
    argument="assessment",
    listed="assessments:list",
)
PEOPLE = Kind(
    name=Text("人员", "People"),
    permission="people.view",
    rows=people_list,
    route="accounts:person",
    argument="person",
    listed="accounts:people",
)


def as_uuid(word: str) -> uuid.UUID | None:
    """Return the id that a word is, if it is one."""
    try:
        return uuid.UUID(word)
    except ValueError:
        return None
