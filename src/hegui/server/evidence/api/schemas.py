"""What the API takes and gives."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.db.models import Q
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from hegui.server.core.domains import domain_get
from hegui.server.core.people import person_get
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, ItemVersion, Link, Request
from hegui.server.evidence.staleness import lapses, stale_now
from hegui.server.inventory.selectors import subject_get
from hegui.server.rest.fields import Line, Prose, Short, Title, one_line
from hegui.server.rest.paging import PageQuery

State = Literal["draft", "current", "superseded", "withdrawn"]
Kind = Literal["clause", "obligation", "control", "subject", "assessment_clause"]
Pair = Annotated[str, Field(max_length=150, pattern=r"^[a-z_]+:.+$"), AfterValidator(one_line)]
"""What evidence is linked to, such as `clause:4.1`."""


class Strict(Schema):
    """Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class About(Strict):
    """What an item says about itself."""

    title: Title | None = None
    type: Short = ""
    description: Annotated[Prose, Field(max_length=5000)] = ""
    owner: uuid.UUID | None = None
    subject: uuid.UUID | None = None
    subject_digest: Short = ""
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    valid_until: dt.date | None = None
    domain: uuid.UUID | None = None


class ItemIn(About):
    """A new item, sent as a form together with its file."""

    links: Annotated[list[Pair], Field(max_length=100)] = []
    draft: bool = False
    note: Annotated[Prose, Field(max_length=2000)] = ""


class ItemChange(About):
    """Changes to an item; `version` is the version that was seen."""

    version: int | None = Field(None, ge=1, le=2**31)
    reason: Annotated[Prose, Field(max_length=2000)] = ""


class VersionIn(Strict):
    """A new version, sent as a form together with its file."""

    note: Annotated[Prose, Field(max_length=2000)] = ""
    version: int | None = Field(None, ge=1, le=2**31)
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    valid_until: dt.date | None = None
    subject_digest: Short | None = None


class Because(Strict):
    """Why."""

    reason: Annotated[Prose, Field(max_length=2000)] = ""
    version: int | None = Field(None, ge=1, le=2**31)


class LinkIn(Strict):
    """A new link."""

    to: Kind
    ref: Annotated[Line, Field(min_length=1, max_length=120)]
    note: Line = ""


class RequestIn(Strict):
    """Asking for evidence. A due day that has passed needs `backdated`: history is taken over."""

    title: Title
    details: Annotated[Prose, Field(max_length=5000)] = ""
    type: Short = ""
    asked_of: uuid.UUID
    due_on: dt.date | None = None
    item: uuid.UUID | None = None
    domain: uuid.UUID | None = None
    links: Annotated[list[Pair], Field(max_length=100)] = []
    backdated: bool = False


class Answered(Strict):
    """The item that answers a request."""

    item: uuid.UUID


class FileOut(Schema):
    """One version of a file."""

    number: int
    sha256: str
    size: int
    media_type: str
    name: str
    flags: list[str]
    note: str
    uploaded_at: dt.datetime
    uploaded_by: uuid.UUID | None
    removed_at: dt.datetime | None


class LinkOut(Schema):
    """A link."""

    id: uuid.UUID
    to: Kind
    ref: str
    note: str


class ItemOut(Schema):
    """An item; `stale` lists why it may not count any more."""

    id: uuid.UUID
    version: int
    title: str
    type: str
    description: str
    state: State
    owner: uuid.UUID | None
    subject: uuid.UUID | None
    subject_digest: str
    period_from: dt.date | None
    period_to: dt.date | None
    valid_until: dt.date | None
    domain: uuid.UUID | None
    approved_by: uuid.UUID | None
    approved_at: dt.datetime | None
    superseded_by: uuid.UUID | None
    held: bool
    link_count: int
    stale: list[str]
    file: FileOut | None


class RequestOut(Schema):
    """A request."""

    id: uuid.UUID
    version: int
    title: str
    details: str
    type: str
    state: Literal["open", "fulfilled", "cancelled"]
    asked_of: uuid.UUID | None
    asked_by: uuid.UUID | None
    due_on: dt.date | None
    item: uuid.UUID | None
    fulfilled_by: uuid.UUID | None
    reminders: int
    links: list[str]


class ItemQuery(PageQuery):
    """Which items."""

    q: Line = ""
    type: Short = ""
    state: State | None = None
    stale: Literal["any", "version", "expired", "period", "soon"] | None = None
    linked: bool | None = None
    owner: uuid.UUID | None = None
    subject: uuid.UUID | None = None
    link: Pair | None = None

    def condition(self) -> Q:
        """Return what was asked for as a condition on items."""
        found = Q(title__icontains=self.q) if self.q else Q()
        for name in ("type", "state", "owner", "subject"):
            if getattr(self, name):
                found &= Q(**{name: getattr(self, name)})
        if self.stale:
            found &= stale_now(self.stale)
        if self.linked is not None:
            found &= Q(link_count__gt=0) if self.linked else Q(link_count=0)
        if self.link:
            to, _, ref = self.link.partition(":")
            found &= Q(pk__in=Link.objects.filter(to=to, ref=ref).order_by().values("item"))
        return found


RELATED = ("owner", "subject", "domain", "approved_by", "superseded_by")


def show(item: Item) -> dict[str, Any]:
    """Return an item as the API shows it."""
    plain = {n: getattr(item, n) for n in ItemOut.model_fields if hasattr(item, n)}
    related = {name: getattr(item, f"{name}_id") for name in RELATED}
    stale = [lapse.code for lapse in lapses(item)]
    file = show_file(item.current) if item.current else None
    return {**plain, **related, "stale": stale, "file": file}


def show_file(version: ItemVersion) -> dict[str, Any]:
    """Return a version as the API shows it."""
    plain = {n: getattr(version, n) for n in FileOut.model_fields if hasattr(version, n)}
    return {
        **plain,
        "uploaded_at": version.created_at,
        "uploaded_by": version.uploaded_by_id,
    }


def show_link(link: Link) -> dict[str, Any]:
    """Return a link as the API shows it."""
    return {"id": link.pk, "to": link.to, "ref": link.ref, "note": link.note}


def show_request(row: Request) -> dict[str, Any]:
    """Return a request as the API shows it."""
    plain = {n: getattr(row, n) for n in RequestOut.model_fields if hasattr(row, n)}
    related = ("asked_of", "asked_by", "item", "fulfilled_by")
    links = [f"{kind}:{ref}" for kind, ref in row.targets]
    return {**plain, **{n: getattr(row, f"{n}_id") for n in related}, "links": links}


def fields_of(body: About, viewer: Viewer, permission: str) -> dict[str, Any]:
    """Return what was sent, with people, subjects and domains found."""
    own = set(About.model_fields)
    fields = {n: v for n, v in body.model_dump(exclude_unset=True).items() if n in own}
    if fields.get("owner"):
        fields["owner"] = person_get(viewer, fields["owner"])
    if fields.get("subject"):
        fields["subject"] = subject_get(viewer=viewer, subject=fields["subject"])
    if fields.get("domain"):
        fields["domain"] = domain_get(viewer, fields["domain"], permission)
    if fields.get("title", "") is None:
        del fields["title"]
    return fields
