"""What people do in the workspace: judge, comment, assign, several at once, history."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from hegui.common.errors import HeguiError
from hegui.server.assessments.errors import ClausesChangedError
from hegui.server.assessments.forms import AssignForm, BulkForm, CommentForm, VerdictForm
from hegui.server.assessments.lines import lines_html
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.selectors.clauses import clause_lines, marked, resting
from hegui.server.assessments.services.tasks import tasks_for
from hegui.server.assessments.services.verdicts import (
    clauses_assign,
    comment_add,
    verdict_set,
    verdicts_bulk,
)
from hegui.server.assessments.standing import outdated
from hegui.server.assessments.views.common import got, place, rights
from hegui.server.assessments.views.workspace import (
    FILTERS,
    PANES,
    clause_asked,
    panes,
    workspace,
)
from hegui.server.core.errors import NotFoundError
from hegui.server.pages.access import Request, page
from hegui.server.pages.again import nothing_chosen
from hegui.server.pages.history import history_for
from hegui.server.pages.language import say
from hegui.server.pages.once import done_at, once


@page("assessments.judge")
@once
def judge_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Judge one clause; somebody else's verdict in the meantime is shown, nothing is lost."""
    found = got(request, assessment)
    clause = clause_asked(request, found)
    if request.method != "POST":
        return back(request, found, clause)
    form = VerdictForm(request.POST, auto_id="verdict_%s", record=clause)
    if form.is_valid():
        try:
            verdict_set(
                acting_user=request.viewer,
                clause=clause,
                verdict=form.cleaned_data["verdict"],
                reason=form.cleaned_data["reason"],
                expected=form.expected,
            )
            return shown(request, found, clause)
        except HeguiError as error:
            if error.http_status == 403:
                raise
            form.refuse(error)
    return again(request, found, clause, form=form)


@page("assessments.view")
@once
def comment_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Add a remark to a clause."""
    found = got(request, assessment)
    clause = clause_asked(request, found)
    if request.method != "POST":
        return back(request, found, clause)
    form = CommentForm(request.POST, auto_id="comment_%s")
    if form.is_valid():
        try:
            comment_add(acting_user=request.viewer, clause=clause, text=form.cleaned_data["text"])
            return shown(request, found, clause)
        except HeguiError as error:
            form.refuse(error)
    return again(request, found, clause, comment=form)


def shown(request: Request, found: Assessment, clause: ClauseAssessment) -> HttpResponse:
    """Answer a saved form: the panes and the line for the script, else the workspace anew."""
    target = place(request, "workspace", found) + "?" + query(request, clause.clause)
    if request.htmx.target != PANES:
        return redirect(target)
    found = got(request, found.pk)
    context = panes(request, found, clause.clause)
    context |= {"saved": True, "line": one_line(found, clause.clause)}
    answer = render(request, "assessments/panes.html", context)
    return done_at(answer, target)


def one_line(found: Assessment, clause: str) -> SafeString:
    """Return the list's line of one clause, to be put in its place."""
    lines = [
        row for row in clause_lines(assessment=found, asked={"q": clause}) if row.clause == clause
    ]
    out = outdated(found, rows=resting(lines))
    return lines_html(marked(lines, out), "", clause, swap=True)


def again(
    request: Request,
    found: Assessment,
    clause: ClauseAssessment,
    form: VerdictForm | None = None,
    comment: CommentForm | None = None,
) -> HttpResponse:
    """Show a refused form with what was typed, beside the clause as it is now."""
    if request.htmx.target == PANES:
        context = panes(request, found, clause.clause, form=form, comment=comment)
        return render(request, "assessments/panes.html", context)
    return workspace(request, found, clause.clause, form=form, comment=comment, status=409)


def query(request: Request, clause: str) -> str:
    """Return the query of the workspace: its filters and the clause."""
    kept = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    return urlencode({**kept, "clause": clause})


def back(request: Request, found: Assessment, clause: ClauseAssessment) -> HttpResponse:
    """Lead to the clause."""
    return redirect(place(request, "workspace", found) + "?" + query(request, clause.clause))


@page("assessments.change")
@once
def assign_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Give a clause to somebody."""
    found = got(request, assessment)
    clause = clause_asked(request, found)
    form = AssignForm(request.POST or None, viewer=request.viewer, record=clause)
    if request.method == "POST" and form.is_valid():
        try:
            clauses_assign(
                acting_user=request.viewer,
                assessment=found,
                clauses=[clause],
                assignee=form.cleaned_data["assignee"],
                expected=form.expected,
            )
            return back(request, found, clause)
        except HeguiError as error:
            form.refuse(error)
    title = say("指派条款 {id}", "Assign clause {id}", id=clause.row.number or clause.clause)
    context = {"form": form, "title": title, "back": place(request, "workspace", found)}
    return render(request, "pages/form.html", context)


@page("assessments.view")
def history_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Show who judged a clause how, when and why."""
    found = got(request, assessment)
    clause = clause_asked(request, found)
    history = history_for(request.viewer, clause)
    context = {"assessment": found, "clause": clause, "history": history}
    name = "assessments/history_part.html" if request.htmx else "assessments/history.html"
    return render(request, name, context)


@page("assessments.view")
@once
def bulk_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Judge, assign or make tasks for the clauses that were chosen in the list."""
    found = got(request, assessment)
    names = list(dict.fromkeys(request.POST.getlist("c") or request.GET.getlist("c")))[:1001]
    rows = chosen(found, names)
    if not rows:
        lead = say("请先在列表中选择条款。", "Select clauses in the list first.")
        return nothing_chosen(request, lead, place(request, "workspace", found), "c")
    sent = request.method == "POST" and "action" in request.POST
    changed: set[str] = set()
    form = BulkForm(request.POST if sent else None, viewer=request.viewer)
    if sent and form.is_valid():
        try:
            count = bulk(request, found, rows, form, versions_seen(request))
            messages.success(request, say("已处理 {n} 条条款。", "{n} clauses updated.", n=count))
            return redirect(place(request, "workspace", found))
        except HeguiError as error:
            if error.http_status == 403 or isinstance(error, NotFoundError):
                raise
            form.refuse(error)
            if isinstance(error, ClausesChangedError):
                changed, rows = set(error.data["clauses"]), chosen(found, names)
    context = {"assessment": found, "rows": rows, "form": form, "changed": changed}
    status = 409 if changed else 200
    context |= rights(request, found)
    return render(request, "assessments/bulk.html", context, status=status)


def chosen(found: Assessment, names: list[str]) -> list[ClauseAssessment]:
    """Return the chosen clauses as they are now, in order."""
    rows = ClauseAssessment.objects.filter(
        assessment=found, clause__in=[name for name in names if "\0" not in name]
    )
    listed = list(rows.select_related("row", "decided_by").defer("trace").order_by("order"))
    for row in listed:
        row.assessment = found
    return listed


def versions_seen(request: Request) -> dict[str, int]:
    """Return the versions of the clauses that the person saw, where the form holds them."""
    names, seen = request.POST.getlist("c"), request.POST.getlist("v")
    if len(names) != len(seen):
        return {}
    return {name: int(text) for name, text in zip(names, seen, strict=True) if text.isdecimal()}


def bulk(
    request: Request,
    found: Assessment,
    rows: list[ClauseAssessment],
    form: BulkForm,
    versions: dict[str, int],
) -> int:
    """Do what was asked for; return to how many clauses."""
    asked = form.cleaned_data
    if asked["action"] == "judge":
        return verdicts_bulk(
            acting_user=request.viewer,
            assessment=found,
            clauses=rows,
            verdict=asked["verdict"],
            reason=asked["reason"],
            versions=versions,
        )
    if asked["action"] == "assign":
        return clauses_assign(
            acting_user=request.viewer,
            assessment=found,
            clauses=rows,
            assignee=asked["assignee"],
            versions=versions,
        )
    return len(
        tasks_for(
            acting_user=request.viewer,
            assessment=found,
            clauses=rows,
            owner=asked["assignee"],
            due_on=asked["due_on"],
        )
    )
