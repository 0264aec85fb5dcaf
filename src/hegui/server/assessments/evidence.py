"""Evidence beside clauses: what people linked, and whether it is still the same."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from hegui.server.assessments.basis import short
from hegui.server.assessments.models import Assessment
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, Link, LinkKind, State
from hegui.server.evidence.scope import VIEW, visible
from hegui.server.evidence.services.links import links_add


def ref_of(assessment: Assessment, clause: str) -> str:
    """Return how evidence is linked to one clause of one assessment."""
    return f"{assessment.pk}:{clause}"


def links_of(assessment: Assessment, clause: str | None = None) -> Q:
    """Return the condition on links to the clauses of an assessment, or to one of them.

    Links to a clause of the catalogue count for every assessment of that catalogue.
    """
    if clause is not None:
        found = Q(to=LinkKind.ASSESSMENT_CLAUSE, ref=ref_of(assessment, clause))
        general = Q(to=LinkKind.CLAUSE, ref=clause)
    else:
        found = Q(to=LinkKind.ASSESSMENT_CLAUSE, ref__startswith=f"{assessment.pk}:")
        general = Q(to=LinkKind.CLAUSE)
    return found | general if assessment.catalogue_id else found


def linked_digests(assessment: Assessment, clauses: Iterable[str]) -> dict[str, str]:
    """Return a short digest of the current evidence linked to each clause that has some."""
    return _digests(assessment, links_of(assessment), set(clauses))


def linked_digest(assessment: Assessment, clause: str) -> str:
    """Return that of one clause, or nothing."""
    return _digests(assessment, links_of(assessment, clause), {clause}).get(clause, "")


def _digests(assessment: Assessment, where: Q, wanted: set[str]) -> dict[str, str]:
    rows = Link.objects.filter(
        where, organisation=assessment.organisation_id, item__state=State.CURRENT
    ).order_by()
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for to, ref, item, sha256 in rows.values_list("to", "ref", "item", "item__current__sha256"):
        clause = ref if to == LinkKind.CLAUSE else ref.partition(":")[2]
        if clause in wanted:
            found[clause].add((str(item), sha256 or ""))
    return {clause: short(sorted(items)) for clause, items in found.items()}


def evidence_beside(viewer: Viewer, assessment: Assessment, clause: str) -> list[Item]:
    """Return the items linked to a clause that the viewer may see, newest first (one query)."""
    if not viewer.may(VIEW):
        return []
    links = Link.objects.filter(links_of(assessment, clause), organisation=viewer.organisation)
    rows: Any = Item.objects.filter(visible(viewer), pk__in=links.order_by().values("item"))
    return list(rows.select_related("current", "owner").order_by("-id"))


def links_copy(viewer: Viewer, previous: Assessment, assessment: Assessment) -> int:
    """Link what was evidence for the clauses of one assessment to those of the next."""
    rows = Link.objects.filter(
        to=LinkKind.ASSESSMENT_CLAUSE,
        ref__startswith=f"{previous.pk}:",
        organisation=assessment.organisation_id,
    )
    known = set(assessment.clauses.values_list("clause", flat=True))
    wanted: dict[Item, list[tuple[str, str]]] = defaultdict(list)
    for link in rows.select_related("item").order_by("id"):
        clause = link.ref.partition(":")[2]
        if clause in known:
            wanted[link.item].append((LinkKind.ASSESSMENT_CLAUSE, ref_of(assessment, clause)))
    return sum(
        links_add(acting_user=viewer, items=[item], pairs=pairs) for item, pairs in wanted.items()
    )
