"""Comparing two runs."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from hegui.common.errors import HeguiError
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language
from hegui.server.runs.forms import CompareForm
from hegui.server.runs.selectors import compare_runs

MOST = 300


@page("runs.view")
def compare_page(request: Request) -> HttpResponse:
    """Show what changed from one run to another, clause by clause, and why."""
    form = CompareForm(request.GET or None, viewer=request.viewer)
    shown: dict[str, Any] = {"form": form, "lang": language()}
    if request.GET and form.is_valid():
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
        try:
            changes = compare_runs(before, after)
        except HeguiError as error:
            return render(
                request, "runs/compare.html", {**shown, "error": error.message(language())}
            )
        shown |= {
            "before": before,
            "after": after,
            "changes": changes,
            "clauses": changes["clauses"][:MOST],
            "more": max(0, len(changes["clauses"]) - MOST),
            "same": not any(changes[name] for name in ("clauses", "measures", "basis", "facts")),
        }
    return render(request, "runs/compare.html", shown)
