"""Pages that make and change items."""

import uuid
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from hegui.common.errors import HeguiError
from hegui.server.evidence.forms import AboutForm, NewForm, VersionForm
from hegui.server.evidence.models import Item, Request
from hegui.server.evidence.selectors import item_get, request_get
from hegui.server.evidence.services import item_change, item_create, request_fulfil, version_add
from hegui.server.evidence.services.intake import Kept
from hegui.server.evidence.targets import names_of
from hegui.server.evidence.views.common import (
    Taking,
    form_page,
    pairs_of,
    refuse_files,
    taking,
    tell_refused,
    to_item,
)
from hegui.server.pages.access import Request as PageRequest
from hegui.server.pages.access import page
from hegui.server.pages.language import language, said, say
from hegui.server.pages.once import once


@page("evidence.add")
@taking
@once
def new_page(request: Taking) -> HttpResponse:
    """Upload files: each becomes an item; `?link=clause:4.1` and `?request=…` prefill."""
    asked = _asked(request)
    form = NewForm(
        request.POST or None,
        request.FILES or None,
        viewer=request.viewer,
        initial=_initial(request, asked),
    )
    if request.method == "POST" and form.is_valid():
        if request.kept:
            try:
                return _made(request, form, asked)
            except HeguiError as error:
                form.refuse(error)
        refuse_files(form, request)
    title = say("上传证据", "Upload evidence")
    linked = names_of(request.viewer, pairs_of(str(form["links"].value() or "")))
    lead = say("、", ", ").join(f"{found.ref} {said(found.title)}" for found in linked.values())
    return form_page(request, form, title, linked=lead, asked=asked)


def _asked(request: PageRequest) -> Request | None:
    """Return the request that the upload answers."""
    text = request.GET.get("request", "")
    try:
        return request_get(viewer=request.viewer, request=uuid.UUID(text)) if text else None
    except ValueError:
        return None


def _initial(request: PageRequest, asked: Request | None) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "links": ",".join(request.GET.getlist("link")),
        "subject": request.GET.get("subject", ""),
        "type": request.GET.get("type", ""),
        "owner": request.user.pk,
    }
    if asked is not None:
        initial |= {"title": asked.title, "type": asked.type, "domain": asked.domain_id}
    return initial


def _made(request: Taking, form: NewForm, asked: Request | None) -> HttpResponse:
    fields = form.changes()
    links, draft = pairs_of(fields.pop("links")), fields.pop("draft")
    fields.pop("upload")
    title = fields.pop("title")
    made = [
        item_create(
            acting_user=request.viewer,
            kept=kept,
            links=links,
            draft=draft,
            title=_title(title, kept, len(request.kept)),
            **fields,
        )
        for kept in request.kept
    ]
    if asked is not None:
        request_fulfil(acting_user=request.viewer, request=asked, item=made[0])
    tell_refused(request)
    messages.success(request, _summary(made))
    if len(made) == 1:
        return to_item(request, made[0].pk)
    return redirect("evidence:list", org=request.viewer.organisation.slug)


def _title(typed: str, kept: Kept, count: int) -> str:
    stem = PurePath(kept.name).stem[:120]
    if not typed:
        return stem
    return typed if count == 1 else f"{typed[:70]} · {stem}"


def _summary(made: list[Item]) -> str:
    drafts = sum(item.state == "draft" for item in made)
    saved = say("已保存 {n} 条证据。", "{n} items were saved.", n=len(made))
    if not drafts:
        return saved
    told = say(
        "其中 {n} 条是草稿：补上类型和期间后才参与判定。",
        " {n} are drafts: they count once they have a type and a period.",
        n=drafts,
    )
    return saved + told


@page("evidence.view")
@once
def edit_page(request: PageRequest, item: uuid.UUID) -> HttpResponse:
    """Change what an item says about itself."""
    found = item_get(viewer=request.viewer, item=item)
    form = AboutForm(request.POST or None, viewer=request.viewer, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            item_change(
                acting_user=request.viewer,
                item=found,
                changes=form.changes(),
                expected=form.expected,
            )
            return to_item(request, item)
        except HeguiError as error:
            form.refuse(error)
    return form_page(request, form, say("修改证据信息", "Edit the evidence"), found)


def _answered(request: Taking, item: Item) -> None:
    """End the request for this renewal that the address names."""
    asked = _asked(request)
    if asked is not None and asked.item_id == item.pk and asked.state == "open":
        request_fulfil(acting_user=request.viewer, request=asked, item=item)


@page("evidence.view")
@taking
@once
def version_page(request: Taking, item: uuid.UUID) -> HttpResponse:
    """Upload a new version of the file."""
    found = item_get(viewer=request.viewer, item=item)
    form = VersionForm(request.POST or None, request.FILES or None, record=found)
    if request.method == "POST" and form.is_valid():
        if len(request.kept) == 1:
            changes = form.changes()
            note = changes.pop("note")
            changes.pop("upload")
            try:
                version_add(
                    acting_user=request.viewer,
                    item=found,
                    kept=request.kept[0],
                    note=note,
                    changes=changes,
                    expected=form.expected,
                )
                _answered(request, found)
                return to_item(request, item)
            except HeguiError as error:
                form.refuse(error)
        refuse_files(form, request)
        if len(request.kept) > 1:
            form.add_error("upload", say("一次只能上传一个新版本。", "One new version at a time."))
    title = say("上传新版本", "Upload a new version")
    return form_page(request, form, title, found, language=language())
