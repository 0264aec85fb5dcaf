"""The list of subjects, one subject, making and changing it."""

import uuid
from collections.abc import Sequence

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe

from hegui.common.errors import HeguiError
from hegui.server.core.domains import domain_choices
from hegui.server.core.errors import NotFoundError
from hegui.server.core.people import person_choices
from hegui.server.inventory.forms import ReasonForm, SubjectForm, words
from hegui.server.inventory.gates import gate_of
from hegui.server.inventory.hooks import subject_panels
from hegui.server.inventory.models import Subject
from hegui.server.inventory.rules import KINDS, STATUSES
from hegui.server.inventory.selectors import (
    current_version,
    filing_list,
    relation_list,
    subject_get,
    subject_list,
    version_list,
)
from hegui.server.inventory.services import subject_change, subject_create, subject_remove
from hegui.server.inventory.stages import stages, stages_of
from hegui.server.inventory.views.going import go, to_subject
from hegui.server.inventory.words import FilingView, card_lines, gate_view, relation_views
from hegui.server.pages.access import Request, page
from hegui.server.pages.cut import cut, titled
from hegui.server.pages.history import history_for
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.once import once
from hegui.server.pages.picking import fitting, named

COLUMNS = [
    Column(name="name", title=say_lazy("名称", "Name"), order="name"),
    Column(name="type", title=say_lazy("类别", "Kind"), order="type"),
    Column(name="version", title=say_lazy("当前版本", "Current version")),
    Column(name="stage", title=say_lazy("阶段", "Stage"), order="stage"),
    Column(name="status", title=say_lazy("状态", "Status"), order="status"),
    Column(name="owner", title=say_lazy("责任人", "Owner")),
    Column(name="domain", title=say_lazy("业务域", "Domain")),
]
NONE = "-"
CHOICES, SHOWN = 200, 50
"""Choices of a filter, and rows of a part of a subject's page; what goes on says so."""


def listing(request: Request) -> Listing:
    """Return what the list offers: the filters hold the people and domains of this organisation."""
    people = cut(person_choices(request.viewer), CHOICES)
    owners = [(str(person.pk), str(person)) for person in people]
    places = cut(domain_choices(request.viewer, "inventory.view"), CHOICES)
    domains = [(str(row.pk), row.name) for row in places]
    nobody = (NONE, say_lazy("（无）", "(none)"))
    return Listing(
        columns=COLUMNS,
        filters=[
            _filter("type", say_lazy("类别", "Kind"), words(KINDS)),
            _filter(
                "stage",
                say_lazy("阶段", "Stage"),
                [*words({row.id: row.title for row in stages().values()}), nobody],
            ),
            _filter("status", say_lazy("状态", "Status"), words(STATUSES)),
            _filter("owner", titled(say("责任人", "Owner"), people), [*owners, nobody]),
            *(
                [_filter("domain", titled(say("业务域", "Domain"), places), domains)]
                * bool(domains)
            ),
        ],
        search=["name", "name_en", "key", "description", "owner__name"],
        order="name",
    )


def _filter(name: str, title: object, choices: Sequence[tuple[str, object]]) -> Filter:
    return Filter(
        name=name, title=title, choices=choices, select=lambda value: _select(name, value)
    )


def _select(name: str, value: str) -> Q:
    if value == NONE:
        return Q(owner=None) if name == "owner" else Q(**{name: ""})
    if name == "domain":
        return Q(domain__path__contains=uuid.UUID(value).hex)
    return Q(**{name: value})


OFFERED = 20


@page("inventory.view")
def subject_pick_page(request: Request) -> HttpResponse:
    """Offer the subjects whose name or id holds what was typed, as a part of a form."""
    words = request.GET.get(request.GET.get("field", ""), "").strip()[:100]
    rows = fitting(subject_list(viewer=request.viewer), words)[:OFFERED]
    return render(request, "inventory/pick.html", {"offers": [named(row) for row in rows]})


@page("inventory.view")
def subject_list_page(request: Request) -> HttpResponse:
    """List the subjects."""
    shown = listing(request).page(subject_list(viewer=request.viewer), request.GET)
    context = {
        "list": shown,
        "row_template": "inventory/row.html",
        "empty_template": "inventory/empty.html",
        "may_change": request.viewer.may("inventory.change"),
    }
    return render(request, "inventory/list.html", context)


@page("inventory.view")
def subject_page(request: Request, subject: uuid.UUID) -> HttpResponse:
    """Show one subject: what it is, its versions, relations, stage and filings."""
    found = subject_get(viewer=request.viewer, subject=subject)
    viewer = request.viewer
    relations = relation_list(viewer=viewer).filter(Q(source=found) | Q(target=found))
    related = cut(relations, CHOICES)
    filings = filing_list(viewer=viewer).filter(subject=found)
    context = {
        **_head(request, found, ""),
        "version": current_version(found),
        "versions": cut(version_list(viewer=viewer, subject=found), SHOWN),
        "relations": relation_views(found, related),
        "related": related,
        "filings": cut(filings, SHOWN).shown(FilingView),
        "card": card_lines(found),
        **_stage(request, found),
        "history": history_for(viewer, found, 20),
    }
    return render(request, "inventory/detail.html", context)


@page("inventory.view")
def subject_panel_page(request: Request, subject: uuid.UUID, panel: str) -> HttpResponse:
    """Show a part of a subject's page that another app added."""
    found = subject_get(viewer=request.viewer, subject=subject)
    for one in subject_panels(request.viewer):
        if one.name == panel:
            html = mark_safe(one.show(request.viewer, found))  # noqa: S308
            context = {**_head(request, found, panel), "panel": one, "html": html}
            return render(request, "inventory/panel.html", context)
    raise NotFoundError(what=panel)


def _head(request: Request, subject: Subject, here: str) -> dict[str, object]:
    return {
        "subject": subject,
        "panels": subject_panels(request.viewer),
        "here": here,
        "may_change": request.viewer.may("inventory.change", subject),
    }


def _stage(request: Request, subject: Subject) -> dict[str, object]:
    """Return the way through the stages and what the gate of the next one says."""
    way = stages_of(subject.type)
    places = [row.id for row in way]
    at = places.index(subject.stage) if subject.stage in places else -1
    following = way[at + 1] if at + 1 < len(way) else None
    gate = gate_of(viewer=request.viewer, subject=subject, stage=following) if following else None
    return {
        "way": way,
        "next_stage": following,
        "gate": gate_view(gate) if gate else None,
        "moves": list(subject.moves.select_related("moved_by")[:10]),
    }


@page("inventory.change")
@once
def subject_new_page(request: Request) -> HttpResponseBase:
    """Create a subject."""
    initial = {name: request.GET[name] for name in ("type",) if name in request.GET}
    form = SubjectForm(request.POST or None, viewer=request.viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return to_subject(request, subject_create(acting_user=request.viewer, **form.changes()))
        except HeguiError as error:
            form.refuse(error)
    return _form(request, form, say("登记对象", "Record a subject"), "../")


@page("inventory.change")
@once
def subject_edit_page(request: Request, subject: uuid.UUID) -> HttpResponseBase:
    """Change a subject; somebody else's change in the meantime is shown, nothing is lost."""
    found = subject_get(viewer=request.viewer, subject=subject)
    request.viewer.require("inventory.change", found)
    form = SubjectForm(request.POST or None, viewer=request.viewer, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            subject_change(
                acting_user=request.viewer,
                subject=found,
                changes=form.changes(),
                expected=form.expected,
            )
            return to_subject(request, found)
        except HeguiError as error:
            form.refuse(error)
    return _form(request, form, say("修改“{name}”", "Edit “{name}”", name=found.name), "../")


@page("inventory.change")
@once
def subject_remove_page(request: Request, subject: uuid.UUID) -> HttpResponseBase:
    """Delete a subject that was recorded by mistake."""
    found = subject_get(viewer=request.viewer, subject=subject)
    request.viewer.require("inventory.change", found)
    form = ReasonForm(request.POST or None, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            subject_remove(
                acting_user=request.viewer,
                subject=found,
                reason=form.cleaned_data["reason"],
                expected=form.expected,
            )
            return go(request, "list")
        except HeguiError as error:
            form.refuse(error)
    title = say("删除“{name}”", "Delete “{name}”", name=found.name)
    lead = say(
        "版本、关系、备案和阶段记录一并删除，操作记录保留。不再使用的对象请改为“已停用”。",
        "Its versions, relations, filings and moves go too; the ledger keeps them. Retire a subject "
        "that was in use instead.",
    )
    return _form(request, form, title, "../", lead, say("删除", "Delete"))


def _form(
    request: Request, form: object, title: str, back: str, lead: str = "", button: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "lead": lead, "button": button}
    return render(request, "pages/form.html", context)
