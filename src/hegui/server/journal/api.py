"""Routes of the API."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Field, Query, Router, Schema

from hegui.server.core.heavy import heavy
from hegui.server.journal.selectors import Asked, anchor_list, chain_of, entries_asked, head_get
from hegui.server.journal.services import ledger_export
from hegui.server.journal.tasks import state_of
from hegui.server.ledger.models import Anchor, Entry
from hegui.server.ledger.verify import verify_chain
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Short
from hegui.server.rest.paging import PageOf, PageQuery, paged

router = Router(tags=["ledger"])


class EntryQuery(PageQuery):
    """Which entries. `action` may end with `*`; `before` goes on from a number cheaply."""

    actor: Short = ""
    action: Short = ""
    kind: Short = ""
    object_id: Short = ""
    since: dt.date | None = None
    until: dt.date | None = None
    before: int | None = Field(None, ge=1, le=2**62)


class EntryOut(Schema):
    """One entry, with all that its digest covers."""

    chain: str
    number: int
    at: str
    actor: str
    action: str
    kind: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str
    previous: str
    digest: str


class HeadOut(Schema):
    """The end of the chain."""

    chain: str
    count: int
    digest: str


class AnchorOut(Schema):
    """A time stamp over the head of the chain."""

    number: int
    digest: str
    at: dt.datetime
    authority: str


class ProblemOut(Schema):
    """What does not fit."""

    code: str
    number: int
    zh: str
    en: str


class VerificationOut(Schema):
    """The answer of a verification."""

    entries: int
    digest: str
    anchors: int
    ok: bool
    problems: list[ProblemOut]


def show(row: Entry | Anchor) -> dict[str, Any]:
    """Return an entry or a time stamp as the API shows it."""
    shape = EntryOut if isinstance(row, Entry) else AnchorOut
    return {name: getattr(row, name) for name in shape.model_fields}


@router.get("", response={200: PageOf[EntryOut], **ERRORS})
def list_entries(request: HttpRequest, org: Org, query: Query[EntryQuery]) -> Any:
    """List what was done, newest first."""
    viewer = viewer_of(request, org, "ledger.view")
    asked = Asked(**query.model_dump(exclude={"page", "page_size"}))
    return paged(entries_asked(viewer=viewer, asked=asked), query, show)


@router.get("/head", response={200: HeadOut, **ERRORS})
def get_head(request: HttpRequest, org: Org) -> Any:
    """Show the end of the chain: write it down elsewhere, and a cut tail shows."""
    head = head_get(viewer=viewer_of(request, org, "ledger.view"))
    return {"chain": head.chain, "count": head.count, "digest": head.digest}


@router.get("/anchors", response={200: PageOf[AnchorOut], **ERRORS})
def list_anchors(request: HttpRequest, org: Org, page: Query[PageQuery]) -> Any:
    """List the time stamps."""
    viewer = viewer_of(request, org, "ledger.view")
    return paged(anchor_list(viewer=viewer), page, show)


@router.get("/verification", response={200: VerificationOut, **ERRORS})
def verify_ledger(request: HttpRequest, org: Org) -> Any:
    """Verify the whole chain now and say what does not fit."""
    chain = chain_of(viewer_of(request, org, "ledger.view"), "ledger.view")
    with heavy(uuid.UUID(chain)):
        return state_of(verify_chain(chain))


@router.post("/exports", response={200: None, **ERRORS})
def export_ledger(request: HttpRequest, org: Org) -> Any:
    """Download the whole chain as lines of JSON that can be verified offline."""
    lines = ledger_export(acting_user=viewer_of(request, org, "ledger.export"))
    return StreamingHttpResponse(lines, content_type="application/x-ndjson")
