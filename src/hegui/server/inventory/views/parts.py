"""Pages of a subject's versions, relations and stage."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hegui.common.errors import HeguiError
from hegui.server.core.errors import NotFoundError
from hegui.server.inventory.forms import ReasonForm, RelationForm, StageForm, VersionForm
from hegui.server.inventory.gates import gates_of
from hegui.server.inventory.models import Subject, SubjectVersion
from hegui.server.inventory.selectors import relation_list, subject_get, version_list
from hegui.server.inventory.services import (
    relation_add,
    relation_remove,
    stage_move,
    version_add,
    version_change,
    version_make_current,
)
from hegui.server.inventory.stages import stages_of
from hegui.server.inventory.views.going import to_subject
from hegui.server.inventory.words import gate_view
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import say
from hegui.server.pages.once import once

CHANGE = "inventory.change"


def changeable(request: Request, subject: uuid.UUID) -> Subject:
    """Return a subject that the viewer may change."""
    found = subject_get(viewer=request.viewer, subject=subject)
    request.viewer.require(CHANGE, found)
    return found


def version_of(request: Request, subject: Subject, version: uuid.UUID) -> SubjectVersion:
    """Return one version of a subject or raise `NotFoundError`."""
    rows = version_list(viewer=request.viewer, subject=subject)
    found = rows.select_related("subject").filter(pk=version).first()
    if found is None:
        raise NotFoundError(what=str(version))
    return found


def form_page(
    request: Request, form: object, title: str, back: str, lead: str = ""
) -> HttpResponse:
    """Show a form of a subject."""
    context = {"form": form, "title": title, "back": back, "lead": lead}
    return render(request, "pages/form.html", context)


@page(CHANGE)
@once
def version_new_page(request: Request, subject: uuid.UUID) -> HttpResponseBase:
    """Record a new version."""
    found = changeable(request, subject)
    form = VersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version_add(acting_user=request.viewer, subject=found, **form.changes())
            return to_subject(request, found)
        except HeguiError as error:
            form.refuse(error)
    title = say("“{name}”的新版本", "New version of “{name}”", name=found.name)
    return form_page(request, form, title, "../../")


@page(CHANGE)
@once
def version_edit_page(request: Request, subject: uuid.UUID, version: uuid.UUID) -> HttpResponseBase:
    """Change what is noted about a version."""
    found = changeable(request, subject)
    row = version_of(request, found, version)
    form = VersionForm(request.POST or None, record=row)
    if request.method == "POST" and form.is_valid():
        try:
            version_change(
                acting_user=request.viewer,
                version=row,
                changes=form.changes(),
                expected=form.expected,
            )
            return to_subject(request, found)
        except HeguiError as error:
            form.refuse(error)
    title = say("修改版本 {label}", "Edit version {label}", label=row.label)
    return form_page(request, form, title, "../../../")


@page(CHANGE)
@once
def version_current_page(
    request: Request, subject: uuid.UUID, version: uuid.UUID
) -> HttpResponseBase:
    """Make another version the current one."""
    found = changeable(request, subject)
    row = version_of(request, found, version)
    form = ReasonForm(request.POST or None, record=row)
    if request.method == "POST" and form.is_valid():
        try:
            version_make_current(
                acting_user=request.viewer,
                version=row,
                reason=form.cleaned_data["reason"],
                expected=form.expected,
            )
            return to_subject(request, found)
        except HeguiError as error:
            form.refuse(error)
    title = say("把 {label} 设为当前版本", "Make {label} the current version", label=row.label)
    lead = say("关于其他版本的证据会失效。", "Evidence about other versions becomes stale.")
    return form_page(request, form, title, "../../../", lead)


@page(CHANGE)
@once
def relation_new_page(request: Request, subject: uuid.UUID) -> HttpResponseBase:
    """Relate a subject to another."""
    found = changeable(request, subject)
    form = RelationForm(request.POST or None, viewer=request.viewer, source=found)
    if request.method == "POST" and form.is_valid():
        try:
            relation_add(acting_user=request.viewer, source=found, **form.changes())
            return to_subject(request, found)
        except HeguiError as error:
            form.refuse(error)
    title = say("“{name}”的新关系", "New relation of “{name}”", name=found.name)
    lead = say(
        "读作：{name} + 关系 + 对象。", "Reads as: {name} + relation + subject.", name=found.name
    )
    return form_page(request, form, title, "../../", lead)


@page(CHANGE)
def relation_remove_page(
    request: Request, subject: uuid.UUID, relation: uuid.UUID
) -> HttpResponseBase:
    """Remove a relation (POST)."""
    found = changeable(request, subject)
    row = relation_list(viewer=request.viewer).filter(pk=relation, source=found).first()
    if row is None:
        raise NotFoundError(what=str(relation))
    if request.method == "POST":
        relation_remove(acting_user=request.viewer, relation=row)
        messages.success(request, say("已移除一个关系。", "A relation was removed."))
    return to_subject(request, found)


@page(CHANGE)
@once
def stage_page(request: Request, subject: uuid.UUID) -> HttpResponseBase:
    """Let a subject enter a stage; the page shows what each gate says."""
    found = changeable(request, subject)
    form = StageForm(request.POST or None, viewer=request.viewer, record=found)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            stage_move(
                acting_user=request.viewer,
                subject=found,
                stage=asked["stage"],
                reason=asked["reason"],
                force=asked.get("force", False),
                expected=form.expected,
            )
            return to_subject(request, found)
        except HeguiError as error:
            form.refuse(error)
    rows = [row for row in stages_of(found.type) if row.id != found.stage]
    gates = gates_of(viewer=request.viewer, subject=found, asked=rows)
    context = {"form": form, "subject": found, "gates": [gate_view(gate) for gate in gates]}
    return render(request, "inventory/stage.html", context)
