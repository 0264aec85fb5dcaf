"""What the server's own records say on a day, laid out as the engine's inputs."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast, get_args

import msgspec

from hegui.catalogue.model import Catalogue, SubjectKind
from hegui.common.text import Text
from hegui.conformity import judge
from hegui.conformity.model import Inputs
from hegui.engine.model import CheckResult
from hegui.project.model import Organisation as DeclaredOrganisation
from hegui.project.model import Person, Project, Subject
from hegui.server.assessments.basis import Side, Taken
from hegui.server.assessments.known import UNKEPT, with_known
from hegui.server.core.domains import around
from hegui.server.core.models import Domain, Organisation
from hegui.server.evidence.selectors import as_evidence
from hegui.server.evidence.selectors.engine import duties_of
from hegui.server.inventory.models import Subject as Listed
from hegui.server.inventory.models import SubjectVersion
from hegui.server.obligations.selectors.clauses import clause_decisions
from hegui.server.obligations.selectors.facts import facts_at

KINDS: tuple[str, ...] = get_args(SubjectKind)
DECIDER = " / ".join(Text("义务适用性判断", "decision on an obligation"))
"""Stands for the name of who decided on an obligation, where names cannot be erased."""


def server_side(
    organisation: Organisation,
    catalogue: Catalogue,
    day: dt.date,
    results: Iterable[CheckResult] = (),
    *,
    domain: Domain | None = None,
    told: Any = None,
) -> Side:
    """Judge the server's records on a day: facts, subjects, evidence, people, given results.

    With `domain` only what lies in it, below it or above it is judged. What `told` says and the
    server keeps nowhere is taken over; what people decided of obligations reaches their clauses.
    """
    project, inputs = own_records(organisation, catalogue, day, domain)
    inputs = msgspec.structs.replace(inputs, results=results_within(organisation, domain, results))
    taken: tuple[Taken, ...] = ()
    if told is not None:
        project, inputs, taken = with_known(organisation, catalogue, (project, inputs), told)
    project, inputs = with_decisions(organisation, catalogue, project, inputs)
    return Side(catalogue.at(day), inputs, project, judge(catalogue.at(day), inputs), taken)


def own_records(
    organisation: Organisation, catalogue: Catalogue, day: dt.date, domain: Domain | None
) -> tuple[Project, Inputs]:
    """Return what the server itself keeps, as a declaration and as inputs."""
    same: dict[str, Any] = {
        "as_of": day,
        "rule_set": next((row.id for row in catalogue.rule_sets.values() if row.default), ""),
        "facts": facts_at(organisation, day),
        "subjects": tuple(subjects_of(organisation, domain)),
        "people": tuple(people_of(organisation)),
    }
    evidence = tuple(as_evidence(organisation, domain=domain))
    project = Project(schema="hegui/project/1", organisation=declared(organisation), **same)
    return project, Inputs(**same, evidence=evidence, unkept=UNKEPT)


def results_within(
    organisation: Organisation, domain: Domain | None, results: Iterable[CheckResult]
) -> tuple[CheckResult, ...]:
    """Return the results, with `domain` without those about subjects of other domains beside it."""
    if domain is None:
        return tuple(results)
    rows = Listed.objects.filter(organisation=organisation).exclude(around(domain))
    beside = set(rows.values_list("key", flat=True))
    return tuple(result for result in results if result.subject not in beside)


def with_decisions(
    organisation: Organisation, catalogue: Catalogue, project: Project, inputs: Inputs
) -> tuple[Project, Inputs]:
    """Add what follows for clauses from people's decisions on obligations."""
    made = clause_decisions(organisation, catalogue, inputs.facts, inputs.as_of)
    known = {person.id for person in inputs.people}
    new = sorted({row.by for row in made} - known)
    more: dict[str, Any] = {
        "decisions": (*inputs.decisions, *made),
        "people": (*inputs.people, *(Person(id=name, name=DECIDER) for name in new)),
    }
    return msgspec.structs.replace(project, **more), msgspec.structs.replace(inputs, **more)


def declared(organisation: Organisation) -> DeclaredOrganisation:
    """Return the organisation as a declaration names it."""
    return DeclaredOrganisation(
        id=organisation.slug,
        name=organisation.name,
        name_en=organisation.name_en,
        credit_code=organisation.credit_code,
    )


def subjects_of(organisation: Organisation, domain: Domain | None = None) -> Iterable[Subject]:
    """Yield the subjects in use with their current versions; with `domain` those around it."""
    current = SubjectVersion.objects.filter(organisation=organisation, current=True)
    versions = {row.subject_id: row for row in current}
    rows = Listed.objects.filter(around(domain), organisation=organisation, type__in=KINDS)
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
