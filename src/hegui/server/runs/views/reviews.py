"""Queues of answers for people: the list, one queue, the next answer, the sheet."""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from hegui.common.errors import HeguiError
from hegui.server.core.errors import ConflictError
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language, said, say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.once import once
from hegui.server.runs.forms.reviews import JudgeForm, ReviewForm
from hegui.server.runs.models import Review
from hegui.server.runs.reviewing import (
    SCHEMES,
    answers_of,
    named,
    next_item,
    own_before,
    own_count,
    own_verdict,
    progress,
    review_get,
    review_list,
    sheet,
)
from hegui.server.runs.services.reviews import review_correct, review_create, review_judge
from hegui.server.runs.views.rights import rights
from hegui.server.runs.words import choices

LISTING = Listing(
    columns=[
        Column(name="title", title=say_lazy("名称", "Title"), order="title"),
        Column(name="scheme", title=say_lazy("判定什么", "What is judged")),
        Column(name="judged", title=say_lazy("已判定", "Judged")),
        Column(name="when", title=say_lazy("时间", "When"), order="id"),
    ],
    filters=[
        Filter(
            name="scheme",
            title=say_lazy("判定什么", "What is judged"),
            choices=choices(SCHEMES),
            select=lambda value: Q(scheme=value),
        )
    ],
    search=["title"],
)


@page("runs.view")
def review_list_page(request: Request) -> HttpResponse:
    """List the queues."""
    shown = LISTING.page(review_list(viewer=request.viewer), request.GET)
    for row in shown.rows:
        row.words = said(SCHEMES[row.scheme])
    own = {"list": shown, "row_template": "runs/review_row.html", **rights(request)}
    return render(request, "runs/reviews.html", own)


@page("runs.configure")
@once
def review_new_page(request: Request) -> HttpResponseBase:
    """Make a queue of recorded answers."""
    form = ReviewForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.changes()
        data = told.pop("file").read()
        try:
            made = review_create(acting_user=request.viewer, data=data, **told)
            return redirect("runs:review", org=request.viewer.organisation.slug, review=made.pk)
        except HeguiError as error:
            form.refuse(error)
    title = say("新建人工判定", "New review")
    return render(request, "pages/form.html", {"form": form, "title": title, "back": "../"})


@page("runs.view")
def review_page(request: Request, review: uuid.UUID) -> HttpResponse:
    """Show how far a queue is, and how far its reviewers agree."""
    found = review_get(viewer=request.viewer, review=review)
    far = progress(found, [one["id"] for one in answers_of(found)])
    differ = [(name, [said(word) for word in named(found, told)]) for name, told in far.differ]
    return render(
        request,
        "runs/review.html",
        {
            "review": found,
            "scheme": said(SCHEMES[found.scheme]),
            "far": far,
            "differ": differ,
            "left": next_item(found, request.user) is not None,
            "before": own_before(found, request.user),
            "may_judge": request.viewer.may("runs.start"),
            **rights(request),
        },
    )


@page("runs.start")
def judge_page(request: Request, review: uuid.UUID) -> HttpResponseBase:
    """Show the next answer to a reviewer, and take the verdict: nothing else is said of it."""
    found = review_get(viewer=request.viewer, review=review)
    form = JudgeForm(request.POST or None, review=found)
    org = request.viewer.organisation.slug
    if request.method == "POST" and form.is_valid():
        try:
            told = {**form.changes(), "reason": form.cleaned_data["reason"]}
            review_judge(acting_user=request.viewer, review=found, **told)
            return redirect("runs:review-next", org=org, review=found.pk)
        except ConflictError as error:
            messages.warning(request, error.message(language()))
            return redirect("runs:review-next", org=org, review=found.pk)
        except HeguiError as error:
            form.refuse(error)
    item = typed_item(form) if request.method == "POST" else next_item(found, request.user)
    if item is None or item >= found.total:
        return redirect("runs:review", org=org, review=found.pk)
    form.initial["item"] = item
    shown = {
        "review": found,
        "form": form,
        "one": answers_of(found)[item],
        "mine": own_count(found, request.user),
        "before": own_before(found, request.user),
    }
    return render(request, "runs/review_next.html", shown)


@page("runs.start")
def correct_page(request: Request, review: uuid.UUID, item: int) -> HttpResponseBase:
    """Show a reviewer their own verdict, and take another in its place."""
    found = review_get(viewer=request.viewer, review=review)
    mine = own_verdict(found, request.user, item)
    initial = {"item": item, "verdict": mine.verdict, "reason": mine.reason}
    form = JudgeForm(request.POST or None, review=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = {"verdict": form.cleaned_data["verdict"], "reason": form.cleaned_data["reason"]}
        try:
            review_correct(acting_user=request.viewer, review=found, item=item, **told)
            org = request.viewer.organisation.slug
            return redirect("runs:review-next", org=org, review=found.pk)
        except HeguiError as error:
            form.refuse(error)
    shown = {
        "review": found,
        "form": form,
        "one": answers_of(found)[item],
        "mine": own_count(found, request.user),
        "before": own_before(found, request.user, mine),
        "correcting": True,
    }
    return render(request, "runs/review_next.html", shown)


def typed_item(form: JudgeForm) -> int | None:
    """Return the answer that a form which was refused is about."""
    found = form.cleaned_data.get("item") if form.is_bound else None
    return found if isinstance(found, int) else None


@page("runs.configure")
def sheet_page(request: Request, review: uuid.UUID) -> HttpResponse:
    """Hand out the verdicts as a review sheet."""
    found: Review = review_get(viewer=request.viewer, review=review)
    answer = HttpResponse(sheet(found), content_type="text/csv; charset=utf-8")
    name = f"review-{str(found.pk)[:8]}.csv"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
