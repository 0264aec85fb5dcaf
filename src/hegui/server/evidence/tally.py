"""How much evidence there is about something: valid, expiring, stale, drafts; each leads to the list."""

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from hegui.server.controls.hooks import EvidenceTally
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, State
from hegui.server.evidence.staleness import stale_now
from hegui.server.pages.language import say_lazy

CURRENT = Q(state=State.CURRENT)
KINDS = {
    "fresh": (say_lazy("有效", "valid"), "ok"),
    "soon": (say_lazy("30 天内到期", "expiring within 30 days"), "warn"),
    "any": (say_lazy("失效", "stale"), "warn"),
}
"""The kinds of current items, as the list's filter calls them; the second is a part of the first."""
DRAFTS = say_lazy("草稿", "drafts")


def tally(viewer: Viewer, rows: QuerySet[Item], **asked: str) -> list[EvidenceTally]:
    """Count items by how they stand (one query); `asked` is the filter of the list of them.

    Kinds without items are left out.
    """
    wanted = {kind: Count("pk", filter=CURRENT & stale_now(kind), distinct=True) for kind in KINDS}
    wanted["draft"] = Count("pk", filter=Q(state=State.DRAFT), distinct=True)
    counts = rows.order_by().aggregate(**wanted)
    address = reverse("evidence:list", args=[viewer.organisation.slug])
    found = []
    for kind, (words, badge) in KINDS.items():
        query = urlencode({**asked, "state": State.CURRENT.value, "stale": kind})
        found.append(EvidenceTally(str(words), counts[kind], f"{address}?{query}", badge))
    query = urlencode({**asked, "state": State.DRAFT.value})
    found.append(EvidenceTally(str(DRAFTS), counts["draft"], f"{address}?{query}", ""))
    return [row for row in found if row.number]
