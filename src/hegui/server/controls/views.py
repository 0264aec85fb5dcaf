"""Pages of controls."""

import uuid

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hegui.common.dates import today
from hegui.common.errors import HeguiError
from hegui.server.controls.forms import ControlForm
from hegui.server.controls.hooks import (
    evidence_add_link,
    evidence_counts,
    evidence_lines,
    evidence_tally,
)
from hegui.server.controls.models import Control, ControlLink
from hegui.server.controls.selectors import control_get, control_list
from hegui.server.controls.services import control_change, control_create
from hegui.server.core.rules import catalogue
from hegui.server.pages.access import Request, page
from hegui.server.pages.history import history_for
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.once import once
from hegui.server.pages.words import CONTROL_STATES

YES, NO = ("yes", say_lazy("是", "yes")), ("no", say_lazy("否", "no"))


def _linked(yes: bool) -> Q:
    linked = Q(pk__in=ControlLink.objects.order_by().values("control"))
    return linked if yes else ~linked


LISTING = Listing(
    columns=[
        Column(name="title", title=say_lazy("名称", "Title"), order="title"),
        Column(name="owner", title=say_lazy("责任人", "Owner")),
        Column(name="status", title=say_lazy("状态", "State"), order="status"),
        Column(name="rows", title=say_lazy("义务 / 条款", "Obligations / clauses")),
        Column(name="evidence", title=say_lazy("证据", "Evidence"), number=True),
        Column(name="review", title=say_lazy("下次评审", "Next review"), order="review_on"),
    ],
    filters=[
        Filter(
            name="status",
            title=say_lazy("状态", "State"),
            choices=list(CONTROL_STATES.items()),
            select=lambda value: Q(status=value),
        ),
        Filter(
            name="linked",
            title=say_lazy("已对应义务或条款", "Covers an obligation or clause"),
            choices=[YES, NO],
            select=lambda value: _linked(value == "yes"),
        ),
        Filter(
            name="overdue",
            title=say_lazy("评审逾期", "Review overdue"),
            choices=[YES],
            select=lambda value: Q(review_on__lt=today()),
        ),
    ],
    search=["title", "description"],
    order="title",
)


@page("controls.view")
def control_list_page(request: Request) -> HttpResponse:
    """List the controls."""
    shown = LISTING.page(control_list(viewer=request.viewer), request.GET)
    keys = [str(row.pk) for row in shown.rows]
    context = {
        "list": shown,
        "row_template": "controls/row.html",
        "empty_template": "controls/empty.html",
        "evidence": evidence_counts(request.viewer, "control", keys),
        "may_change": request.viewer.may("controls.change"),
    }
    return render(request, "controls/list.html", context)


@page("controls.view")
def control_page(request: Request, control: uuid.UUID) -> HttpResponse:
    """Show one control, what it answers, its evidence and its history."""
    found = control_get(viewer=request.viewer, control=control)
    rules, key = catalogue(), str(found.pk)
    context = {
        "control": found,
        "obligations": [rules.obligations.get(row, row) for row in found.obligations],
        "clauses": [rules.clauses.get(row, row) for row in found.clauses],
        "evidence": evidence_lines(request.viewer, "control", key),
        "evidence_tally": evidence_tally(request.viewer, "control", key),
        "add_evidence": evidence_add_link(request.viewer, "control", key),
        "history": history_for(request.viewer, found),
        "may_change": request.viewer.may("controls.change", found),
    }
    return render(request, "controls/detail.html", context)


def _shown(request: Request, control: Control) -> HttpResponseBase:
    slug = request.viewer.organisation.slug
    return redirect("controls:detail", org=slug, control=control.pk)


@page("controls.change")
@once
def control_new_page(request: Request) -> HttpResponseBase:
    """Create a control; the address may name what it answers (`?obligation=…`)."""
    asked = {
        "obligations": request.GET.getlist("obligation"),
        "clauses": request.GET.getlist("clause"),
        "status": "active",
    }
    form = ControlForm(request.POST or None, viewer=request.viewer, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            return _shown(request, control_create(acting_user=request.viewer, **form.changes()))
        except HeguiError as error:
            form.refuse(error)
    title = say("新建控制措施", "New control")
    return render(request, "controls/form.html", {"form": form, "title": title, "back": "../"})


@page("controls.change")
@once
def control_edit_page(request: Request, control: uuid.UUID) -> HttpResponseBase:
    """Change a control; somebody else's change in the meantime is shown, nothing is lost."""
    found = control_get(viewer=request.viewer, control=control)
    form = ControlForm(request.POST or None, viewer=request.viewer, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            changed = control_change(
                acting_user=request.viewer,
                control=found,
                changes=form.changes(),
                expected=form.expected,
            )
            return _shown(request, changed)
        except HeguiError as error:
            form.refuse(error)
    title = say("修改控制措施", "Edit the control")
    return render(request, "controls/form.html", {"form": form, "title": title, "back": "../"})
