"""Asking for evidence: the list, mine first; one request; asking, reminding, cancelling."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hegui.common.dates import today
from hegui.common.errors import HeguiError
from hegui.server.core.rules import catalogue
from hegui.server.evidence.forms import ReasonForm, RequestForm
from hegui.server.evidence.selectors import item_get, request_get, request_list
from hegui.server.evidence.services import request_cancel, request_create, request_remind
from hegui.server.evidence.targets import names_of
from hegui.server.evidence.views.common import form_page, pairs_of
from hegui.server.evidence.words import REQUEST_STATES
from hegui.server.pages.access import Request, page
from hegui.server.pages.history import history_for
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.once import once

COLUMNS = [
    Column(name="title", title=say_lazy("要求提交什么", "Requested"), order="title"),
    Column(name="asked_of", title=say_lazy("由谁提交", "Requested from")),
    Column(name="due", title=say_lazy("截止日期", "Due"), order="due_on"),
    Column(name="state", title=say_lazy("状态", "State")),
    Column(name="reminders", title=say_lazy("已提醒", "Reminders"), number=True),
]


def listing(user: uuid.UUID) -> Listing:
    """Return the list as one person may filter it."""
    mine = {"of": Q(asked_of=user), "by": Q(asked_by=user)}
    return Listing(
        columns=COLUMNS,
        filters=[
            Filter(
                name="state",
                title=say_lazy("状态", "State"),
                choices=[*REQUEST_STATES.items(), ("late", say_lazy("已逾期", "overdue"))],
                select=lambda v: Q(state="open", due_on__lt=today()) if v == "late" else Q(state=v),
            ),
            Filter(
                name="mine",
                title=say_lazy("与我有关", "Mine"),
                choices=[
                    ("of", say_lazy("要我提交的", "requested from me")),
                    ("by", say_lazy("我请求的", "requested by me")),
                ],
                select=lambda value: mine[value],
            ),
        ],
        search=["title"],
        order="due_on",
    )


@page("evidence.view")
def request_list_page(request: Request) -> HttpResponse:
    """List the requests."""
    shown = listing(request.user.pk).page(request_list(viewer=request.viewer), request.GET)
    parts = {
        "list": shown,
        "row_template": "evidence/request_row.html",
        "empty_template": "evidence/requests_empty.html",
        "may_ask": request.viewer.may("evidence.request"),
    }
    return render(request, "evidence/requests.html", parts)


@page("evidence.view")
def request_page(request: Request, request_id: uuid.UUID) -> HttpResponse:
    """Show one request and how to answer it."""
    viewer = request.viewer
    found = request_get(viewer=viewer, request=request_id)
    mine = found.asked_of_id == request.user.pk
    parts = {
        "asked": found,
        "type": catalogue().evidence_types.get(found.type),
        "targets": list(names_of(viewer, [(k, r) for k, r in found.targets]).values()),
        "overdue": found.state == "open" and found.due_on and found.due_on < today(),
        "history": history_for(viewer, found),
        "may_answer": found.state == "open"
        and viewer.may("evidence.add")
        and (mine or (viewer.may("evidence.change") and viewer.may("evidence.request", found))),
        "may_change": found.state == "open" and viewer.may("evidence.request", found),
    }
    return render(request, "evidence/request.html", parts)


@page("evidence.request")
@once
def request_new_page(request: Request) -> HttpResponse:
    """Ask for evidence; `?item=…` asks for the renewal of an item, `?link=…` prefills."""
    form = RequestForm(request.POST or None, viewer=request.viewer, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        fields = form.changes()
        links, item = pairs_of(fields.pop("links")), fields.pop("item")
        try:
            if item:
                fields["item"] = item_get(viewer=request.viewer, item=item)
            made = request_create(acting_user=request.viewer, targets=links, **fields)
            return _to(request, made.pk)
        except HeguiError as error:
            form.refuse(error)
    return form_page(request, form, say("请求提交证据", "Request evidence"))


def _initial(request: Request) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "links": ",".join(request.GET.getlist("link")),
        "type": request.GET.get("type", ""),
    }
    try:
        key = uuid.UUID(request.GET.get("item", ""))
    except ValueError:
        return initial
    item = item_get(viewer=request.viewer, item=key)
    links = ",".join(f"{row.to}:{row.ref}" for row in item.links.all()[:20])
    return initial | {
        "title": item.title,
        "type": item.type,
        "asked_of": item.owner_id,
        "item": item.pk,
        "domain": item.domain_id,
        "links": links,
    }


def _to(request: Request, key: uuid.UUID) -> HttpResponse:
    return redirect("evidence:request", org=request.viewer.organisation.slug, request_id=key)


@page("evidence.request")
@once
def request_cancel_page(request: Request, request_id: uuid.UUID) -> HttpResponse:
    """Ask no more."""
    found = request_get(viewer=request.viewer, request=request_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request_cancel(
                acting_user=request.viewer, request=found, reason=form.cleaned_data["reason"]
            )
            return _to(request, request_id)
        except HeguiError as error:
            form.refuse(error)
    return form_page(request, form, say("取消请求", "Cancel the request"))


@page("evidence.request")
def request_remind_page(request: Request, request_id: uuid.UUID) -> HttpResponse:
    """Remind who was asked."""
    found = request_get(viewer=request.viewer, request=request_id)
    if request.method == "POST":
        request_remind(acting_user=request.viewer, request=found)
        messages.success(request, say("已提醒。", "Reminded."))
    return _to(request, request_id)
