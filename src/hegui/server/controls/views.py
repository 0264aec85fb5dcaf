"""Pages of controls."""

import uuid

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hegui.common.errors import HeguiError
from hegui.server.controls.forms import ControlForm
from hegui.server.controls.selectors import control_get, control_list
from hegui.server.controls.services import control_change, control_create
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.once import once
from hegui.server.pages.words import CONTROL_STATES

LISTING = Listing(
    columns=[
        Column(name="title", title=say_lazy("名称", "Title"), order="title"),
        Column(name="owner", title=say_lazy("责任人", "Owner")),
        Column(name="status", title=say_lazy("状态", "State"), order="status"),
        Column(name="review", title=say_lazy("下次评审", "Next review"), order="review_on"),
    ],
    filters=[
        Filter(
            name="status",
            title=say_lazy("状态", "State"),
            choices=list(CONTROL_STATES.items()),
            select=lambda value: Q(status=value),
        )
    ],
    search=["title", "description"],
    order="title",
)


@page("controls.view")
def control_list_page(request: Request) -> HttpResponse:
    """List the controls."""
    shown = LISTING.page(control_list(viewer=request.viewer), request.GET)
    return render(
        request, "controls/list.html", {"list": shown, "row_template": "controls/row.html"}
    )


@page("controls.view")
def control_page(request: Request, control: uuid.UUID) -> HttpResponse:
    """Show one control."""
    found = control_get(viewer=request.viewer, control=control)
    return render(request, "controls/detail.html", {"control": found})


@page("controls.change")
@once
def control_new_page(request: Request) -> HttpResponse:
    """Create a control."""
    form = ControlForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        made = control_create(acting_user=request.viewer, **form.changes())
        return redirect("controls:detail", org=request.viewer.organisation.slug, control=made.pk)
    title = say("新建控制措施", "New control")
    return render(request, "pages/form.html", {"form": form, "title": title})


@page("controls.change")
@once
def control_edit_page(request: Request, control: uuid.UUID) -> HttpResponse:
    """Change a control; somebody else's change in the meantime is shown, nothing is lost."""
    found = control_get(viewer=request.viewer, control=control)
    form = ControlForm(request.POST or None, viewer=request.viewer, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            control_change(
                acting_user=request.viewer,
                control=found,
                changes=form.changes(),
                expected=form.expected,
            )
            return redirect(
                "controls:detail", org=request.viewer.organisation.slug, control=control
            )
        except HeguiError as error:
            form.refuse(error)
    title = say("修改控制措施", "Change the control")
    return render(request, "pages/form.html", {"form": form, "title": title, "back": "."})
