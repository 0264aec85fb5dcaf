"""What assessments say at the gates of the life cycle: signed ones, and those still open."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from hegui.common.text import Text
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.rights import may
from hegui.server.assessments.services.tasks import clause_href
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.judgements import Judgement, Said, Version, covering
from hegui.server.inventory.models import Subject

LOOKED_AT = 200
"""How many of the newest assessments are asked whether they are about a subject."""
COUNTED = 5
"""How many of those that are about it are read, signed and unsigned each."""
SIGNED = (Assessment.State.SIGNED, Assessment.State.CLOSED)
NEEDED = ("organisation", "domain", "title", "as_of", "state", "subjects", "gates")


def judgements(viewer: Viewer, subject: Subject, clauses: Sequence[str]) -> list[Judgement]:
    """Return the assessments by a catalogue that are about a subject, the newest first."""
    rows = Assessment.objects.filter(covering(subject), catalogue__isnull=False)
    rows = rows.select_related("domain").only(*NEEDED, "domain__path").order_by("-as_of", "-id")
    about = [(row, at) for row in rows[:LOOKED_AT] if (at := version_in(row, subject.key))]
    found = [one for one in about if one[0].state in SIGNED][:COUNTED]
    found += [one for one in about if one[0].state not in SIGNED][:COUNTED]
    said = verdicts([row for row, _ in found], clauses)
    return [_judgement(viewer, row, at, said.get(row.pk, {})) for row, at in found]


def version_in(assessment: Assessment, key: str) -> Version | None:
    """Return the version of a subject that an assessment is about; None where it is not about it.

    Assessments of before versions were noted name the subject only: its version is unknown.
    """
    for row in assessment.subjects:
        if row == key:
            return Version()
        if isinstance(row, list) and row[0] == key:
            return Version(row[1], row[2])
    return None


def verdicts(found: Sequence[Assessment], clauses: Sequence[str]) -> dict[UUID, dict[str, Said]]:
    """Return the effective verdicts on clauses by assessment: a person's outranks the machine's."""
    rows = ClauseAssessment.objects.filter(assessment__in=found, clause__in=clauses).order_by()
    said: dict[UUID, dict[str, Said]] = {}
    for pk, clause, verdict, person, stale in rows.values_list(
        "assessment_id", "clause", "verdict", "person_verdict", "stale"
    ):
        said.setdefault(pk, {})[clause] = Said(verdict, bool(person), bool(person and stale))
    return said


def _judgement(
    viewer: Viewer, row: Assessment, version: Version, said: dict[str, Said]
) -> Judgement:
    seen = may(viewer, "assessments.view", row)
    org = viewer.organisation.slug
    shown: dict[str, Any] = {"title": None}
    if seen:
        shown = {
            "title": Text(row.title, row.title),
            "href": reverse("assessments:detail", args=[org, row.pk]),
            "hrefs": {clause: clause_href(viewer, row, clause) for clause in said},
        }
    return Judgement(
        as_of=row.as_of,
        version=version,
        signed=row.state in SIGNED,
        by_people=True,
        verdicts=said,
        gates=row.gates,
        **shown,
    )
