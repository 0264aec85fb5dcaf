"""Starting an assessment: from the catalogue, from a bundle, from an imported set, or anew."""

import datetime as dt
from typing import Any

from django.db import transaction

from hegui.common.dates import today
from hegui.server.assessments.basis import Side
from hegui.server.assessments.catalogues import catalogue_of
from hegui.server.assessments.evidence import links_copy
from hegui.server.assessments.models import Assessment, ClauseSet
from hegui.server.assessments.services.assessments import assessment_create, assessment_rejudge
from hegui.server.assessments.services.frozen import set_of_catalogue
from hegui.server.core.rules import catalogue as installed
from hegui.server.core.viewer import Viewer

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

    The check results of `bundle` are taken in.
    """
    acting_user.require("assessments.change")
    day = as_of or today()
    clause_set = set_of_catalogue(acting_user=acting_user, catalogue=installed())
    return assessment_create(
        acting_user=acting_user,
        title=title,
        clause_set=clause_set,
        as_of=day,
        bundle=bundle,
        side=records_side(acting_user, day, bundle),
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
    from hegui.server.assessments.inputs import server_side

    rules = catalogue_of(clause_set.catalogue, day)
    side = server_side(acting_user.organisation, rules, day)
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
) -> Assessment:
    """Assess again what was assessed before, by the newest rules; what still stands is kept.

    Evidence that was linked to its clauses is linked to the new ones.
    """
    with transaction.atomic():
        made = _again(acting_user, previous, title, bundle, as_of)
        links_copy(acting_user, previous, made)
    return made


def _again(
    acting_user: Viewer, previous: Assessment, title: str, bundle: Any, as_of: dt.date | None
) -> Assessment:
    fields: dict[str, Any] = {"purpose": previous.purpose, "domain": previous.domain}
    if not previous.catalogue_id:
        return start_from_set(
            acting_user=acting_user,
            clause_set=previous.clause_set,
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
    from hegui.server.assessments.inputs import server_side

    rules = catalogue_of(assessment.catalogue, assessment.as_of)
    results = opened(assessment.bundle).results if assessment.bundle else ()
    side = server_side(acting_user.organisation, rules, assessment.as_of, results)
    return assessment_rejudge(
        acting_user=acting_user, assessment=assessment, side=side, source=SERVER
    )


def records_side(viewer: Viewer, day: dt.date, bundle: Any = None) -> Side:
    """Judge the server's records by the installed catalogue."""
    from hegui.server.assessments.inputs import server_side

    results = opened(bundle).results if bundle is not None else ()
    return server_side(viewer.organisation, installed(), day, results)


def bundle_side(bundle: Any) -> Side:
    """Return a bundle as one judged side."""
    found = opened(bundle)
    return Side(found.catalogue, found.inputs, found.project, found.assessment)


def opened(bundle: Any) -> Any:
    """Return the opened bundle of a row."""
    from hegui.server.runs.selectors.bundles import bundle_open

    return bundle_open(bundle)
