"""Pages of filings and registrations."""

import uuid

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hegui.common.errors import HeguiError
from hegui.server.inventory.forms import FilingForm, ReasonForm, words
from hegui.server.inventory.rules import FILING_STATUSES, filing_kinds
from hegui.server.inventory.selectors import filing_get, filing_list
from hegui.server.inventory.services import filing_change, filing_create, filing_remove
from hegui.server.inventory.services.filings import may_change
from hegui.server.inventory.views.going import go
from hegui.server.inventory.words import FilingView
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.once import once

CHANGE = "inventory.change"


def listing() -> Listing:
    """Return what the list of filings offers."""
    kinds = words({key: row.title for key, row in filing_kinds().items()})
    return Listing(
        columns=[
            Column(name="kind", title=say_lazy("种类", "Kind"), order="procedure"),
            Column(name="number", title=say_lazy("编号", "Number"), order="number"),
            Column(name="subject", title=say_lazy("对象", "Subject"), order="subject__name"),
            Column(name="status", title=say_lazy("状态", "State"), order="status"),
            Column(name="granted", title=say_lazy("取得日期", "Granted"), order="granted_on"),
            Column(name="expires", title=say_lazy("有效期至", "Valid until"), order="expires_on"),
            Column(name="due", title=say_lazy("到期", "Due"), order="renewal_on"),
        ],
        filters=[
            Filter(
                name="kind",
                title=say_lazy("种类", "Kind"),
                choices=kinds,
                select=lambda value: Q(procedure=value),
            ),
            Filter(
                name="status",
                title=say_lazy("状态", "State"),
                choices=words(FILING_STATUSES),
                select=lambda value: Q(status=value),
            ),
        ],
        search=["number", "authority", "subject__name"],
        order="expires_on",
    )


@page("inventory.view")
def filing_list_page(request: Request) -> HttpResponse:
    """List all filings, what runs out first."""
    shown = listing().page(filing_list(viewer=request.viewer), request.GET)
    shown.rows[:] = [FilingView(row) for row in shown.rows]
    context = {
        "list": shown,
        "row_template": "inventory/filing_row.html",
        "empty_template": "inventory/filing_empty.html",
        "may_change": request.viewer.may(CHANGE),
    }
    return render(request, "inventory/filings.html", context)


@page(CHANGE)
@once
def filing_new_page(request: Request) -> HttpResponseBase:
    """Record a filing."""
    initial = {name: request.GET[name] for name in ("subject", "procedure") if name in request.GET}
    form = FilingForm(request.POST or None, viewer=request.viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            filing_create(acting_user=request.viewer, **form.changes())
            return go(request, "filings")
        except HeguiError as error:
            form.refuse(error)
    return _form(request, form, say("登记备案或许可", "Record a filing or licence"), "../")


@page(CHANGE)
@once
def filing_edit_page(request: Request, filing: uuid.UUID) -> HttpResponseBase:
    """Change a filing."""
    found = filing_get(viewer=request.viewer, filing=filing)
    may_change(request.viewer, found.subject)
    form = FilingForm(request.POST or None, viewer=request.viewer, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            filing_change(
                acting_user=request.viewer,
                filing=found,
                changes=form.changes(),
                expected=form.expected,
            )
            return go(request, "filings")
        except HeguiError as error:
            form.refuse(error)
    return _form(
        request, form, say("修改备案", "Edit the filing"), "../../", FilingView(found).warning
    )


@page(CHANGE)
@once
def filing_remove_page(request: Request, filing: uuid.UUID) -> HttpResponseBase:
    """Delete a filing recorded by mistake."""
    found = filing_get(viewer=request.viewer, filing=filing)
    may_change(request.viewer, found.subject)
    form = ReasonForm(request.POST or None, record=found)
    if request.method == "POST" and form.is_valid():
        filing_remove(acting_user=request.viewer, filing=found, reason=form.cleaned_data["reason"])
        return go(request, "filings")
    return _form(request, form, say("删除备案记录", "Delete the filing"), "../edit/")


def _form(request: Request, form: object, title: str, back: str, lead: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "lead": lead}
    return render(request, "pages/form.html", context)
