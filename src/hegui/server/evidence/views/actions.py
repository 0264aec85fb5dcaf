"""Pages that approve, withdraw, replace, reinstate, hold and erase: each with its reason."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from hegui.common.errors import HeguiError
from hegui.server.evidence.forms import ApproveForm, ReasonForm, SupersedeForm
from hegui.server.evidence.models import Item, State
from hegui.server.evidence.selectors import item_get, item_list, version_get
from hegui.server.evidence.services import (
    content_remove,
    item_approve,
    item_hold,
    item_reinstate,
    item_supersede,
    item_withdraw,
)
from hegui.server.evidence.views.common import form_page, to_item
from hegui.server.pages.access import Request, page
from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import say
from hegui.server.pages.once import once

CHOICES = 300


def act(
    request: Request,
    item: Item,
    form: PageForm,
    title: str,
    do: Callable[[dict[str, Any]], object],
    **more: Any,
) -> HttpResponse:
    """Show a form, do what it asks, and return to the item; refusals stay in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
            return to_item(request, item.pk)
        except HeguiError as error:
            form.refuse(error)
    return form_page(request, form, title, item, **more)


@page("evidence.approve")
@once
def approve_page(request: Request, item: uuid.UUID) -> HttpResponse:
    """Approve an item as it is now."""
    found = item_get(viewer=request.viewer, item=item)
    form = ApproveForm(request.POST or None, record=found)
    return act(
        request,
        found,
        form,
        say("批准证据", "Approve the evidence"),
        lambda typed: item_approve(
            acting_user=request.viewer,
            item=found,
            expected=form.expected,
            reason=typed["reason"],
        ),
        button=say("批准", "Approve"),
        lead=say(
            "批准表示你看过现行文件，认可它的期间、有效期与对应对象。",
            "You have looked at the current file and agree with its period, validity and subject.",
        ),
    )


@page("evidence.change")
@once
def withdraw_page(request: Request, item: uuid.UUID) -> HttpResponse:
    """Withdraw an item."""
    found = item_get(viewer=request.viewer, item=item)
    return act(
        request,
        found,
        ReasonForm(request.POST or None),
        say("撤回证据", "Withdraw the evidence"),
        lambda typed: item_withdraw(
            acting_user=request.viewer, items=[found], reason=typed["reason"]
        ),
        button=say("撤回", "Withdraw"),
    )


@page("evidence.change")
@once
def supersede_page(request: Request, item: uuid.UUID) -> HttpResponse:
    """Replace an item by another one."""
    found = item_get(viewer=request.viewer, item=item)
    form = SupersedeForm(request.POST or None)
    others = item_list(viewer=request.viewer).filter(state=State.CURRENT).exclude(pk=found.pk)
    if found.type:
        others = others.filter(type=found.type)
    some = others.order_by("-id").values("pk")[:CHOICES]
    ids = [row["pk"] for row in some]
    form.fields["by"].queryset = item_list(viewer=request.viewer).filter(pk__in=ids)  # type: ignore[attr-defined]
    return act(
        request,
        found,
        form,
        say("用另一份证据取代", "Replace with other evidence"),
        lambda typed: item_supersede(
            acting_user=request.viewer, item=found, by=typed["by"], reason=typed["reason"]
        ),
    )


@page("evidence.change")
@once
def reinstate_page(request: Request, item: uuid.UUID) -> HttpResponse:
    """Undo a withdrawal or replacement."""
    found = item_get(viewer=request.viewer, item=item)
    return act(
        request,
        found,
        ReasonForm(request.POST or None),
        say("恢复证据", "Reinstate the evidence"),
        lambda typed: item_reinstate(
            acting_user=request.viewer, item=found, reason=typed["reason"]
        ),
    )


@page("evidence.approve")
@once
def hold_page(request: Request, item: uuid.UUID) -> HttpResponse:
    """Set or lift a legal hold on an item."""
    found = item_get(viewer=request.viewer, item=item)
    title = (
        say("解除法律保全", "Lift the legal hold")
        if found.held
        else say("设为法律保全", "Set a legal hold")
    )
    return act(
        request,
        found,
        ReasonForm(request.POST or None),
        title,
        lambda typed: item_hold(
            acting_user=request.viewer, item=found, held=not found.held, reason=typed["reason"]
        ),
        lead=say(
            "保全期间不能删除它任何版本的内容。",
            "While it stands, no version's content may be deleted.",
        ),
    )


@page("evidence.approve")
@once
def erase_page(request: Request, item: uuid.UUID, number: int) -> HttpResponse:
    """Delete the content of a version whose retention ended."""
    found = item_get(viewer=request.viewer, item=item)
    version = version_get(item=found, number=number)
    return act(
        request,
        found,
        ReasonForm(request.POST or None),
        say("删除第 {n} 版的内容", "Delete the content of version {n}", n=number),
        lambda typed: content_remove(
            acting_user=request.viewer, version=version, reason=typed["reason"]
        ),
        lead=say(
            "只删除文件内容；登记、摘要和操作记录永远保留。",
            "Only the bytes go; the record, its digest and its history stay for ever.",
        ),
        button=say("删除内容", "Delete the content"),
    )
