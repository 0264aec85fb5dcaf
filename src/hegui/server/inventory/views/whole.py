"""The picture, the bill of materials, Excel out and in."""

import uuid

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hegui.common.errors import HeguiError
from hegui.server.core.errors import InvalidError
from hegui.server.core.ids import new_id
from hegui.server.inventory.bom import bom_material, bom_write
from hegui.server.inventory.forms import ImportForm
from hegui.server.inventory.graph import draw
from hegui.server.inventory.rules import KINDS
from hegui.server.inventory.selectors import relation_list, subject_get, subject_list
from hegui.server.inventory.sheets import import_plan, inventory_export, inventory_import
from hegui.server.inventory.views.going import go
from hegui.server.pages.access import Request, page
from hegui.server.pages.excel import excel_answer
from hegui.server.pages.language import language, say

KEPT_SECONDS = 3600
MAX_ROWS = 2000
"""More relations than this are not read for a picture."""


@page("inventory.view")
def graph_page(request: Request) -> HttpResponse:
    """Show the inventory as a picture, and as a table beneath."""
    subjects = list(subject_list(viewer=request.viewer).order_by("name", "id")[: MAX_ROWS + 1])
    found = list(relation_list(viewer=request.viewer).order_by("type", "id")[: MAX_ROWS + 1])
    relations = found[:MAX_ROWS]
    graph = draw(subjects[:MAX_ROWS], relations)
    context = {
        "graph": graph,
        "relations": relations,
        "most": MAX_ROWS,
        "cut": len(subjects) > MAX_ROWS or len(found) > MAX_ROWS,
        "kinds": list(KINDS),
        "may_change": request.viewer.may("inventory.change"),
    }
    return render(request, "inventory/graph.html", context)


@page("inventory.view")
def bom_page(request: Request, subject: uuid.UUID | None = None) -> HttpResponse:
    """Hand out the AI bill of materials, of all or of one subject."""
    root = subject_get(viewer=request.viewer, subject=subject) if subject else None
    data = bom_write(bom_material(viewer=request.viewer, subject=root))
    return bom_answer(data, root.key if root else request.viewer.organisation.slug)


def bom_answer(data: bytes, name: str) -> HttpResponse:
    """Return a bill as a download."""
    answer = HttpResponse(data, content_type="application/vnd.cyclonedx+json; version=1.6")
    answer["Content-Disposition"] = f'attachment; filename="{name}.cdx.json"'
    return answer


@page("inventory.view")
def excel_page(request: Request) -> HttpResponse:
    """Hand out the inventory as an Excel file."""
    name = say("对象清单", "inventory") + f"-{request.viewer.organisation.slug}"
    return excel_answer(inventory_export(viewer=request.viewer), name)


@page("inventory.change")
def import_page(request: Request) -> HttpResponseBase:
    """Look at an Excel file first, then import it; the file waits an hour for the second step."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and "token" in request.POST:
        return _confirmed(request, request.POST["token"])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            over = form.cleaned_data["overwrite"]
            plan = import_plan(viewer=request.viewer, file=data, overwrite=over)
            context |= {"plan": plan}
            if not plan.problem_count and not plan.empty:
                context["token"] = _keep(request, data, over)
        except HeguiError as error:
            form.refuse(error)
    return render(request, "inventory/import.html", context)


def _confirmed(request: Request, token: str) -> HttpResponseBase:
    form = ImportForm()
    kept = cache.get(_place(request, token)) if len(token) == 32 and token.isalnum() else None
    if kept is None:
        told = say(
            "预览已超过一小时，请重新上传。", "The preview is older than an hour: upload it again."
        )
        messages.warning(request, told)
        return render(request, "inventory/import.html", {"form": form})
    try:
        plan = inventory_import(acting_user=request.viewer, file=kept[0], overwrite=kept[1])
    except InvalidError as error:
        messages.error(request, error.message(language()))
        return render(request, "inventory/import.html", {"form": form})
    cache.delete(_place(request, token))
    told = say(
        "已导入：新增 {new}，修改 {changed}，关系 {relations}。",
        "Imported: {new} new, {changed} changed, {relations} relations.",
        new=len(plan.new),
        changed=len(plan.changed),
        relations=len(plan.relations),
    )
    messages.success(request, told)
    return go(request, "list")


def _keep(request: Request, data: bytes, over: bool) -> str:
    token = new_id().hex
    cache.set(_place(request, token), (data, over), KEPT_SECONDS)
    return token


def _place(request: Request, token: str) -> str:
    return f"inventory-import:{request.viewer.organisation.pk}:{request.user.pk}:{token}"
