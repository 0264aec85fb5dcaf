"""Imported texts of laws as pages."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hegui.common.errors import HeguiError
from hegui.server.obligations.forms.texts import LawTextForm
from hegui.server.obligations.selectors import law_text_get, law_text_list
from hegui.server.obligations.services import law_text_drop, law_text_import
from hegui.server.obligations.services.texts import LARGEST
from hegui.server.pages.access import Request, page
from hegui.server.pages.cut import cut
from hegui.server.pages.language import say
from hegui.server.pages.once import once


@page("obligations.view")
def texts_page(request: Request) -> HttpResponse:
    """List the imported texts."""
    context = {
        "texts": cut(law_text_list(viewer=request.viewer), 500),
        "may_change": request.viewer.may("obligations.change"),
        "tab": "texts",
    }
    return render(request, "obligations/texts.html", context)


@page("obligations.view")
def text_page(request: Request, law: uuid.UUID) -> HttpResponse:
    """Show one imported text article by article."""
    found = law_text_get(viewer=request.viewer, law=law)
    context = {
        "law": found,
        "articles": found.rows.all(),
        "may_change": request.viewer.may("obligations.change"),
    }
    return render(request, "obligations/text.html", context)


@page("obligations.change")
@once
def text_import_page(request: Request) -> HttpResponseBase:
    """Import the text of a law from a file."""
    initial = {"instrument": request.GET.get("instrument", "")}
    form = LawTextForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            law = law_text_import(
                acting_user=request.viewer,
                instrument=form.cleaned_data["instrument"],
                label=form.cleaned_data["label"],
                name=file.name,
                data=file.read(LARGEST + 1),
            )
            done = say("已导入 {n} 条。", "{n} articles were imported.", n=law.articles)
            messages.success(request, done)
            slug = request.viewer.organisation.slug
            return redirect("obligations:text", org=slug, law=law.pk)
        except HeguiError as error:
            if error.http_status in (403, 404):
                raise
            form.refuse(error)
    context = {
        "form": form,
        "title": say("导入法规原文", "Import the text of a law"),
        "button": say("导入", "Import"),
        "back": "../",
    }
    return render(request, "obligations/form.html", context)


@page("obligations.change")
@require_POST
@once
def text_drop_page(request: Request, law: uuid.UUID) -> HttpResponseBase:
    """Show a text no longer beside our paraphrase."""
    found = law_text_get(viewer=request.viewer, law=law)
    law_text_drop(acting_user=request.viewer, law=found)
    return redirect("obligations:texts", org=request.viewer.organisation.slug)
