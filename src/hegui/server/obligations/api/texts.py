"""Imported texts of laws over the API."""

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict

from hegui.server.obligations.models import LawArticle, LawText
from hegui.server.obligations.selectors import law_text_get, law_text_list
from hegui.server.obligations.services import law_text_drop, law_text_import
from hegui.server.obligations.services.texts import LARGEST
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Short
from hegui.server.rest.paging import PageOf, PageQuery, paged

router = Router()


class TextIn(Schema):
    """Which instrument and version a file holds."""

    model_config = ConfigDict(extra="forbid")

    instrument: Short
    label: Short = ""


class TextOut(Schema):
    """An imported text."""

    id: uuid.UUID
    instrument: str
    label: str
    title: str
    source: str
    digest: str
    articles: int
    current: bool
    person: uuid.UUID | None
    at: dt.datetime


class ArticleOut(Schema):
    """One article; `suffix` counts inserted ones, 0 for none."""

    number: int
    suffix: int
    heading: str
    text: str


def show(law: LawText) -> dict[str, Any]:
    """Return a text as the API shows it."""
    names = ("id", "instrument", "label", "title", "source", "digest", "articles", "current")
    plain = {name: getattr(law, name) for name in names}
    return {**plain, "person": law.person_id, "at": law.created_at}


def show_article(row: LawArticle) -> dict[str, Any]:
    """Return an article as the API shows it."""
    return {name: getattr(row, name) for name in ArticleOut.model_fields}


@router.get("", response={200: PageOf[TextOut], **ERRORS})
def list_texts(request: HttpRequest, org: Org, page: Query[PageQuery]) -> Any:
    """List the imported texts."""
    viewer = viewer_of(request, org, "obligations.view")
    return paged(law_text_list(viewer=viewer), page, show)


@router.post("", response={201: TextOut, **ERRORS})
def import_text(
    request: HttpRequest,
    org: Org,
    body: Annotated[TextIn, Form()],
    file: Annotated[UploadedFile, File()],
) -> Any:
    """Import the text of a law from a file (txt, md, html, docx; at most 5 MB)."""
    viewer = viewer_of(request, org, "obligations.change")
    law = law_text_import(
        acting_user=viewer,
        instrument=body.instrument,
        label=body.label,
        name=file.name or "",
        data=file.read(LARGEST + 1),
    )
    return Status(201, show(law))


@router.get("/{law}", response={200: TextOut, **ERRORS})
def get_text(request: HttpRequest, org: Org, law: uuid.UUID) -> Any:
    """Show one imported text."""
    return show(law_text_get(viewer=viewer_of(request, org, "obligations.view"), law=law))


@router.get("/{law}/articles", response={200: PageOf[ArticleOut], **ERRORS})
def list_articles(request: HttpRequest, org: Org, law: uuid.UUID, page: Query[PageQuery]) -> Any:
    """List the articles of a text in order."""
    found = law_text_get(viewer=viewer_of(request, org, "obligations.view"), law=law)
    return paged(found.rows.order_by("number", "suffix"), page, show_article)


@router.post("/{law}/drop", response={200: TextOut, **ERRORS})
def drop_text(request: HttpRequest, org: Org, law: uuid.UUID) -> Any:
    """Show a text no longer beside our paraphrase."""
    viewer = viewer_of(request, org, "obligations.change")
    return show(law_text_drop(acting_user=viewer, law=law_text_get(viewer=viewer, law=law)))
