"""Starting an assessment: from the catalogue, from a bundle, from an imported set, or anew."""

import datetime as dt
from typing import Any

from django.db import transaction

from hegui.catalogue.model import Catalogue
from hegui.common.dates import today
from hegui.server.assessments.basis import Side
from hegui.server.assessments.catalogues import catalogue_of
from hegui.server.assessments.evidence import links_copy
from hegui.server.assessments.models import Assessment, ClauseSet
from hegui.server.assessments.services.assessments import assessment_create, assessment_rejudge
from hegui.server.assessments.services.frozen import set_of_catalogue
from hegui.server.core.domains import around
from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Domain
from hegui.server.core.rules import catalogue as installed
from hegui.server.core.viewer import Viewer
from hegui.server.runs.models import Run

SERVER, BUNDLE = "server", "bundle"


def start_from_bundle(
    *,
    acting_user: Viewer,
    bundle: Any,
    title: str,
    previous: Assessment | None = None,
    **fields: Any,
) -> Assessment:
    """Create an assessment with the verdicts of a verified bundle, recomputed when it is opened."""
    acting_user.require("assessments.change")
    require_fit(bundle, fields.get("domain"))
    side = bundle_side(bundle)
    clause_set = set_of_catalogue(acting_user=acting_user, catalogue=side.catalogue)
    return assessment_create(
        acting_user=acting_user,
        title=title,
        clause_set=clause_set,
        bundle=bundle,
        side=side,
        source=BUNDLE,
        previous=previous,
        **{**fields, "as_of": side.inputs.as_of},
    )


def start_from_records(
    *,
    acting_user: Viewer,
    title: str,
    as_of: dt.date | None = None,
    bundle: Any = None,
    previous: Assessment | None = None,
    **fields: Any,
) -> Assessment:
    """Create an assessment by the installed catalogue, judged now from the server's records.

    The check results of `bundle` are taken in. What the bundle said (or that of an earlier
    assessment, along `previous`) and the server keeps nowhere stays known.
    """
    acting_user.require("assessments.change")
    day, domain = as_of or today(), fields.get("domain")
    require_fit(bundle, domain)
    clause_set = set_of_catalogue(acting_user=acting_user, catalogue=installed())
    return assessment_create(
        acting_user=acting_user,
        title=title,
        clause_set=clause_set,
        as_of=day,
        bundle=bundle,
        side=records_side(
            acting_user, installed(), day, domain, results=bundle, told=bundle or behind(previous)
        ),
        source=SERVER,
        previous=previous,
        **fields,
    )


def start_from_set(
    *, acting_user: Viewer, clause_set: ClauseSet, title: str, **fields: Any
) -> Assessment:
    """Create an assessment of an imported clause set: people judge, the machine has no criteria.

    For the set of a catalogue that is not installed, the server's records are judged by it.
    """
    if not clause_set.catalogue_id:
        return assessment_create(
            acting_user=acting_user, title=title, clause_set=clause_set, **fields
        )
    acting_user.require("assessments.change")
    day = fields.pop("as_of", None) or today()
    rules = catalogue_of(clause_set.catalogue, day)
    side = records_side(acting_user, rules, day, fields.get("domain"))
    return assessment_create(
        acting_user=acting_user,
        title=title,
        clause_set=clause_set,
        as_of=day,
        side=side,
        source=SERVER,
        **fields,
    )


def reassess(
    *,
    acting_user: Viewer,
    previous: Assessment,
    title: str,
    bundle: Any = None,
    as_of: dt.date | None = None,
    clause_set: ClauseSet | None = None,
) -> Assessment:
    """Assess again what was assessed before, by the newest rules; what still stands is kept.

    An imported set may be followed by another edition of it, `clause_set`: clauses of the same id
    are compared. Evidence that was linked to its clauses is linked to the new ones.
    """
    edition = edition_for(previous, clause_set)
    with transaction.atomic():
        made = _again(acting_user, previous, title, bundle, as_of, edition)
        links_copy(acting_user, previous, made)
    return made


def edition_for(previous: Assessment, chosen: ClauseSet | None) -> ClauseSet:
    """Return the set to assess by; raise `InvalidError` where a catalogue decides that."""
    if chosen is None:
        return previous.clause_set
    if previous.catalogue_id or chosen.catalogue_id:
        raise InvalidError(
            field="clause_set",
            what_zh="只有自行导入的条款集才能换成另一版导入的条款集。",
            what_en="only an imported clause set can be followed by another imported edition.",
        )
    return chosen


def _again(
    acting_user: Viewer,
    previous: Assessment,
    title: str,
    bundle: Any,
    as_of: dt.date | None,
    edition: ClauseSet,
) -> Assessment:
    fields: dict[str, Any] = {"purpose": previous.purpose, "domain": previous.domain}
    if not previous.catalogue_id:
        return start_from_set(
            acting_user=acting_user,
            clause_set=edition,
            title=title,
            previous=previous,
            as_of=as_of,
            **fields,
        )
    if bundle is not None and previous.judged_from != SERVER:
        return start_from_bundle(
            acting_user=acting_user, bundle=bundle, title=title, previous=previous, **fields
        )
    return start_from_records(
        acting_user=acting_user,
        title=title,
        bundle=bundle,
        as_of=as_of,
        previous=previous,
        **fields,
    )


def judge_again(*, acting_user: Viewer, assessment: Assessment) -> Assessment:
    """Judge an assessment anew from the server's records as they are now, by its own rules."""
    if not assessment.catalogue_id:
        return assessment
    side = side_now(acting_user, assessment)
    return assessment_rejudge(
        acting_user=acting_user, assessment=assessment, side=side, source=SERVER
    )


def side_now(viewer: Viewer, assessment: Assessment) -> Side:
    """Judge the server's records as they are now by an assessment's own rules; nothing is kept."""
    return records_side(
        viewer,
        catalogue_of(assessment.catalogue, assessment.as_of),
        assessment.as_of,
        assessment.domain,
        results=assessment.bundle,
        told=behind(assessment),
    )


def follow_domain(viewer: Viewer, assessment: Assessment) -> None:
    """Let an assessment that was moved rest on what counts in its new domain."""
    require_fit(assessment.bundle, assessment.domain)
    if assessment.judged_from == SERVER:
        judge_again(acting_user=viewer, assessment=assessment)


def records_side(
    viewer: Viewer,
    rules: Catalogue,
    day: dt.date,
    domain: Domain | None,
    *,
    results: Any = None,
    told: Any = None,
) -> Side:
    """Judge the server's records around a domain, with the check results of a bundle.

    What the bundle `told` says and the server keeps nowhere is taken over.
    """
    from hegui.server.assessments.inputs import server_side

    measured = opened(results).results if results is not None else ()
    known = opened(told) if told is not None else None
    return server_side(viewer.organisation, rules, day, measured, domain=domain, told=known)


def behind(assessment: Assessment | None) -> Any:
    """Return the bundle that an assessment, or the one before it, was made from; None for none."""
    while assessment is not None:
        if assessment.bundle_id:
            return assessment.bundle
        assessment = assessment.previous
    return None


def bundle_side(bundle: Any) -> Side:
    """Return a bundle as one judged side."""
    found = opened(bundle)
    return Side(found.catalogue, found.inputs, found.project, found.assessment)


def require_fit(bundle: Any, domain: Domain | None) -> None:
    """Raise `InvalidError` when a bundle is of runs beside the domain only."""
    if bundle is None or domain is None:
        return
    runs = Run.objects.filter(bundle=bundle)
    if runs.exists() and not runs.filter(around(domain)).exists():
        raise InvalidError(
            field="bundle",
            what_zh="该结果包属于另一个业务域；请选本业务域、其上级或下级的结果包。",
            what_en="this bundle belongs to another domain; choose one of this domain, or of one "
            "above or below it.",
        )


def opened(bundle: Any) -> Any:
    """Return the opened bundle of a row."""
    from hegui.server.runs.selectors.bundles import bundle_open

    return bundle_open(bundle)
