"""Reading clause sets."""

import uuid

from django.db.models import QuerySet

from hegui.server.assessments.models import Assessment, ClauseRow, ClauseSet
from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer


def clause_set_list(*, viewer: Viewer) -> QuerySet[ClauseSet]:
    """Return the clause sets of the organisation; people outside see none but their assessment's."""
    rows = ClauseSet.objects.filter(viewer.where("assessments.view", domain=""))
    if any(not g.engagement and "assessments.view" in g.permissions for g in viewer.grants):
        rows = ClauseSet.objects.filter(organisation=viewer.organisation)
        if viewer.scopes is not None and "assessments.view" not in viewer.scopes:
            rows = rows.none()
    return rows.select_related("catalogue").defer("catalogue__content").order_by("-id")


def clause_set_get(*, viewer: Viewer, clause_set: uuid.UUID) -> ClauseSet:
    """Return one clause set or raise `NotFoundError`."""
    found = clause_set_list(viewer=viewer).filter(pk=clause_set).first()
    if found is None:
        raise NotFoundError(what=str(clause_set))
    return found


MOST_EDITIONS = 200


def edition_list(*, viewer: Viewer, assessment: Assessment) -> list[ClauseSet]:
    """Return the imported sets that may follow an assessment's own, likely editions first.

    These are the sets of the same title, the newest first, its own among them, then the others.
    An assessment by a catalogue has none: the installed one follows.
    """
    if assessment.catalogue_id:
        return []
    own = assessment.clause_set
    rows = clause_set_list(viewer=viewer).filter(catalogue=None, active=True).exclude(pk=own.pk)
    found = [*rows[:MOST_EDITIONS], own]
    found.sort(key=lambda row: row.pk, reverse=True)
    return sorted(found, key=lambda row: row.title != own.title)


def row_list(*, clause_set: ClauseSet) -> QuerySet[ClauseRow]:
    """Return the clauses of a set that was got before, in order."""
    return ClauseRow.objects.filter(clause_set=clause_set).order_by("order")
