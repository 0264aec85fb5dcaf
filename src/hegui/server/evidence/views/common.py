"""What several pages of evidence do."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hegui.common.errors import HeguiError
from hegui.server.evidence.models import Item
from hegui.server.evidence.services import Kept, keep
from hegui.server.evidence.services.items import Pairs
from hegui.server.evidence.targets import split_pair
from hegui.server.pages.access import Request
from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import language

P = ParamSpec("P")


class Taking(Request):
    """A request whose files were looked at and put into the store."""

    kept: list[Kept]
    refused: list[HeguiError]


def taking(
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[Any, P], HttpResponseBase]:
    """Take the files of a request in before the view and its transaction begin."""

    @wraps(view)
    def taken(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.kept, request.refused = [], []
        for file in request.FILES.getlist("upload"):
            try:
                request.kept.append(keep(file, file.name or ""))
            except HeguiError as error:
                request.refused.append(error)
        return view(request, *args, **kwargs)

    return cast(Callable[Concatenate[Any, P], HttpResponseBase], taken)


def refuse_files(form: PageForm, request: Taking) -> None:
    """Show why files were refused at their field."""
    for error in request.refused:
        form.add_error("upload", error.message(language()))


def tell_refused(request: Taking) -> None:
    """Say on the next page which files were refused, where others were saved."""
    for error in request.refused:
        messages.warning(request, error.message(language()))


def to_item(request: Request, item: uuid.UUID) -> HttpResponse:
    """Lead to the page of an item."""
    return redirect("evidence:detail", org=request.viewer.organisation.slug, item=item)


def pairs_of(text: str) -> Pairs:
    """Return the pairs of `clause:4.1,control:…`."""
    return [split_pair(part) for part in text.split(",") if part.strip()]


def form_page(
    request: Request, form: PageForm, title: str, item: Item | None = None, **more: Any
) -> HttpResponse:
    """Show a page with one form."""
    parts = {"form": form, "title": title, "item": item, **more}
    return render(request, "evidence/form.html", parts)
