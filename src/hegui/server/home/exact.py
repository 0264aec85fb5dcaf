"""What has exactly the id that somebody typed: clauses, obligations, subjects."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from hegui.catalogue.query import title
from hegui.common.text import Text
from hegui.server.assessments.models import ClauseAssessment
from hegui.server.assessments.selectors import latest_first
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.selectors import subject_list
from hegui.server.pages.language import language, said

SHOWN = ("clause", "row__number", "row__title_zh", "row__title_en", "assessment__title")
NEWEST = 5
"""Assessments in which a clause is looked for, beside the one that speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found."""

    title: str
    href: str
    note: str = ""


def exact_hits(viewer: Viewer, words: list[str]) -> list[Hit]:
    """Return what is called exactly as the one word that was typed; nothing for several words."""
    if len(words) != 1:
        return []
    return list(_exact(viewer, words[0]))


def _exact(viewer: Viewer, word: str) -> Iterator[Hit]:
    if viewer.may("obligations.view"):
        yield from _obligations(viewer, word)
    if viewer.may("assessments.view"):
        yield from _clauses(viewer, word)
    if viewer.may("inventory.view"):
        spellings = {word, word.lower(), word.upper()}  # from the index of keys, in no other case
        for row in subject_list(viewer=viewer).filter(key__in=spellings)[:1]:
            yield Hit(
                title=str(row), href=_to(viewer, "inventory:detail", subject=row.pk), note=word
            )


def _to(viewer: Viewer, route: str, **kwargs: Any) -> str:
    return reverse(route, kwargs={"org": viewer.organisation.slug, **kwargs})


def _obligations(viewer: Viewer, word: str) -> Iterator[Hit]:
    rules = catalogue().obligations
    for row in (rules[key] for key in (word, word.upper()) if key in rules):
        href = _to(viewer, "obligations:detail", obligation=row.id)
        yield Hit(title=said(title(row)), href=href, note=row.id)
        return


def _clauses(viewer: Viewer, word: str) -> Iterator[Hit]:
    """Yield the clause in the assessment that speaks and in the newest ones (two queries)."""
    wanted = latest_first(viewer=viewer, most=NEWEST)
    rows = ClauseAssessment.objects.filter(assessment__in=wanted, clause__iexact=word)
    order = {pk: place for place, pk in enumerate(wanted)}
    found = rows.select_related("row", "assessment").only(*SHOWN)
    for row in sorted(found, key=lambda row: order[row.assessment_id]):
        yield _clause(viewer, row)


def _clause(viewer: Viewer, row: ClauseAssessment) -> Hit:
    words = getattr(row.row, f"title_{language()}") or row.row.title_zh
    href = _to(viewer, "assessments:workspace", assessment=row.assessment_id)
    where = said(Text("评估“{title}”", "assessment “{title}”"), title=row.assessment.title)
    return Hit(
        title=f"{row.row.number or row.clause} {words} · {where}",
        href=f"{href}?{urlencode({'clause': row.clause})}",
        note=row.clause,
    )
