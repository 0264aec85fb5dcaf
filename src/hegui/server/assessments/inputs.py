"""What the server's own records say on a day, laid out as the engine's inputs."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast, get_args

from hegui.catalogue.model import Catalogue, SubjectKind
from hegui.conformity import judge
from hegui.conformity.model import Inputs
from hegui.engine.model import CheckResult
from hegui.project.model import Organisation as DeclaredOrganisation
from hegui.project.model import Person, Project, Subject
from hegui.server.assessments.basis import Side
from hegui.server.core.models import Organisation
from hegui.server.evidence.selectors import as_evidence
from hegui.server.evidence.selectors.engine import duties_of
from hegui.server.inventory.models import Subject as Listed
from hegui.server.inventory.models import SubjectVersion
from hegui.server.obligations.selectors.facts import facts_at

KINDS: tuple[str, ...] = get_args(SubjectKind)


def server_side(
    organisation: Organisation,
    catalogue: Catalogue,
    day: dt.date,
    results: Iterable[CheckResult] = (),
) -> Side:
    """Judge the server's records on a day: facts, subjects, evidence, people, given results."""
    rule_set = next((row.id for row in catalogue.rule_sets.values() if row.default), "")
    subjects, people = tuple(subjects_of(organisation)), tuple(people_of(organisation))
    facts = facts_at(organisation, day)
    inputs = Inputs(
        as_of=day,
        rule_set=rule_set,
        facts=facts,
        subjects=subjects,
        people=people,
        results=tuple(results),
        evidence=tuple(as_evidence(organisation)),
    )
    project = Project(
        schema="hegui/project/1",
        organisation=declared(organisation),
        as_of=day,
        rule_set=rule_set,
        facts=cast(Any, facts),
        people=people,
        subjects=subjects,
    )
    return Side(catalogue.at(day), inputs, project, judge(catalogue.at(day), inputs))


def declared(organisation: Organisation) -> DeclaredOrganisation:
    """Return the organisation as a declaration names it."""
    return DeclaredOrganisation(
        id=organisation.slug,
        name=organisation.name,
        name_en=organisation.name_en,
        credit_code=organisation.credit_code,
    )


def subjects_of(organisation: Organisation) -> Iterable[Subject]:
    """Yield the subjects in use with their current versions."""
    current = SubjectVersion.objects.filter(organisation=organisation, current=True)
    versions = {row.subject_id: row for row in current}
    rows = Listed.objects.filter(organisation=organisation, type__in=KINDS)
    for row in rows.exclude(status=Listed.Status.RETIRED).order_by("key"):
        version = versions.get(row.pk)
        yield Subject(
            id=row.key,
            kind=cast(SubjectKind, row.type),
            name=row.name,
            name_en=row.name_en,
            version=version.label if version else "",
            digest=version.digest if version else "",
        )


def people_of(organisation: Organisation) -> Iterable[Person]:
    """Yield the people who hold duties, by id: names stay where they can be erased."""
    for person, roles in sorted(duties_of(organisation).items()):
        yield Person(id=person, name=person, roles=roles)
