"""Linking: search clauses, obligations, controls, subjects; tick; link. And taking a link off."""

import uuid
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.forms import ReasonForm
from hegui.server.evidence.models import Link
from hegui.server.evidence.selectors import item_get, link_list
from hegui.server.evidence.services import link_remove, links_add
from hegui.server.evidence.targets import MOST, split_pair, targets
from hegui.server.evidence.views.actions import act
from hegui.server.evidence.views.common import to_item
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import said, say
from hegui.server.pages.once import once


def search(viewer: Viewer, words: str, kind: str) -> list[dict[str, Any]]:
    """Return what can be linked to, by kind, at most some of each."""
    kinds = {kind: targets()[kind]} if kind in targets() else targets()
    found = [
        {"kind": name, "title": said(target.title), "rows": _some(target.search(viewer, words))}
        for name, target in kinds.items()
    ]
    return [group for group in found if group["rows"]]


def _some(rows: Iterable[Any]) -> list[Any]:
    return list(islice(rows, MOST))


def _parts(request: Request) -> dict[str, Any]:
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    kind = request.GET.get("kind", "")
    return {
        "q": words,
        "kind": kind,
        "kinds": [(name, said(target.title)) for name, target in targets().items()],
        "groups": search(request.viewer, words, kind) if words or kind in targets() else [],
    }


@page("evidence.view")
def targets_page(request: Request) -> HttpResponse:
    """Show what a search finds, as a part of a page."""
    return render(request, "evidence/targets.html", _parts(request))


@page("evidence.view")
def links_page(request: Request, item: uuid.UUID) -> HttpResponse:
    """Choose what an item is evidence for."""
    found = item_get(viewer=request.viewer, item=item)
    if request.method == "POST":
        pairs = [split_pair(text) for text in request.POST.getlist("pair")[:200]]
        links_add(
            acting_user=request.viewer,
            items=[found],
            pairs=pairs,
            note=request.POST.get("note", "").replace("\x00", "")[:300],
        )
        return to_item(request, item)
    linked = {f"{row.to}:{row.ref}" for row in link_list(viewer=request.viewer, item=found)}
    return render(
        request, "evidence/links.html", {"item": found, "linked": linked, **_parts(request)}
    )


@page("evidence.view")
@once
def unlink_page(request: Request, item: uuid.UUID, link: uuid.UUID) -> HttpResponse:
    """Take a link off."""
    found = item_get(viewer=request.viewer, item=item)
    row: Link | None = link_list(viewer=request.viewer, item=found).filter(pk=link).first()
    if row is None:
        raise NotFoundError(what=str(link))
    return act(
        request,
        found,
        ReasonForm(request.POST or None),
        say("取消关联 {ref}", "Remove the link to {ref}", ref=row.ref),
        lambda typed: link_remove(acting_user=request.viewer, link=row, reason=typed["reason"]),
    )
