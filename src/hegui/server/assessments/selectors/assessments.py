"""Reading assessments: inside by role and domain, outside by engagement."""

import uuid
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet, Value

from hegui.server.assessments.models import Assessment
from hegui.server.assessments.rights import seen
from hegui.server.core.errors import NotFoundError
from hegui.server.core.search import together
from hegui.server.core.viewer import Viewer

SPEAKING = ("signed", "closed")


def assessment_list(*, viewer: Viewer) -> QuerySet[Assessment]:
    """Return the assessments that the viewer may see, the newest first."""
    rows = Assessment.objects.filter(seen(viewer)).select_related(
        "clause_set", "domain", "catalogue", "bundle", "previous"
    )
    return rows.defer(
        "catalogue__content",
        "bundle__verdicts",
        "bundle__notes",
        "previous__gates",
        "previous__names",
        "clause_set__numbering",
    ).order_by("-as_of", "-id")


def assessment_get(*, viewer: Viewer, assessment: uuid.UUID) -> Assessment:
    """Return one assessment or raise `NotFoundError`."""
    try:
        return assessment_list(viewer=viewer).get(pk=assessment)
    except Assessment.DoesNotExist as error:
        raise NotFoundError(what=str(assessment)) from error


def latest_first(*, viewer: Viewer, most: int) -> list[uuid.UUID]:
    """Return the assessment that speaks for the organisation now, then the newest (one query)."""
    rows = assessment_list(viewer=viewer)
    asked = [_keys(rows.filter(state=state), True)[:1] for state in SPEAKING]
    asked.append(_keys(rows, False)[:most])
    try:
        found = together([part.query.sql_with_params() for part in asked])
    except EmptyResultSet:
        return []
    keys = [(bool(speaks), str(day), uuid.UUID(str(key))) for speaks, day, key in found]
    spoken = max((row for row in keys if row[0]), default=None)
    newest = [row for row in keys if not row[0]]
    return list(dict.fromkeys(row[2] for row in ([spoken] if spoken else []) + newest))


def _keys(rows: QuerySet[Assessment], speaks: bool) -> QuerySet[Assessment, Any]:
    return rows.values_list(Value(int(speaks)), "as_of", "pk")


def latest_assessment(*, viewer: Viewer) -> Assessment | None:
    """Return the assessment that speaks for the organisation now.

    The newest that is signed or closed; where there is none, the newest at all.
    """
    keys = latest_first(viewer=viewer, most=1)
    return assessment_list(viewer=viewer).get(pk=keys[0]) if keys else None
