"""Doing the same to many items: first what and why, then done, one entry in the ledger each."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from hegui.common.errors import HeguiError
from hegui.server.core.errors import InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.forms import BULK_FORMS
from hegui.server.evidence.models import Item
from hegui.server.evidence.selectors import item_list
from hegui.server.evidence.services import item_withdraw, links_add, request_create
from hegui.server.evidence.services.items import Pairs
from hegui.server.evidence.views.common import form_page
from hegui.server.pages.access import Request, page
from hegui.server.pages.again import nothing_chosen
from hegui.server.pages.language import say
from hegui.server.pages.once import once

MOST = 500


@page("evidence.change")
@once
def bulk_page(request: Request) -> HttpResponse:
    """Link, ask for renewal of, or withdraw the chosen items."""
    viewer, what = request.viewer, request.POST.get("action", "")
    items = _chosen(request)
    back = redirect("evidence:list", org=viewer.organisation.slug)
    if request.method != "POST" or what not in BULK_FORMS or not items:
        lead = say("请先勾选证据。", "Select some evidence first.")
        return nothing_chosen(request, lead, back.url, "item action")
    typed = request.POST if "confirmed" in request.POST else None
    form = BULK_FORMS[what](typed, viewer=viewer)
    if typed and form.is_valid():
        try:
            count = _do(viewer, what, items, form.changes() | form.cleaned_data)
            messages.success(request, say("已处理 {n} 条证据。", "{n} items updated.", n=count))
            return back
        except HeguiError as error:
            form.refuse(error)
    return form_page(request, form, _title(what, len(items)), items=items, action=what)


def _chosen(request: Request) -> list[Item]:
    ids = set()
    for text in request.POST.getlist("item")[:MOST]:
        try:
            ids.add(uuid.UUID(text))
        except ValueError:
            continue
    return list(item_list(viewer=request.viewer).filter(pk__in=ids).order_by("-id"))


def _title(what: str, count: int) -> str:
    words = {
        "link": say("关联 {n} 条证据", "Link {n} items", n=count),
        "renew": say("请求更新 {n} 条证据", "Request renewal of {n} items", n=count),
        "withdraw": say("撤回 {n} 条证据", "Withdraw {n} items", n=count),
    }
    return words[what]


def _do(viewer: Viewer, what: str, items: list[Item], typed: dict[str, Any]) -> int:
    if what == "withdraw":
        return len(item_withdraw(acting_user=viewer, items=items, reason=typed["reason"]))
    if what == "link":
        pairs: Pairs = [(typed["kind"], typed["ref"].strip())]
        return links_add(acting_user=viewer, items=items, pairs=pairs, note=typed["note"])
    return _ask(viewer, items, typed)


def _ask(viewer: Viewer, items: list[Item], typed: dict[str, Any]) -> int:
    """Ask the owner of each item for a newer one; items without an owner are named."""
    nobody = [item.title for item in items if item.owner_id is None]
    if nobody:
        raise InvalidError(
            field="due_on",
            what_zh=f"这些证据没有责任人：{'、'.join(nobody[:5])}。",
            what_en=f"these have no owner: {', '.join(nobody[:5])}.",
        )
    with writing(viewer):
        for item in items:
            request_create(
                acting_user=viewer,
                title=item.title,
                type=item.type,
                details=typed["details"],
                asked_of=item.owner,
                due_on=typed["due_on"],
                item=item,
                domain=item.domain,
            )
    return len(items)
