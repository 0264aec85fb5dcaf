"""Pages of clause sets: list, import, one set with its clauses, what differs between two."""

import uuid

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hegui.common.errors import HeguiError
from hegui.server.assessments.forms import ImportForm
from hegui.server.assessments.selectors import clause_set_get, clause_set_list
from hegui.server.assessments.selectors.diff import set_diff
from hegui.server.assessments.selectors.sets import row_list
from hegui.server.assessments.services.frozen import clause_set_import
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.once import once

SETS = Listing(
    columns=[
        Column(name="title", title=say_lazy("名称", "Title"), order="title"),
        Column(name="release", title=say_lazy("版本", "Version")),
        Column(name="count", title=say_lazy("条款数", "Clauses"), order="count", number=True),
        Column(name="grade", title=say_lazy("核实等级", "Grade")),
    ],
    search=["title", "title_en"],
)
ROWS = Listing(
    columns=[
        Column(name="number", title=say_lazy("编号", "Number"), order="order"),
        Column(name="title", title=say_lazy("标题", "Title")),
        Column(name="layer", title=say_lazy("层面", "Layer"), order="layer"),
        Column(name="weight", title=say_lazy("权重", "Weight"), order="weight", number=True),
    ],
    filters=[
        Filter(
            name="gate",
            title=say_lazy("门槛", "Gate"),
            choices=[("yes", say_lazy("仅门槛条款", "gates only"))],
            select=lambda value: Q(gate=True),
        )
    ],
    search=["clause", "title_zh", "title_en", "requirement_zh", "requirement_en"],
    order="order",
    page_size=50,
)


@page("assessments.view")
def list_page(request: Request) -> HttpResponse:
    """List the clause sets."""
    shown = SETS.page(clause_set_list(viewer=request.viewer), request.GET)
    context = {
        "list": shown,
        "row_template": "assessments/set_row.html",
        "empty_template": "assessments/sets_empty.html",
        "may_change": request.viewer.may("assessments.change"),
    }
    return render(request, "assessments/sets.html", context)


@page("assessments.view")
def set_page(request: Request, clause_set: uuid.UUID) -> HttpResponse:
    """Show a clause set with its clauses."""
    found = clause_set_get(viewer=request.viewer, clause_set=clause_set)
    shown = ROWS.page(row_list(clause_set=found), request.GET)
    others = clause_set_list(viewer=request.viewer).exclude(pk=found.pk)[:20]
    context = {
        "set": found,
        "list": shown,
        "row_template": "assessments/set_clause.html",
        "others": others,
        "may_change": request.viewer.may("assessments.change"),
    }
    return render(request, "assessments/set.html", context)


@page("assessments.change")
@once
def import_page(request: Request) -> HttpResponse:
    """Import a clause set; one bad row is named and nothing is taken."""
    form = ImportForm(request.POST or None, request.FILES or None)
    problems = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        about = {key: form.cleaned_data[key] for key in form.changes() if key != "file"}
        try:
            made = clause_set_import(
                acting_user=request.viewer, data=upload.read(), name=upload.name, **about
            )
            org = request.viewer.organisation.slug
            return redirect("assessments:set", org=org, clause_set=made.pk)
        except HeguiError as error:
            form.refuse(error)
            problems = error.data.get("problems", [])
    title = say("导入条款集", "Import a clause set")
    context = {"form": form, "title": title, "problems": problems}
    return render(request, "assessments/import.html", context)


@page("assessments.view")
def diff_page(request: Request, clause_set: uuid.UUID) -> HttpResponse:
    """Show what differs between two versions: the catalogue as upgraded, clause by clause."""
    found = clause_set_get(viewer=request.viewer, clause_set=clause_set)
    try:
        other = uuid.UUID(request.GET.get("with", ""))
    except ValueError:
        return redirect(
            "assessments:set", org=request.viewer.organisation.slug, clause_set=found.pk
        )
    newer = clause_set_get(viewer=request.viewer, clause_set=other)
    context = {"set": found, "newer": newer, "rows": set_diff(found, newer)}
    return render(request, "assessments/set_diff.html", context)
