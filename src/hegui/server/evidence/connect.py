"""What evidence tells the apps below: controls, obligations, inventory, tasks."""

import uuid
from collections.abc import Collection, Sequence

from django.template.loader import render_to_string
from django.urls import reverse

from hegui.common.text import Text
from hegui.server.controls.hooks import EvidenceLine, EvidenceTally, register_evidence
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, ItemVersion, State
from hegui.server.evidence.selectors import evidence_counts, item_list, items_for
from hegui.server.evidence.staleness import lapses, subject_moved
from hegui.server.evidence.store import register_referrer
from hegui.server.evidence.tally import tally
from hegui.server.evidence.words import STATES
from hegui.server.improvement.hooks import Proof, Source, register_proof, register_source
from hegui.server.inventory.hooks import SubjectPanel, on_version_changed, register_panel
from hegui.server.inventory.models import Subject
from hegui.server.pages.language import say

PROOF_CHOICES = 300


def href(viewer: Viewer, item: uuid.UUID) -> str:
    """Return the address of an item."""
    return reverse("evidence:detail", args=[viewer.organisation.slug, item])


class Lines:
    """Evidence as controls and obligations show it."""

    def counts(self, viewer: Viewer, kind: str, keys: Collection[str]) -> dict[str, int]:
        """Return how many current items each key has."""
        return evidence_counts(viewer=viewer, kind=kind, refs=keys)

    def lines(self, viewer: Viewer, kind: str, key: str) -> list[EvidenceLine]:
        """Return the items of one key that still count, newest first."""
        items = items_for(viewer=viewer, kind=kind, refs=[key])[key]
        living = [i for i in items if i.state in (State.CURRENT, State.DRAFT)]
        return [
            EvidenceLine(item.title, href(viewer, item.pk), state_word(item), _day(item))
            for item in living
        ]

    def tally(self, viewer: Viewer, kind: str, key: str) -> list[EvidenceTally]:
        """Return how many items of one key are valid, expiring and stale (one query)."""
        rows = item_list(viewer=viewer).filter(links__to=kind, links__ref=key)
        return tally(viewer, rows, link=f"{kind}:{key}")

    def add_link(self, viewer: Viewer, kind: str, key: str) -> str:
        """Return the page of a new item that is linked to the key."""
        if not viewer.may("evidence.add"):
            return ""
        return reverse("evidence:new", args=[viewer.organisation.slug]) + f"?link={kind}:{key}"


def _day(item: Item) -> str:
    return item.valid_until.isoformat() if item.valid_until else ""


def state_word(item: Item) -> str:
    """Return the state of an item in one word; stale items say so."""
    stale = item.state == State.CURRENT and lapses(item)
    return say("失效", "stale") if stale else str(STATES[item.state])


def proof_of(viewer: Viewer, ids: Sequence[uuid.UUID]) -> list[Proof]:
    """Return the items that the viewer may see of some ids."""
    rows = item_list(viewer=viewer).filter(pk__in=ids)
    return [Proof(item.pk, item.title, href(viewer, item.pk)) for item in rows]


def proof_choices(viewer: Viewer) -> list[Proof]:
    """Return the newest current items."""
    rows = item_list(viewer=viewer).filter(state=State.CURRENT).order_by("-id")
    return [Proof(item.pk, item.title, href(viewer, item.pk)) for item in rows[:PROOF_CHOICES]]


def task_source(viewer: Viewer, ref: str) -> Source | None:
    """Propose a task about an item: usually to renew it."""
    try:
        item = item_list(viewer=viewer).filter(pk=uuid.UUID(ref)).first()
    except ValueError:
        return None
    if item is None:
        return None
    return Source(
        "evidence",
        ref,
        say("更新证据：{title}", "Renew evidence: {title}", title=item.title)[:200],
        href(viewer, item.pk),
        closing_condition=say("上传新版本并获批准。", "A new version is uploaded and approved."),
    )


def subject_panel(viewer: Viewer, subject: Subject) -> str:
    """Show the evidence about a subject on its page."""
    rows = item_list(viewer=viewer).filter(subject=subject, state__in=(State.CURRENT, State.DRAFT))
    lines = [(item, href(viewer, item.pk), state_word(item)) for item in rows.order_by("-id")[:20]]
    org = viewer.organisation.slug
    return render_to_string(
        "evidence/subject_panel.html",
        {
            "lines": lines,
            "evidence_tally": tally(viewer, rows, subject=str(subject.pk)),
            "all": reverse("evidence:list", args=[org]) + f"?subject={subject.pk}",
            "add": reverse("evidence:new", args=[org]) + f"?subject={subject.pk}",
            "may_add": viewer.may("evidence.add"),
        },
    )


def refers(sha256: str) -> bool:
    """Tell whether a version still needs a file."""
    return bool(ItemVersion.objects.filter(sha256=sha256, removed_at=None).exists())


def connect() -> None:
    """Register everything, once, when the app is ready."""
    register_referrer(refers)
    register_evidence(Lines())
    register_proof(proof_of, proof_choices)
    register_source("evidence", task_source)
    on_version_changed(subject_moved)
    title = Text("证据", "Evidence")
    register_panel(SubjectPanel(30, "evidence", title, "evidence.view", subject_panel))
