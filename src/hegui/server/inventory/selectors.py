"""Reading the inventory."""

import uuid
from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet

from hegui.project.model import Subject as DeclaredSubject
from hegui.server.core.errors import NotFoundError
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Filing, Relation, Subject, SubjectVersion

VIEW = "inventory.view"
DECLARED = ("model", "dataset", "service", "supplier")


def subject_list(*, viewer: Viewer) -> QuerySet[Subject]:
    """Return the subjects that the viewer may see; `now` holds the current version of each."""
    current = SubjectVersion.objects.filter(current=True)
    return (
        Subject.objects.filter(viewer.where(VIEW))
        .select_related("owner", "domain")
        .prefetch_related(Prefetch("versions", queryset=current, to_attr="now"))
    )


def subject_get(*, viewer: Viewer, subject: uuid.UUID) -> Subject:
    """Return one subject or raise `NotFoundError`."""
    found = subject_list(viewer=viewer).filter(pk=subject).first()
    if found is None:
        raise NotFoundError(what=str(subject))
    return found


def current_version(subject: Subject) -> SubjectVersion | None:
    """Return the current version of a subject, if it has any."""
    known: Sequence[SubjectVersion] | None = getattr(subject, "now", None)
    if known is not None:
        return known[0] if known else None
    found: SubjectVersion | None = subject.versions.filter(current=True).first()
    return found


def subjects_as_declared(organisation: Organisation) -> tuple[DeclaredSubject, ...]:
    """Return the subjects in use as `hegui.yaml` would declare them, in the order of their keys.

    Algorithms are left out: the catalogue has no verdicts about them apart from the models and
    services that run them.
    """
    rows = SubjectVersion.objects.filter(
        organisation=organisation, current=True, subject__type__in=DECLARED
    )
    now = {row.subject_id: row for row in rows}
    used = Subject.objects.filter(organisation=organisation, type__in=DECLARED).exclude(
        status=Subject.Status.RETIRED
    )
    return tuple(_declared(subject, now.get(subject.pk)) for subject in used.order_by("key"))


def _declared(subject: Subject, version: SubjectVersion | None) -> DeclaredSubject:
    return DeclaredSubject(
        id=subject.key,
        kind=subject.type,  # type: ignore[arg-type]
        name=subject.name,
        name_en=subject.name_en,
        version=version.label if version else "",
        digest=version.digest if version else "",
    )


def version_list(*, viewer: Viewer, subject: Subject) -> QuerySet[SubjectVersion]:
    """Return the versions of a subject, the current one first."""
    return SubjectVersion.objects.filter(viewer.where(VIEW, "subject__domain"), subject=subject)


def relation_list(*, viewer: Viewer) -> QuerySet[Relation]:
    """Return the relations between subjects that the viewer may both see."""
    return Relation.objects.filter(
        viewer.where(VIEW, "source__domain") & viewer.where(VIEW, "target__domain")
    ).select_related("source", "target", "source__domain", "target__domain")


def filing_list(*, viewer: Viewer) -> QuerySet[Filing]:
    """Return the filings of subjects that the viewer may see, and of the organisation itself."""
    rows = Filing.objects.filter(viewer.where(VIEW, "subject__domain"))
    return rows.select_related("subject", "subject__domain")


def filing_get(*, viewer: Viewer, filing: uuid.UUID) -> Filing:
    """Return one filing or raise `NotFoundError`."""
    found = filing_list(viewer=viewer).filter(pk=filing).first()
    if found is None:
        raise NotFoundError(what=str(filing))
    return found
