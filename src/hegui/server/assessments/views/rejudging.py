"""Pages of judging again, and of the rules of signing."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hegui.common.errors import HeguiError
from hegui.server.assessments.forms import RejudgeForm, SigningForm
from hegui.server.assessments.separation import (
    one_person_allowed,
    one_person_set,
    separation,
)
from hegui.server.assessments.services.rejudging import rejudge, rejudge_preview
from hegui.server.assessments.services.signing import purposes
from hegui.server.assessments.views.common import got, place
from hegui.server.assessments.wording import why_told
from hegui.server.core.roles import roles
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language, said, say
from hegui.server.pages.once import once


@page("assessments.change")
@once
def rejudge_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Show what judging again would change and why; do it for a reason."""
    found = got(request, assessment)
    form = RejudgeForm(request.POST or None)
    refused = False
    if request.method == "POST" and form.is_valid():
        try:
            rejudge(acting_user=request.viewer, assessment=found, **form.cleaned())
            messages.success(request, say("机器结论已更新。", "The machine judged again."))
            return redirect(place(request, "detail", found))
        except HeguiError as error:
            if error.http_status == 403:
                raise
            form.refuse(error)
            refused = error.http_status == 409
    try:
        preview = rejudge_preview(acting_user=request.viewer, assessment=found)
    except HeguiError as error:
        if error.http_status == 403:
            raise
        messages.error(request, error.message(language()))
        return redirect(place(request, "detail", found))
    form.show(preview.digest)
    moves = [(move, why_told(move.why, language())) for move in preview.moves]
    context = {"assessment": found, "form": form, "moves": moves}
    status = 409 if refused else 200
    return render(request, "assessments/rejudge.html", context, status=status)


@page("assessments.view")
@once
def signing_page(request: Request) -> HttpResponse:
    """Show who must sign what, and let administrators say whether one person may do it all."""
    viewer = request.viewer
    allowed = one_person_allowed(viewer.organisation)
    changes = viewer.may_everywhere("organisation.change")
    form = SigningForm(request.POST or None, initial={"allowed": allowed})
    if request.method == "POST":
        viewer.require_everywhere("organisation.change")
        if form.is_valid():
            try:
                one_person_set(
                    acting_user=viewer,
                    allowed=form.cleaned_data["allowed"],
                    reason=form.cleaned_data["reason"],
                )
                return redirect(reverse("assessments:signing", args=[viewer.organisation.slug]))
            except HeguiError as error:
                form.refuse(error)
    named = [
        (row, [said(roles()[name].title) for name in row.roles]) for row in purposes().values()
    ]
    context = {
        "form": form,
        "allowed": allowed,
        "may_set": changes,
        "purposes": named,
        "separation": separation(),
    }
    return render(request, "assessments/signing.html", context)
