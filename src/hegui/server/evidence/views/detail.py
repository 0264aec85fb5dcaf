"""The page of one item, and its files."""

import uuid
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from hegui.server.core.errors import NotFoundError
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.bar import period_bar
from hegui.server.evidence.models import Item, ItemVersion, Link
from hegui.server.evidence.preview import LEAVES, leaf_file, picture_file, preview_of
from hegui.server.evidence.scope import sees_inside
from hegui.server.evidence.selectors import item_get, link_list, version_get
from hegui.server.evidence.services.items import ENDED, is_described
from hegui.server.evidence.services.life import why_kept
from hegui.server.evidence.serving import file_response, picture_response
from hegui.server.evidence.staleness import lapses
from hegui.server.evidence.targets import names_of, targets
from hegui.server.evidence.words import ALARMING, FLAGS
from hegui.server.pages.access import Request, page
from hegui.server.pages.history import history_for
from hegui.server.pages.language import language, said


@page("evidence.view")
def detail_page(request: Request, item: uuid.UUID) -> HttpResponse:
    """Show an item: its file, what it proves, how long it counts, and its history."""
    viewer = request.viewer
    found = item_get(viewer=viewer, item=item)
    inside = sees_inside(viewer, found)
    preview = preview_of(found.current) if found.current else None
    parts = {
        "item": found,
        "type": catalogue().evidence_types.get(found.type),
        "lapses": lapses(found),
        "bar": period_bar(found),
        "preview": preview,
        "leaves": range(1, min(preview.pages, LEAVES) + 1) if preview else (),
        "flags": flags_of(found.current) if found.current else [],
        "versions": _versions(viewer, found) if inside else [],
        "links": _links(viewer, found),
        "history": history_for(viewer, found) if inside else [],
        "inside": inside,
        "may": _may(viewer, found),
    }
    return render(request, "evidence/detail.html", parts)


def flags_of(version: ItemVersion) -> list[tuple[str, bool]]:
    """Return what was noticed in a file, in words, and whether it is alarming."""
    known = ((flag, FLAGS.get(flag)) for flag in version.flags)
    return [(said(text), flag in ALARMING) for flag, text in known if text]


def _versions(viewer: Viewer, item: Item) -> list[dict[str, Any]]:
    manages = viewer.may("evidence.approve", item)
    zh = language() == "zh"
    rows = []
    for version in item.versions.select_related("uploaded_by"):
        kept = why_kept(item, version) if manages else None
        rows.append(
            {
                "version": version,
                "kept": (kept[0] if zh else kept[1]) if kept else "",
                "may_erase": manages and kept is None and version.removed_at is None,
            }
        )
    return rows


def _links(viewer: Viewer, item: Item) -> list[dict[str, Any]]:
    """Return the links by kind, each with the name of what it points to."""
    rows = list(link_list(viewer=viewer, item=item))
    names = names_of(viewer, [(row.to, row.ref) for row in rows])
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row.to, []).append({"link": row, "found": names.get((row.to, row.ref))})
    return [{"title": _kind(kind), "kind": kind, "rows": found} for kind, found in groups.items()]


def _kind(kind: str) -> str:
    known = targets().get(kind)
    return said(known.title) if known else str(Link(to=kind).get_to_display())


def _may(viewer: Viewer, item: Item) -> dict[str, bool]:
    own = viewer.user is not None and item.owner_id == viewer.user.pk
    ended = item.state in ENDED
    change = viewer.may("evidence.change", item)
    draft = own and item.state == "draft" and viewer.may("evidence.add", item)
    approve = viewer.may("evidence.approve", item)
    ready = item.current_id is not None and is_described(item) and not ended
    return {
        "change": change or draft,
        "link": change or (own and viewer.may("evidence.add", item)),
        "version": (change or draft) and not ended,
        "approve": approve and ready and item.approved_at is None,
        "end": change and not ended,
        "reinstate": change and ended,
        "hold": approve,
        "ask": viewer.may("evidence.request") and not ended,
    }


@page("evidence.view")
def file_page(request: Request, item: uuid.UUID, number: int) -> FileResponse:
    """Give out the bytes of a version."""
    found = item_get(viewer=request.viewer, item=item)
    version = _seen(request.viewer, found, number)
    return file_response(version, inline=request.GET.get("inline") == "1")


@page("evidence.view")
def picture_page(request: Request, item: uuid.UUID, number: int) -> FileResponse:
    """Give out the small picture of a version."""
    found = item_get(viewer=request.viewer, item=item)
    version = _seen(request.viewer, found, number)
    path = picture_file(version.sha256) if version.removed_at is None else None
    if path is None:
        raise NotFoundError(what=version.name)
    return picture_response(path)


@page("evidence.view")
def leaf_page(request: Request, item: uuid.UUID, number: int, leaf: int) -> FileResponse:
    """Give out the picture of one page of a PDF."""
    found = item_get(viewer=request.viewer, item=item)
    path = leaf_file(_seen(request.viewer, found, number), leaf)
    if path is None:
        raise NotFoundError(what=str(leaf))
    return picture_response(path)


def _seen(viewer: Viewer, item: Item, number: int) -> ItemVersion:
    """Return a version; people outside see the current one only."""
    version = version_get(item=item, number=number)
    if not sees_inside(viewer, item) and item.current_id != version.pk:
        raise NotFoundError(what=f"{item.pk} v{number}")
    return version
