"""Evidence beside clauses, obligations, controls and subjects: one query for a whole table."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, Link, State
from hegui.server.evidence.scope import link_scope, visible

BATCH = 900
"""Above this many references all links of the kind are read instead: fewer than SQLite's limit."""


def links_for(viewer: Viewer, kind: str, refs: Iterable[str] | None) -> QuerySet[Link]:
    """Return the links of a kind to some references whose items the viewer may see."""
    rows = Link.objects.filter(organisation=viewer.organisation, to=kind).order_by()
    wanted = None if refs is None else list(refs)
    if wanted is not None and len(wanted) <= BATCH:
        rows = rows.filter(ref__in=wanted)
    if viewer.where("evidence.view") == Q(organisation=viewer.organisation.id):
        return rows
    own = Q(item__in=Item.objects.filter(viewer.where("evidence.view")).order_by().values("pk"))
    if not viewer.engagements("evidence.view"):
        return rows.filter(own)
    seen = Item.objects.filter(visible(viewer)).order_by().values("pk")
    return rows.filter(own | (link_scope(viewer) & Q(item__in=seen)))


def items_for(*, viewer: Viewer, kind: str, refs: Iterable[str]) -> dict[str, list[Item]]:
    """Return the items linked to each reference, newest first, with their files: one query.

    Every reference is a key, also those without evidence.
    """
    found: dict[str, list[Item]] = {ref: [] for ref in refs}
    links = links_for(viewer, kind, found).select_related("item", "item__current", "item__owner")
    for link in links.order_by("-item"):
        if link.ref in found:
            found[link.ref].append(link.item)
    return found


def evidence_counts(
    *, viewer: Viewer, kind: str, refs: Iterable[str] | None = None
) -> dict[str, int]:
    """Return how many current items each reference has: one query.

    References without evidence are left out; None asks for all references of the kind.
    """
    wanted = None if refs is None else set(refs)
    rows = links_for(viewer, kind, wanted).filter(item__state=State.CURRENT)
    counts: dict[str, int] = defaultdict(int)
    for ref, count in rows.values_list("ref").annotate(Count("pk")):
        if wanted is None or ref in wanted:
            counts[ref] = count
    return dict(counts)


def refs_with_evidence(*, viewer: Viewer, kind: str) -> frozenset[str]:
    """Return every reference of a kind that has current evidence."""
    return frozenset(evidence_counts(viewer=viewer, kind=kind))
