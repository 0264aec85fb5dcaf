"""Reading imported texts of laws, and the article that belongs to an obligation."""

import re
import unicodedata
import uuid
from typing import NamedTuple

from django.db.models import QuerySet

from hegui.catalogue.model import Obligation
from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.articles import chinese_number, numbering
from hegui.server.obligations.models import LawArticle, LawText


class Beside(NamedTuple):
    """The law's own article beside a paraphrase.

    `anchored` tells whether the phrase by which the catalogue finds the provision stands in it;
    None when the catalogue names no phrase.
    """

    article: LawArticle
    anchored: bool | None


def law_text_list(*, viewer: Viewer) -> QuerySet[LawText]:
    """Return all imported texts, the current ones of each instrument first."""
    viewer.require("obligations.view")
    rows = LawText.objects.filter(organisation=viewer.organisation)
    return rows.select_related("person").order_by("instrument", "-current", "-id")


def law_text_get(*, viewer: Viewer, law: uuid.UUID) -> LawText:
    """Return one imported text or raise `NotFoundError`."""
    found = law_text_list(viewer=viewer).filter(pk=law).first()
    if found is None:
        raise NotFoundError(what=str(law))
    return found


def article_place(row: Obligation) -> tuple[int, int] | None:
    """Return number and suffix of the article in which an obligation stands, if it is known."""
    if row.locator is not None and row.locator.article is not None:
        suffix = row.locator.article_suffix.removeprefix(numbering().inserted)
        return row.locator.article, chinese_number(suffix) if suffix else 0
    number = re.match(r"\d+", row.article)
    return (int(number[0]), 0) if number else None


def article_beside(*, viewer: Viewer, row: Obligation) -> Beside | None:
    """Return the article of an obligation in the current text of its instrument (one query)."""
    viewer.require("obligations.view")
    place = article_place(row)
    if place is None:
        return None
    rows = LawArticle.objects.filter(
        law__organisation=viewer.organisation,
        law__instrument=row.instrument,
        law__current=True,
        number=place[0],
        suffix=place[1],
    )
    found = rows.select_related("law").first()
    if found is None:
        return None
    anchored = _plain(row.text_anchor) in _plain(found.text) if row.text_anchor else None
    return Beside(found, anchored)


def _plain(text: str) -> str:
    """Return a text without blanks and differences of width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
