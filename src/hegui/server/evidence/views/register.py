"""The register in Excel, out and in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from hegui.common.errors import HeguiError
from hegui.server.evidence.forms import ImportForm
from hegui.server.evidence.listing import listing
from hegui.server.evidence.register import MOST, apply, changes_of, rows, sheet
from hegui.server.evidence.selectors import item_list
from hegui.server.evidence.views.common import form_page
from hegui.server.pages.access import Request, page
from hegui.server.pages.excel import excel_answer, read, write
from hegui.server.pages.language import said, say
from hegui.server.pages.once import once

SHOWN = 50


@page("evidence.view")
def export_page(request: Request) -> HttpResponse:
    """Give out what the list shows, filters included, up to twenty thousand rows."""
    viewer = request.viewer
    chosen = (
        listing(viewer, request.GET).chosen(item_list(viewer=viewer), request.GET).order_by("-id")
    )
    return excel_answer(write(sheet(), rows(chosen[:MOST])), say("证据登记", "evidence"))


@page("evidence.change")
@once
def import_page(request: Request) -> HttpResponse:
    """Change many items from a register; with one bad row nothing is changed."""
    form = ImportForm(request.POST or None, request.FILES or None)
    problems = []
    if request.method == "POST" and form.is_valid():
        try:
            found = read(sheet(), form.cleaned_data["upload"][0])
            over = form.cleaned_data["overwrite"]
            changes = changes_of(request.viewer, found, overwrite=over)
            if not found.problems:
                count = apply(request.viewer, changes, form.cleaned_data["reason"])
                messages.success(request, say("已更新 {n} 条。", "{n} were changed.", n=count))
                return redirect("evidence:list", org=request.viewer.organisation.slug)
            problems = [f"{said(p.where)}: {said(p.what)}" for p in found.problems[:SHOWN]]
            form.add_error(
                "upload", say("有错误，什么都没有导入。", "There are errors; nothing was imported.")
            )
        except HeguiError as error:
            form.refuse(error)
    title = say("导入证据登记", "Import the register")
    return form_page(request, form, title, problems=problems)
