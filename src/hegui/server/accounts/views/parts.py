"""What the pages of accounts share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from hegui.common.errors import HeguiError
from hegui.server.core.errors import ForbiddenError
from hegui.server.core.models import User
from hegui.server.pages.access import Request, sign_in
from hegui.server.pages.forms import PageForm

View = Callable[..., HttpResponseBase]


def person_only(view: View) -> View:
    """Let a page be opened by anybody signed in, outside organisations."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in(request)
        return view(request, *args, **kwargs)

    return opened


def operators_only(view: View) -> View:
    """Let a page be opened by operators of the machine."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not cast(User, request.user).is_operator:
            raise ForbiddenError(permission="operator")
        return view(request, *args, **kwargs)

    return person_only(opened)


def place(request: Request, route: str, **kwargs: object) -> str:
    """Return the address of a page of accounts in the organisation of the request."""
    org = request.viewer.organisation.slug
    return reverse(f"accounts:{route}", kwargs={"org": org, **kwargs})


def filled(request: HttpRequest, form: PageForm, work: Callable[[], str | None]) -> str:
    """Do the work if the form was sent and fits; return where it leads, or "" to show the form.

    What a service refuses is shown in the form; nothing typed is lost.
    """
    if request.method != "POST" or not form.is_valid():
        return ""
    try:
        return work() or ""
    except HeguiError as error:
        form.refuse(error)
        return ""


def form_page(
    request: HttpRequest,
    form: PageForm,
    work: Callable[[], str | None],
    *,
    done: str = "",
    template: str = "pages/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form, or do its work and lead on with the word `done`."""
    there = filled(request, form, work)
    if there:
        if done:
            messages.success(request, done)
        return redirect(there)
    return render(request, template, {"form": form, **context})
