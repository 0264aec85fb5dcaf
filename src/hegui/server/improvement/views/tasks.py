"""The list of tasks, one task, making and changing it."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from hegui.common.dates import today
from hegui.common.errors import HeguiError
from hegui.server.improvement.forms import TaskForm
from hegui.server.improvement.hooks import Proof, Source, find_proof, find_source
from hegui.server.improvement.links import task_href
from hegui.server.improvement.models import OPEN_STATES, OpenFirst, Task
from hegui.server.improvement.selectors import SOON, task_get, task_list
from hegui.server.improvement.services import task_change, task_create
from hegui.server.improvement.words import PRIORITIES, STATES
from hegui.server.pages.access import Request, page
from hegui.server.pages.history import history_for
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.once import once

LATE = Q(state__in=OPEN_STATES)


def _when(value: str) -> Q:
    day = today()
    late = LATE & Q(due_on__lt=day)
    return late if value == "overdue" else LATE & Q(due_on__gte=day, due_on__lte=day + SOON)


LISTING = Listing(
    columns=[
        Column(name="title", title=say_lazy("任务", "Task"), order="title"),
        Column(name="source", title=say_lazy("来源", "Source")),
        Column(name="owner", title=say_lazy("责任人", "Owner")),
        Column(name="due", title=say_lazy("期限", "Due"), order="due_on"),
        Column(name="priority", title=say_lazy("优先级", "Priority"), order="priority"),
        Column(name="state", title=say_lazy("状态", "State"), order="state"),
    ],
    filters=[
        Filter(
            name="state",
            title=say_lazy("状态", "State"),
            choices=[
                ("all_open", say_lazy("未完成", "not done")),
                *((key, say_lazy(text.zh, text.en)) for key, text in STATES.items()),
            ],
            select=lambda value: LATE if value == "all_open" else Q(state=value),
        ),
        Filter(
            name="due",
            title=say_lazy("期限", "Due"),
            choices=[
                ("overdue", say_lazy("已逾期", "overdue")),
                ("soon", say_lazy("七天内", "within a week")),
            ],
            select=_when,
        ),
        Filter(
            name="priority",
            title=say_lazy("优先级", "Priority"),
            choices=[(str(key), say_lazy(t.zh, t.en)) for key, t in PRIORITIES.items()],
            select=lambda value: Q(priority=int(value)),
        ),
    ],
    search=["title", "description", "source_ref", "source_title"],
    order="first",
)


@page("tasks.view")
def task_list_page(request: Request) -> HttpResponse:
    """List the tasks: one's own or all; what is overdue stands first."""
    everybody = request.GET.get("who") != "mine"
    rows = task_list(viewer=request.viewer)
    if not everybody:
        rows = rows.filter(owner=request.user)
    shown = LISTING.page(_open_first(rows), request.GET)
    context = {
        "list": shown,
        "everybody": everybody,
        "row_template": "improvement/row.html",
        "empty_template": "improvement/empty.html",
        "may_change": request.viewer.may("tasks.change"),
    }
    return render(request, "improvement/list.html", context)


def _open_first(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Add what the list is ordered by: open tasks by their day, then those without, then closed."""
    return rows.annotate(first=OpenFirst())


@page("tasks.view")
def task_page(request: Request, task: uuid.UUID) -> HttpResponse:
    """Show one task with its history."""
    found = task_get(viewer=request.viewer, task=task)
    context = {
        "task": found,
        "proof": _proof(request, found),
        "history": history_for(request.viewer, found),
        "may_change": request.viewer.may("tasks.change", found),
    }
    return render(request, "improvement/detail.html", context)


def _proof(request: Request, task: Task) -> list[Proof]:
    """Return the proof that the viewer may see; ids that nobody can name stay ids."""
    ids = [uuid.UUID(one) for one in task.proof]
    found = find_proof(request.viewer, ids)
    return [Proof(one, str(one), "") for one in ids] if found is None else found


@page("tasks.change")
@once
def task_new_page(request: Request) -> HttpResponseBase:
    """Create a task, from a source that the address names (`?source=clause:C-01`) or from nothing."""
    source = _source(request)
    initial = source._asdict() if source else {}
    form = TaskForm(request.POST or None, viewer=request.viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            where = _source_fields(source)
            made = task_create(acting_user=request.viewer, **form.changes(), **where)
            return HttpResponseRedirect(task_href(made))
        except HeguiError as error:
            form.refuse(error)
    lead = say("来源：{title}", "Source: {title}", title=source.title) if source else ""
    title = say("新建任务", "New task")
    return render(
        request, "pages/form.html", {"form": form, "title": title, "lead": lead, "back": "../"}
    )


def _source(request: Request) -> Source | None:
    """Return the source that the address names and the viewer may see."""
    kind, _, ref = request.GET.get("source", "").partition(":")
    if not ref or len(kind) > 20 or len(ref) > 120 or "\0" in kind + ref:
        return None
    return find_source(request.viewer, kind, ref)


def _source_fields(source: Source | None) -> dict[str, Any]:
    if source is None:
        return {}
    return {
        "source_kind": source.kind,
        "source_ref": source.ref,
        "source_title": source.title[:200],
        "source_href": source.href,
    }


@page("tasks.change")
@once
def task_edit_page(request: Request, task: uuid.UUID) -> HttpResponseBase:
    """Change a task; somebody else's change in the meantime is shown, nothing is lost."""
    found = task_get(viewer=request.viewer, task=task)
    request.viewer.require("tasks.change", found)
    form = TaskForm(request.POST or None, viewer=request.viewer, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            task_change(
                acting_user=request.viewer,
                task=found,
                changes=form.changes(),
                expected=form.expected,
            )
            return HttpResponseRedirect(task_href(found))
        except HeguiError as error:
            form.refuse(error)
    title = say("修改任务", "Edit the task")
    return render(request, "pages/form.html", {"form": form, "title": title, "back": "../"})
