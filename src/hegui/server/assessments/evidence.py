"""Evidence beside clauses: what people linked, and whether it is still the same."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from hegui.server.assessments.basis import short
from hegui.server.assessments.models import Assessment
from hegui.server.core.domains import around
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, Link, LinkKind, State
from hegui.server.evidence.scope import VIEW, visible
from hegui.server.evidence.services.links import links_add


def ref_of(assessment: Assessment, clause: str) -> str:
    """Return how evidence is linked to one clause of one assessment."""
    return f"{assessment.pk}:{clause}"


def links_of(assessment: Assessment, clause: str | None = None) -> Q:
    """Return the condition on links to the clauses of an assessment, or to one of them.

    Links to a clause of the catalogue count for every assessment of that catalogue, except those
    of evidence in a domain beside that of the assessment.
    """
    if clause is not None:
        found = Q(to=LinkKind.ASSESSMENT_CLAUSE, ref=ref_of(assessment, clause))
        general = Q(to=LinkKind.CLAUSE, ref=clause)
    else:
        found = Q(to=LinkKind.ASSESSMENT_CLAUSE, ref__startswith=f"{assessment.pk}:")
        general = Q(to=LinkKind.CLAUSE)
    general &= around(assessment.domain, "item__domain")
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


def linked_items(assessment: Assessment, clauses: Iterable[str]) -> dict[str, list[Item]]:
    """Return all items linked to some clauses, whatever their state, with their files (one query).

    For services: it does not ask who looks.
    """
    wanted = list(clauses)
    where = links_of(assessment, wanted[0]) if len(wanted) == 1 else links_of(assessment)
    rows = Link.objects.filter(where, organisation=assessment.organisation_id).order_by("item_id")
    found: dict[str, dict[Any, Item]] = {clause: {} for clause in wanted}
    for link in rows.select_related("item", "item__current"):
        clause = link.ref if link.to == LinkKind.CLAUSE else link.ref.partition(":")[2]
        if clause in found:
            found[clause][link.item_id] = link.item
    return {clause: list(items.values()) for clause, items in found.items() if items}


def evidence_beside(viewer: Viewer, assessment: Assessment, clause: str) -> list[Item]:
    """Return the items linked to a clause that the viewer may see, newest first (one query)."""
    if not viewer.may(VIEW):
        return []
    rows = Item.objects.filter(visible(viewer), pk__in=linked_ids(assessment, clause))
    return list(rows.select_related("current", "owner").order_by("-id"))


def linked_count(assessment: Assessment, clause: str) -> int:
    """Return how many items are linked to a clause, whoever may see them."""
    return int(Item.objects.filter(pk__in=linked_ids(assessment, clause)).count())


def linked_ids(assessment: Assessment, clause: str) -> Any:
    """Return the ids of the items linked to a clause, as a query."""
    links = Link.objects.filter(
        links_of(assessment, clause), organisation=assessment.organisation_id
    )
    return links.order_by().values("item")


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
