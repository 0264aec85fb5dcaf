"""Pages of saved views: save the filters of a list, remove them."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from hegui.common.errors import HeguiError
from hegui.server.pages.access import Request, page
from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.once import once
from hegui.server.pages.saved import view_get, view_remove, view_save

LEAD = (
    "把列表现在的筛选与排序存成一个名字，下次一点就回来。同名的会被替换。",
    "Keep the filters and order of the list under a name, to pick them again. One of the same "
    "name is replaced.",
)


class ViewForm(PageForm):
    """A name for the filters of a list."""

    name = forms.CharField(label=say_lazy("名称", "Name"), max_length=60)
    shared = forms.BooleanField(
        label=say_lazy("与本组织的人共用", "Share with everybody in the organisation"),
        required=False,
    )
    path = forms.CharField(widget=forms.HiddenInput, max_length=300)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)


@page("organisation.view")
@once
def save_page(request: Request) -> HttpResponseBase:
    """Save the filters of a list under a name."""
    initial = {name: request.GET.get(name, "") for name in ("path", "query")}
    form = ViewForm(request.POST or None, initial=initial)
    if not request.viewer.inside:
        del form.fields["shared"]
    if request.method == "POST" and form.is_valid():
        try:
            made = view_save(acting_user=request.viewer, **form.changes())
            messages.success(request, say("已存为“{name}”。", "Saved as “{name}”.", name=made.name))
            return redirect(f"/o/{request.viewer.organisation.slug}/{made.place}?{made.query}")
        except HeguiError as error:
            form.refuse(error)
    shown = {"form": form, "title": say("保存视图", "Save a view"), "lead": say(*LEAD)}
    return render(request, "pages/form.html", shown)


@page("organisation.view")
@once
def remove_page(request: Request, view: uuid.UUID) -> HttpResponseBase:
    """Remove a saved view, after asking."""
    found = view_get(viewer=request.viewer, view=view)
    if request.method == "POST":
        view_remove(acting_user=request.viewer, view=found)
        messages.success(request, say("已删除“{name}”。", "“{name}” was removed.", name=found.name))
        return redirect(f"/o/{request.viewer.organisation.slug}/{found.place}")
    return render(request, "pages/view_remove.html", {"saved": found, "form": PageForm()})
