"""Pages of assessments: list, new, one with its answer, changing it, assessing again."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hegui.common.errors import HeguiError
from hegui.server.assessments.forms import AgainForm, EngagementsForm, HeadForm, NewForm
from hegui.server.assessments.models import Assessment
from hegui.server.assessments.selectors import assessment_list, clause_set_get, clause_set_list
from hegui.server.assessments.selectors.answers import board
from hegui.server.assessments.selectors.sets import edition_list
from hegui.server.assessments.services.assessments import (
    assessment_change,
    assessment_move,
    engagements_set,
)
from hegui.server.assessments.services.signing import purposes
from hegui.server.assessments.services.starting import (
    reassess,
    start_from_bundle,
    start_from_records,
    start_from_set,
)
from hegui.server.assessments.views.common import got, place, rights
from hegui.server.assessments.wording import STATES, taken_told
from hegui.server.core.errors import InvalidError
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language, say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.offering import Offered, offered
from hegui.server.pages.once import once
from hegui.server.pages.words import VERDICTS
from hegui.server.runs.selectors.bundles import bundle_list

BUNDLES, SETS = 50, 200
"""So many of the newest are offered in forms; forms say so, and an address may name any."""

LISTING = Listing(
    columns=[
        Column(name="title", title=say_lazy("名称", "Title"), order="title"),
        Column(name="conclusion", title=say_lazy("结论", "Conclusion")),
        Column(name="set", title=say_lazy("条款集", "Clause set")),
        Column(name="as_of", title=say_lazy("基准日", "As of"), order="as_of"),
        Column(name="state", title=say_lazy("状态", "State"), order="state"),
    ],
    filters=[
        Filter(
            name="state",
            title=say_lazy("状态", "State"),
            choices=list(STATES.items()),
            select=lambda value: Q(state=value),
        ),
        Filter(
            name="conclusion",
            title=say_lazy("结论", "Conclusion"),
            choices=[(word, say_lazy(row.zh, row.en)) for word, row in VERDICTS.items()],
            select=lambda value: Q(conclusion=value),
        ),
    ],
    search=["title"],
    order="-as_of",
)


@page("assessments.view")
def list_page(request: Request) -> HttpResponse:
    """List the assessments."""
    rows = assessment_list(viewer=request.viewer).defer("names", "gates", "previous")
    shown = LISTING.page(rows.select_related(None).select_related("clause_set"), request.GET)
    context = {
        "list": shown,
        "row_template": "assessments/row.html",
        "empty_template": "assessments/list_empty.html",
        "states": STATES,
    }
    return render(request, "assessments/list.html", context)


@page("assessments.change")
@once
def new_page(request: Request) -> HttpResponse:
    """Create an assessment from the catalogue, a bundle or an imported clause set."""
    viewer = request.viewer
    asked = {"clause_set": request.GET.get("set", ""), "bundle": request.GET.get("bundle", "")}
    known = clause_set_list(viewer=viewer).filter(active=True, catalogue=None)
    sets = offered(known, SETS, request.POST.get("clause_set", asked["clause_set"]))
    bundles = bundles_offered(request, asked["bundle"])
    initial = {name: value for name, value in asked.items() if value}
    form = NewForm(request.POST or None, viewer=viewer, sets=sets, bundles=bundles, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(
                place(request, "workspace", started(request, form.changes(), bundles.rows))
            )
        except HeguiError as error:
            form.refuse(error)
    title = say("新建评估", "New assessment")
    context = {"form": form, "title": title, "button": say("创建", "Create"), "back": "../"}
    return render(request, "pages/form.html", context)


def bundles_offered(request: Request, asked: str = "") -> Offered:
    """Return the bundles to choose from: the newest, and the one that was asked for."""
    rows = bundle_list(viewer=request.viewer)
    return offered(rows, BUNDLES, request.POST.get("bundle", asked))


def started(request: Request, fields: dict[str, Any], bundles: list[Any]) -> Assessment:
    """Start what the form asks for."""
    viewer = request.viewer
    chosen, pack = fields.pop("clause_set"), fields.pop("bundle")
    bundle = next((row for row in bundles if str(row.pk) == pack), None)
    if chosen != "catalogue":
        if bundle is not None:
            raise InvalidError(
                field="bundle",
                what_zh="自行导入的条款集没有判定准则，不能用结果包。",
                what_en="an imported clause set has no criteria for a bundle.",
            )
        clause_set = clause_set_get(viewer=viewer, clause_set=uuid.UUID(chosen))
        return start_from_set(acting_user=viewer, clause_set=clause_set, **fields)
    if bundle is not None:
        return start_from_bundle(acting_user=viewer, bundle=bundle, **fields)
    return start_from_records(acting_user=viewer, **fields)


@page("assessments.view")
def detail_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Show the answer of an assessment: conclusion, gates, progress, sign-offs, next steps."""
    found = got(request, assessment)
    context = {
        "assessment": found,
        "board": board(viewer=request.viewer, assessment=found),
        "states": STATES,
        "purpose": purposes()[found.purpose],
        "taken": taken_told(found),
        **rights(request, found),
    }
    return render(request, "assessments/detail.html", context)


@page("assessments.change")
@once
def edit_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Change the head of an assessment."""
    found = got(request, assessment)
    form = HeadForm(request.POST or None, viewer=request.viewer, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            assessment_change(
                acting_user=request.viewer,
                assessment=found,
                changes=form.changes(),
                expected=form.expected,
            )
            return redirect(place(request, "detail", found))
        except HeguiError as error:
            form.refuse(error)
    title = say("修改评估", "Edit the assessment")
    context = {"form": form, "title": title, "back": place(request, "detail", found)}
    return render(request, "pages/form.html", context)


@page("assessments.change")
def move_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Send to review, back to work, or close."""
    found = got(request, assessment)
    if request.method == "POST":
        state = request.POST.get("state", "")
        try:
            assessment_move(acting_user=request.viewer, assessment=found, state=state)
        except HeguiError as error:
            if error.http_status == 403:
                raise
            messages.error(request, error.message(language()))
    return redirect(place(request, "detail", found))


@page("assessments.change")
@once
def again_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Assess again: what still stands is carried over, the rest says what changed."""
    found = got(request, assessment)
    bundles = bundles_offered(request, request.GET.get("bundle", ""))
    title = say("{title}（复评）", "{title} (re-assessment)", title=found.title)[:200]
    editions = edition_list(viewer=request.viewer, assessment=found)
    initial = {"title": title, "clause_set": editions[0].pk if editions else ""}
    initial["bundle"] = request.GET.get("bundle", "")
    form = AgainForm(request.POST or None, bundles=bundles, editions=editions, initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = form.changes()
        for name, rows in (("bundle", bundles.rows), ("clause_set", editions)):
            chosen = asked.get(name)
            asked[name] = next((row for row in rows if str(row.pk) == chosen), None)
        try:
            made = reassess(acting_user=request.viewer, previous=found, **asked)
            return redirect(place(request, "changes", made))
        except HeguiError as error:
            form.refuse(error)
    lead = say(
        "人工结论所依据的条款、准则、证据、对象版本都没变的，原样沿用；变了的说明原因，请人重新判定。",
        "People's verdicts are kept where clause, criterion, evidence and subject versions are "
        "unchanged; the others say what changed and wait to be judged again.",
    )
    context = {"form": form, "title": say("发起复评", "Start a re-assessment"), "lead": lead}
    return render(request, "pages/form.html", {**context, "back": place(request, "detail", found)})


@page("assessments.change")
@once
def engagements_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Say which engagements see an assessment."""
    request.viewer.require("people.manage")
    found = got(request, assessment)
    initial = {"engagements": list(found.engagements.all())}
    form = EngagementsForm(request.POST or None, viewer=request.viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        engagements_set(
            acting_user=request.viewer,
            assessment=found,
            engagements=form.cleaned_data["engagements"],
        )
        return redirect(place(request, "detail", found))
    lead = say(
        "外部评估员只看得到其委托名下的评估、这些评估的条款与关联证据。",
        "Outside assessors see the assessments of their engagement, with clauses and linked "
        "evidence, and nothing else.",
    )
    title = say("对外开放给哪些委托", "Engagements this is open to")
    context = {"form": form, "title": title, "lead": lead, "back": place(request, "detail", found)}
    return render(request, "pages/form.html", context)
