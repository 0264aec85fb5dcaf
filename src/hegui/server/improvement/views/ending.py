"""Closing, accepting, giving up and reopening tasks; one's own notices."""

import uuid
from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from hegui.common.errors import HeguiError
from hegui.server.improvement.forms import CloseForm, WhyForm
from hegui.server.improvement.links import task_href
from hegui.server.improvement.models import Task
from hegui.server.improvement.selectors import notice_list, task_get
from hegui.server.improvement.services import (
    notices_read,
    task_accept,
    task_cancel,
    task_close,
    task_reopen,
)
from hegui.server.pages.access import Request, page
from hegui.server.pages.cut import cut
from hegui.server.pages.forms import RecordForm
from hegui.server.pages.language import say
from hegui.server.pages.once import once

CHANGE = "tasks.change"


@page(CHANGE)
@once
def task_close_page(request: Request, task: uuid.UUID) -> HttpResponseBase:
    """Close a task with its proof."""
    found = _task(request, task)
    form = CloseForm(request.POST or None, viewer=request.viewer, record=found)

    def close() -> object:
        return task_close(
            acting_user=request.viewer,
            task=found,
            proof=form.chosen,
            reason=form.cleaned_data["reason"],
            expected=form.expected,
        )

    lead = found.closing_condition and say(
        "完成标准：{what}", "Done when: {what}", what=found.closing_condition
    )
    return _step(request, found, form, close, say("关闭任务", "Close the task"), lead)


@page(CHANGE)
@once
def task_cancel_page(request: Request, task: uuid.UUID) -> HttpResponseBase:
    """Give a task up."""
    return _with_reason(request, task, task_cancel, say("取消任务", "Cancel the task"))


@page(CHANGE)
@once
def task_reopen_page(request: Request, task: uuid.UUID) -> HttpResponseBase:
    """Open a closed task again."""
    return _with_reason(request, task, task_reopen, say("重新打开任务", "Reopen the task"))


@page(CHANGE)
@once
def task_accept_page(request: Request, task: uuid.UUID) -> HttpResponseBase:
    """Accept what somebody else closed."""
    return _with_reason(request, task, task_accept, say("验收任务", "Accept the task"))


@page("organisation.view")
def notices_page(request: Request) -> HttpResponseBase:
    """Show one's own notices; a POST marks all as read."""
    if request.method == "POST":
        notices_read(request.user)
        org = request.viewer.organisation.slug
        return HttpResponseRedirect(reverse("improvement:notices", kwargs={"org": org}))
    rows = cut(notice_list(user=request.user), 100)
    return render(request, "improvement/notices.html", {"notices": rows})


def _task(request: Request, task: uuid.UUID) -> Task:
    found = task_get(viewer=request.viewer, task=task)
    request.viewer.require(CHANGE, found)
    return found


def _with_reason(
    request: Request, task: uuid.UUID, service: Callable[..., Task], title: str
) -> HttpResponseBase:
    found = _task(request, task)
    form = WhyForm(request.POST or None, record=found)

    def end() -> object:
        reason = form.cleaned_data["reason"]
        return service(
            acting_user=request.viewer, task=found, reason=reason, expected=form.expected
        )

    return _step(request, found, form, end, title)


def _step(
    request: Request,
    task: Task,
    form: RecordForm,
    step: Callable[[], object],
    title: str,
    lead: str = "",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            step()
            return HttpResponseRedirect(task_href(task))
        except HeguiError as error:
            form.refuse(error)
    title = f"{title}: {task.title}"
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "back": "../",
        "button": say("确定", "OK"),
    }
    return render(request, "pages/form.html", context)
