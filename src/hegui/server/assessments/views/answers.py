"""Pages of the answer: changes, gaps, limits, signing, reports."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from hegui.common.errors import HeguiError
from hegui.server.assessments.forms import SignForm
from hegui.server.assessments.models import ClauseAssessment
from hegui.server.assessments.reports import FORMATS, report_of
from hegui.server.assessments.selectors.answers import board, gaps, limits
from hegui.server.assessments.selectors.beside import changed_evidence, told_by_clause
from hegui.server.assessments.selectors.clauses import FLAGS, clause_list
from hegui.server.assessments.services.signing import roles_for, sign, verdicts_digest
from hegui.server.assessments.sight import sight
from hegui.server.assessments.standing import Troubles, outdated
from hegui.server.assessments.views.common import got, place, rights, rules
from hegui.server.assessments.wording import told
from hegui.server.core.heavy import BusyError
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language, say
from hegui.server.pages.once import once

MOST = 1000


@page("assessments.view")
def changes_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Show verdict by verdict what changed since the assessment before, and why."""
    found = got(request, assessment)
    lang = language()
    rows = clause_list(assessment=found, asked={}).filter(FLAGS["changed"])
    seen = sight(request.viewer, found)
    listed = [seen.row(row) for row in rows.select_related("row").defer("trace")[: MOST + 1]]
    out = outdated(found)
    kept = {row.clause: (*changed_evidence(row.change), *out.get(row.clause, ())) for row in listed}
    evidence = told_by_clause(request.viewer, kept)
    context = {
        "assessment": found,
        "changes": [
            (row, told(row.change or {}, row.verdict, lang), evidence[row.clause], again(row, out))
            for row in listed[:MOST]
        ],
        "more": len(listed) > MOST,
        "carried": clause_list(assessment=found, asked={"flag": "carried"}).count(),
        "stale": clause_list(assessment=found, asked={"flag": "stale"}).count(),
        "upgraded": bool(found.previous and found.previous.clause_set_id != found.clause_set_id),
    }
    return render(request, "assessments/changes.html", context)


def again(row: ClauseAssessment, out: Troubles) -> bool:
    """Tell whether a clause is to be judged again."""
    return row.stale or row.clause in out


@page("assessments.view")
def gaps_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Show what blocks most, what it would take, and who is on it."""
    found = got(request, assessment)
    context = {"assessment": found, "gaps": gaps(viewer=request.viewer, assessment=found)}
    return render(request, "assessments/gaps.html", {**context, **rights(request, found)})


@page("assessments.view")
def limits_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Show what was not looked at, and what rests on rows that are not fully verified."""
    found = got(request, assessment)
    context: dict[str, Any] = {"assessment": found}
    context["limits"] = limits(assessment=found, catalogue=rules(found))
    seen = sight(request.viewer, found)
    for row in context["limits"].unseen:
        seen.row(row)
    return render(request, "assessments/limits.html", context)


@page("assessments.sign")
@once
def sign_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Sign the verdicts as they are, in a role that the person holds."""
    found = got(request, assessment)
    held = roles_for(request.viewer, found)
    initial = {"seen_digest": verdicts_digest(found)}
    form = SignForm(request.POST or None, held=held, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            sign(acting_user=request.viewer, assessment=found, **form.changes())
            return redirect(place(request, "detail", found))
        except HeguiError as error:
            if error.http_status == 403:
                raise
            form.refuse(error)
    context = {"form": form, "assessment": found, "held": held, **initial}
    context["board"] = board(viewer=request.viewer, assessment=found)
    return render(request, "assessments/sign.html", context)


@page("assessments.view")
def report_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Choose a report, or download it: people's verdicts included."""
    found = got(request, assessment)
    format_, lang = request.GET.get("format", ""), request.GET.get("lang", "")
    problem = ""
    if format_ in FORMATS:
        try:
            name, media, data = report_of(
                found, format_, "en" if lang == "en" else "zh", request.viewer
            )
            answer = HttpResponse(data, content_type=media)
            answer["Content-Disposition"] = f'attachment; filename="{name}"'
            answer["Content-Security-Policy"] = "sandbox"
            return answer
        except BusyError:
            raise
        except HeguiError as error:
            problem = error.message(language())
    elif format_:
        problem = say("没有“{format}”这种报告。", "There is no report “{format}”.", format=format_)
    context = {"assessment": found, "formats": FORMATS, "problem": problem}
    context["title"] = say("下载报告", "Download the report")
    return render(request, "assessments/report.html", context, status=409 if problem else 200)
