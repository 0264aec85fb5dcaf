"""Items, their files and their links."""

import uuid
from pathlib import PurePath
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Query, Status
from ninja.files import UploadedFile

from hegui.server.core.errors import NotFoundError
from hegui.server.evidence.api.router import router
from hegui.server.evidence.api.schemas import (
    FileOut,
    ItemChange,
    ItemIn,
    ItemOut,
    ItemQuery,
    LinkIn,
    LinkOut,
    VersionIn,
    fields_of,
    show,
    show_file,
    show_link,
)
from hegui.server.evidence.api.taking import take_file, taken
from hegui.server.evidence.scope import sees_inside
from hegui.server.evidence.selectors import item_get, item_list, link_list, version_get
from hegui.server.evidence.services import (
    item_change,
    item_create,
    link_add,
    link_remove,
    version_add,
)
from hegui.server.evidence.serving import file_response
from hegui.server.evidence.targets import split_pair
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.idempotency import ahead
from hegui.server.rest.paging import PageOf, PageQuery, paged

ITEM, OUT, FILE, LINK = "/items/{item}", ItemOut, FileOut, LinkOut


@router.get("/items", response={200: PageOf[ItemOut], **ERRORS})
def list_items(request: HttpRequest, org: Org, asked: Query[ItemQuery]) -> Any:
    """List the evidence, newest first."""
    viewer = viewer_of(request, org, "evidence.view")
    rows = item_list(viewer=viewer).filter(asked.condition()).order_by("-id")
    return paged(rows, asked, show)


@router.post("/items", response={201: ItemOut, **ERRORS})
@ahead(take_file)
def create_item(
    request: HttpRequest, org: Org, body: Form[ItemIn], file: File[UploadedFile]
) -> Any:
    """Create an item with its file (multipart form)."""
    viewer = viewer_of(request, org, "evidence.add")
    fields = fields_of(body, viewer, "evidence.add")
    kept = taken(request, file)
    made = item_create(
        acting_user=viewer,
        kept=kept,
        links=[split_pair(text) for text in body.links],
        draft=body.draft,
        note=body.note,
        **{"title": PurePath(kept.name).stem, **fields},
    )
    return Status(201, show(made))


@router.get(ITEM, response={200: ItemOut, **ERRORS})
def get_item(request: HttpRequest, org: Org, item: uuid.UUID) -> Any:
    """Show one item."""
    return show(item_get(viewer=viewer_of(request, org, "evidence.view"), item=item))


@router.patch(ITEM, response={200: ItemOut, **ERRORS})
def change_item(request: HttpRequest, org: Org, item: uuid.UUID, body: ItemChange) -> Any:
    """Change what an item says about itself."""
    viewer = viewer_of(request, org, "evidence.add")
    found = item_get(viewer=viewer, item=item)
    changes = fields_of(body, viewer, "evidence.change")
    return show(
        item_change(
            acting_user=viewer,
            item=found,
            changes=changes,
            expected=body.version,
            reason=body.reason,
        )
    )


@router.get(ITEM + "/files", response={200: PageOf[FileOut], **ERRORS})
def list_files(request: HttpRequest, org: Org, item: uuid.UUID, page: Query[PageQuery]) -> Any:
    """List the versions of the file, newest first; people outside see the current one."""
    viewer = viewer_of(request, org, "evidence.view")
    found = item_get(viewer=viewer, item=item)
    rows = found.versions.order_by("-number")
    if not sees_inside(viewer, found):
        rows = rows.filter(pk=found.current_id)
    return paged(rows, page, show_file)


@router.post(ITEM + "/files", response={201: FileOut, **ERRORS})
@ahead(take_file)
def create_file(
    request: HttpRequest,
    org: Org,
    item: uuid.UUID,
    body: Form[VersionIn],
    file: File[UploadedFile],
) -> Any:
    """Add a version of the file (multipart form)."""
    viewer = viewer_of(request, org, "evidence.add")
    found = item_get(viewer=viewer, item=item)
    sent = body.model_dump(exclude_unset=True)
    changes = {n: v for n, v in sent.items() if n not in ("note", "version") and v is not None}
    made = version_add(
        acting_user=viewer,
        item=found,
        kept=taken(request, file),
        note=body.note,
        changes=changes,
        expected=body.version,
    )
    return Status(201, show_file(made))


CONTENT = {
    200: {
        "content": {"application/octet-stream": {"schema": {"format": "binary", "type": "string"}}}
    }
}


@router.get(
    ITEM + "/files/{number}/content",
    response={200: None, **ERRORS},
    openapi_extra={"responses": CONTENT},
)
def download(request: HttpRequest, org: Org, item: uuid.UUID, number: int) -> FileResponse:
    """Give out the bytes of a version."""
    viewer = viewer_of(request, org, "evidence.view")
    found = item_get(viewer=viewer, item=item)
    version = version_get(item=found, number=min(max(number, 0), 2**31 - 1))
    if not sees_inside(viewer, found) and version.pk != found.current_id:
        raise NotFoundError(what=f"{item} v{number}")
    return file_response(version)


@router.get(ITEM + "/links", response={200: PageOf[LinkOut], **ERRORS})
def list_links(request: HttpRequest, org: Org, item: uuid.UUID, page: Query[PageQuery]) -> Any:
    """List what an item is evidence for."""
    viewer = viewer_of(request, org, "evidence.view")
    found = item_get(viewer=viewer, item=item)
    return paged(link_list(viewer=viewer, item=found), page, show_link)


@router.post(ITEM + "/links", response={201: LinkOut, **ERRORS})
def create_link(request: HttpRequest, org: Org, item: uuid.UUID, body: LinkIn) -> Any:
    """Link an item to a clause, an obligation, a control or a subject."""
    viewer = viewer_of(request, org, "evidence.add")
    found = item_get(viewer=viewer, item=item)
    made = link_add(acting_user=viewer, item=found, kind=body.to, ref=body.ref, note=body.note)
    return Status(201, show_link(made))


@router.delete(ITEM + "/links/{link}", response={204: None, **ERRORS})
def delete_link(request: HttpRequest, org: Org, item: uuid.UUID, link: uuid.UUID) -> Any:
    """Take a link off."""
    viewer = viewer_of(request, org, "evidence.add")
    found = item_get(viewer=viewer, item=item)
    row = link_list(viewer=viewer, item=found).filter(pk=link).first()
    if row is None:
        raise NotFoundError(what=str(link))
    link_remove(acting_user=viewer, link=row)
    return Status(204, None)
