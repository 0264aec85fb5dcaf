"""What sealed bundles say at the gates of the life cycle, before anybody assessed them."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.urls import reverse

from hegui.common.text import Text
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.judgements import Judgement, Said, Version, covering
from hegui.server.inventory.models import Subject
from hegui.server.runs.models import BundleSubject, Run
from hegui.server.runs.selectors.runs import run_list

COUNTED = 5
"""How many of the newest bundles about a subject are read."""


def judgements(viewer: Viewer, subject: Subject, clauses: Sequence[str]) -> list[Judgement]:
    """Return the bundles of whole assessments that are about a subject, the newest first."""
    whole = Run.objects.filter(covering(subject), state=Run.State.DONE, only=[])
    rows = BundleSubject.objects.filter(
        Exists(whole.filter(bundle=OuterRef("bundle_id"))),
        organisation=subject.organisation_id,
        key=subject.key,
        type=subject.type,
        bundle__only=[],
    )
    newest = rows.select_related("bundle").order_by("-bundle__as_of", "-bundle__created_at", "-id")
    found = list(newest[:COUNTED])
    seen = _seen(viewer, found)
    return [_judgement(viewer, row, seen.get(row.bundle_id), clauses) for row in found]


def _seen(viewer: Viewer, found: Sequence[BundleSubject]) -> dict[object, Run]:
    """Return a run of each bundle that the viewer may see."""
    if not found:
        return {}
    rows = run_list(viewer=viewer).filter(
        bundle__in=[row.bundle_id for row in found], state=Run.State.DONE, only=[]
    )
    return {run.bundle_id: run for run in rows.order_by("finished_at")}


def _judgement(
    viewer: Viewer, row: BundleSubject, run: Run | None, clauses: Sequence[str]
) -> Judgement:
    bundle = row.bundle
    said = {c: Said(bundle.verdicts[c]) for c in clauses if c in bundle.verdicts}
    name = Text(f"结果包 {bundle.short}", f"Bundle {bundle.short}")
    href = reverse("runs:detail", args=[viewer.organisation.slug, run.pk]) if run else ""
    return Judgement(
        title=name if run else None,
        as_of=bundle.as_of,
        version=Version(row.subject_version, row.subject_digest),
        verdicts=said,
        gates=bundle.gates,
        href=href,
    )
