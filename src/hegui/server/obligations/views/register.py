"""The register and the statement of applicability as pages."""

from django.http import HttpResponse
from django.shortcuts import render

from hegui.server.obligations.listing import COLUMNS, register_page
from hegui.server.obligations.selectors import counts, questionnaire, register_lines
from hegui.server.pages.access import Request, page


@page("obligations.view")
def register_list_page(request: Request) -> HttpResponse:
    """Show the register: filters, search, columns, grouped by instrument if wanted."""
    questions = questionnaire(request.viewer.organisation)
    lines = register_lines(viewer=request.viewer, facts=questions.facts)
    shown = register_page(lines, request.GET)
    context = {
        "list": shown,
        "columns": [(name, title, name in shown.columns) for name, title in COLUMNS.items()],
        "counts": counts(line.standing for line in lines),
        "open": sum(line.open for line in lines),
        "uncontrolled": sum(
            line.standing.state == "applies" and not line.controls for line in lines
        ),
        "questions": questions,
        "may_change": request.viewer.may("obligations.change"),
        "tab": "register",
    }
    return render(request, "obligations/list.html", context)


@page("obligations.view")
def statement_page(request: Request) -> HttpResponse:
    """Show the statement of applicability, ready to print."""
    lines = register_lines(viewer=request.viewer)
    context = {
        "lines": lines,
        "counts": counts(line.standing for line in lines),
        "decided": sum(line.standing.decision is not None for line in lines),
        "tab": "statement",
    }
    return render(request, "obligations/statement.html", context)
