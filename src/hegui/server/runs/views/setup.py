"""Projects, targets and schedules."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hegui.common.errors import HeguiError
from hegui.server.core.errors import NotFoundError
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language, said, say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.once import once
from hegui.server.runs.forms import ProjectForm, ScheduleForm, target_form
from hegui.server.runs.models import Target
from hegui.server.runs.selectors import (
    project_get,
    project_list,
    schedule_get,
    schedule_list,
    target_get,
    target_list,
)
from hegui.server.runs.services import (
    project_change,
    project_create,
    schedule_change,
    schedule_create,
    target_change,
    target_create,
    target_test,
)
from hegui.server.runs.views.rights import rights
from hegui.server.runs.words import TARGETS, choices

TARGET_LISTING = Listing(
    columns=[
        Column(name="name", title=say_lazy("名称", "Name"), order="name"),
        Column(name="type", title=say_lazy("种类", "Kind"), order="type"),
        Column(name="subject", title=say_lazy("对象", "Subject")),
        Column(name="where", title=say_lazy("位置", "Where")),
        Column(name="active", title=say_lazy("状态", "State"), order="active"),
    ],
    filters=[
        Filter(
            name="type",
            title=say_lazy("种类", "Kind"),
            choices=choices(TARGETS),
            select=lambda value: Q(type=value),
        )
    ],
    search=["name", "key"],
    order="name",
)
SCHEDULE_LISTING = Listing(
    columns=[
        Column(name="title", title=say_lazy("名称", "Title"), order="title"),
        Column(name="project", title=say_lazy("项目", "Project")),
        Column(name="often", title=say_lazy("时间", "When")),
        Column(name="next", title=say_lazy("下次", "Next"), order="next_at"),
        Column(name="last", title=say_lazy("上次", "Last"), order="last_at"),
    ],
    search=["title"],
    order="title",
)
PROJECT_LISTING = Listing(
    columns=[
        Column(name="title", title=say_lazy("名称", "Title"), order="title"),
        Column(name="source", title=say_lazy("声明", "Declaration"), order="source"),
        Column(name="folder", title=say_lazy("文件夹", "Folder")),
        Column(name="active", title=say_lazy("状态", "State"), order="active"),
    ],
    search=["title"],
    order="title",
)


@page("runs.view")
def project_list_page(request: Request) -> HttpResponse:
    """List the projects."""
    shown = PROJECT_LISTING.page(project_list(viewer=request.viewer), request.GET)
    return render(
        request,
        "runs/projects.html",
        {"list": shown, "row_template": "runs/project_row.html", **rights(request)},
    )


@page("runs.configure")
@once
def project_new_page(request: Request) -> HttpResponseBase:
    """Create a project."""
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            project_create(acting_user=request.viewer, **form.changes())
            return redirect("runs:projects", org=request.viewer.organisation.slug)
        except HeguiError as error:
            form.refuse(error)
    title = say("新建项目", "New project")
    return render(request, "pages/form.html", {"form": form, "title": title, "back": "../"})


@page("runs.configure")
def project_edit_page(request: Request, project: uuid.UUID) -> HttpResponseBase:
    """Change a project."""
    found = project_get(viewer=request.viewer, project=project)
    form = ProjectForm(request.POST or None, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            project_change(
                acting_user=request.viewer,
                project=found,
                changes=form.changes(),
                expected=form.expected,
            )
            return redirect("runs:projects", org=request.viewer.organisation.slug)
        except HeguiError as error:
            form.refuse(error)
    return render(
        request, "pages/form.html", {"form": form, "title": found.title, "back": "../../"}
    )


@page("runs.view")
def target_list_page(request: Request) -> HttpResponse:
    """List the targets."""
    shown = TARGET_LISTING.page(target_list(viewer=request.viewer), request.GET)
    own = {"kinds": [(key, said(text)) for key, text in TARGETS.items()], **rights(request)}
    return render(
        request,
        "runs/targets.html",
        {"list": shown, "row_template": "runs/target_row.html", **own},
    )


@page("runs.configure")
@once
def target_new_page(request: Request, kind: str) -> HttpResponseBase:
    """Create a target of a kind."""
    if kind not in TARGETS:
        raise NotFoundError(what=kind)
    form = target_form(kind)(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            made = target_create(acting_user=request.viewer, type=kind, **form.changes())
            return redirect("runs:target", org=request.viewer.organisation.slug, target=made.pk)
        except HeguiError as error:
            form.refuse(error)
    title = say("新建目标：{kind}", "New target: {kind}", kind=said(TARGETS[kind]))
    return render(request, "pages/form.html", {"form": form, "title": title, "back": "../../"})


@page("runs.view")
def target_page(request: Request, target: uuid.UUID) -> HttpResponse:
    """Show a target."""
    return shown_target(request, target_get(viewer=request.viewer, target=target))


def shown_target(
    request: Request, target: Target, tried: dict[str, Any] | None = None
) -> HttpResponse:
    """Show a target and, where it was tried, how that went."""
    may = request.viewer.may("runs.configure", target)
    text = tried and tried[language()]
    shown = {"target": target, "may_configure": may, "tried": tried, "tried_text": text}
    return render(request, "runs/target.html", shown)


@page("runs.configure")
def target_test_page(request: Request, target: uuid.UUID) -> HttpResponse:
    """Try a target now."""
    found = target_get(viewer=request.viewer, target=target)
    return shown_target(request, found, target_test(acting_user=request.viewer, target=found))


target_test_view = require_POST(target_test_page)


@page("runs.configure")
def target_edit_page(request: Request, target: uuid.UUID) -> HttpResponseBase:
    """Change a target."""
    found = target_get(viewer=request.viewer, target=target)
    form = target_form(found.type)(request.POST or None, viewer=request.viewer, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            target_change(
                acting_user=request.viewer,
                target=found,
                changes=form.changes(),
                expected=form.expected,
            )
            return redirect("runs:target", org=request.viewer.organisation.slug, target=found.pk)
        except HeguiError as error:
            form.refuse(error)
    return render(request, "pages/form.html", {"form": form, "title": found.name, "back": "../"})


@page("runs.view")
def schedule_list_page(request: Request) -> HttpResponse:
    """List the schedules."""
    shown = SCHEDULE_LISTING.page(schedule_list(viewer=request.viewer), request.GET)
    return render(
        request,
        "runs/schedules.html",
        {"list": shown, "row_template": "runs/schedule_row.html", **rights(request)},
    )


@page("runs.configure")
@once
def schedule_new_page(request: Request) -> HttpResponseBase:
    """Create a schedule."""
    form = ScheduleForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            schedule_create(acting_user=request.viewer, **form.changes())
            return redirect("runs:schedules", org=request.viewer.organisation.slug)
        except HeguiError as error:
            form.refuse(error)
    title = say("新建计划", "New schedule")
    return render(request, "pages/form.html", {"form": form, "title": title, "back": "../"})


@page("runs.configure")
def schedule_edit_page(request: Request, schedule: uuid.UUID) -> HttpResponseBase:
    """Change a schedule."""
    found = schedule_get(viewer=request.viewer, schedule=schedule)
    form = ScheduleForm(request.POST or None, viewer=request.viewer, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            schedule_change(
                acting_user=request.viewer,
                schedule=found,
                changes=form.changes(),
                expected=form.expected,
            )
            messages.success(request, say("已保存。", "Saved."))
            return redirect("runs:schedules", org=request.viewer.organisation.slug)
        except HeguiError as error:
            form.refuse(error)
    return render(
        request, "pages/form.html", {"form": form, "title": found.title, "back": "../../"}
    )
