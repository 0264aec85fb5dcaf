"""What lower apps learn from assessments: sight of outside assessors, gates of the life cycle."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from hegui.common.text import Text
from hegui.server.accounts.hooks import Panel, Row, register_engagement_panel
from hegui.server.assessments.evidence import ref_of
from hegui.server.assessments.gating import judgements
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.selectors import assessment_list
from hegui.server.assessments.services.tasks import KIND, clause_href, remediation
from hegui.server.core.domains import around
from hegui.server.core.models import Engagement
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import LinkKind
from hegui.server.evidence.scope import register_scope
from hegui.server.evidence.targets import MOST, Found, Target, register_target
from hegui.server.improvement.hooks import Source, register_source
from hegui.server.inventory.judgements import register_judgements
from hegui.server.pages.language import language
from hegui.server.runs.scope import on_engagements


def register() -> None:
    """Register all hooks, once, when the app is ready."""
    register_scope(linked_evidence)
    on_engagements(backing_bundles)
    register_engagement_panel("assessments", engagement_panel)
    register_judgements("assessments", judgements)
    register_source(KIND, task_source)
    title = Text("评估条款", "Clauses of assessments")
    register_target(LinkKind.ASSESSMENT_CLAUSE, Target(title, clause_names, clause_search))


def engaged(engagements: Sequence[uuid.UUID]) -> Any:
    """Return the assessments of some engagements."""
    return Assessment.objects.filter(engagements__in=engagements).order_by()


def engagement_panel(viewer: Viewer, engagement: Engagement) -> Panel | None:
    """List the assessments of an engagement, the newest first."""
    if not viewer.may("assessments.view"):
        return None
    rows = assessment_list(viewer=viewer).filter(engagements=engagement)[:MOST]
    org = viewer.organisation.slug
    listed = [
        Row(row.title, str(row.as_of), reverse("assessments:detail", args=[org, row.pk]))
        for row in rows
    ]
    empty = Text(
        "还没有评估。请在评估页面为它选择此委托。",
        "No assessment yet. Choose this engagement on the page of one.",
    )
    return Panel(Text("评估", "Assessments"), listed, empty)


def linked_evidence(engagements: Sequence[uuid.UUID]) -> Q:
    """Return the condition on links to the clauses of the engagements' assessments.

    An assessment of one domain opens what counts there: evidence of it, below it and above it,
    never that of a domain beside it.
    """
    found = Q(pk__in=[])
    for assessment in engaged(engagements).select_related("domain").only(*LINKED).distinct():
        links = Q(to=LinkKind.ASSESSMENT_CLAUSE, ref__startswith=f"{assessment.pk}:")
        if assessment.catalogue_id:
            clauses = ClauseAssessment.objects.filter(assessment=assessment).order_by()
            links |= Q(to=LinkKind.CLAUSE, ref__in=clauses.values("clause"))
        found |= links & around(assessment.domain, "item__domain")
    return found


LINKED = ("catalogue", "domain__path")


def backing_bundles(engagements: Sequence[uuid.UUID]) -> Any:
    """Return the ids of the bundles behind the engagements' assessments."""
    return engaged(engagements).filter(bundle__isnull=False).values("bundle_id")


def clause_names(viewer: Viewer, refs: Sequence[str]) -> dict[str, Found]:
    """Return what links to clauses of assessments mean, of those that the viewer may see."""
    wanted = [ref for ref in refs if "\0" not in ref]
    pairs = [(ref, *parsed) for ref in wanted if (parsed := parse_ref(ref))]
    if not pairs:
        return {}
    found = ClauseAssessment.objects.filter(
        assessment__in=assessment_list(viewer=viewer).order_by().values("pk"),
        assessment_id__in={pk for _, pk, _ in pairs},
        clause__in={clause for _, _, clause in pairs},
    )
    rows = {
        (row.assessment_id, row.clause): row
        for row in found.select_related("row", "assessment").defer("trace", "assessment__names")
    }
    return {
        ref: clause_found(viewer, rows[pk, clause])
        for ref, pk, clause in pairs
        if (pk, clause) in rows
    }


def parse_ref(ref: str) -> tuple[uuid.UUID, str] | None:
    """Return assessment and clause of a reference, or None for nonsense."""
    pk, _, clause = ref.partition(":")
    try:
        return uuid.UUID(pk), clause
    except ValueError:
        return None


def clause_found(viewer: Viewer, row: ClauseAssessment) -> Found:
    """Return a clause as pages of evidence show it."""
    number, text = row.row.number or row.clause, row.row
    title = Text(
        f"{row.assessment.title} · {number} {text.title_zh}",
        f"{row.assessment.title} · {number} {text.title_en or text.title_zh}",
    )
    return Found(
        ref_of(row.assessment, row.clause), title, clause_href(viewer, row.assessment, row.clause)
    )


def clause_search(viewer: Viewer, words: str) -> Iterable[Found]:
    """Return clauses of open assessments that hold the words, a few at most."""
    open_rows = assessment_list(viewer=viewer).exclude(state=Assessment.State.CLOSED)
    newest = list(open_rows.values_list("pk", flat=True)[:5])
    rows = ClauseAssessment.objects.filter(assessment__in=newest)
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(clause__icontains=word)
            | Q(row__title_zh__icontains=word)
            | Q(row__title_en__icontains=word)
        )
    related = rows.select_related("row", "assessment").defer("trace", "assessment__names")
    return [clause_found(viewer, row) for row in related.order_by("-assessment", "order")[:MOST]]


def task_source(viewer: Viewer, ref: str) -> Source | None:
    """Return the clause of an assessment that a new task comes from."""
    pk, _, clause = ref.partition(":")
    try:
        assessment = assessment_list(viewer=viewer).filter(pk=uuid.UUID(pk)).first()
    except ValueError:
        return None
    if assessment is None:
        return None
    row = ClauseAssessment.objects.filter(assessment=assessment, clause=clause)
    found = row.select_related("row").defer("trace").first()
    if found is None:
        return None
    title = getattr(found.row, f"title_{language()}") or found.row.title_zh
    return Source(
        kind=KIND,
        ref=ref_of(assessment, clause),
        title=f"{found.row.number} {title}",
        href=clause_href(viewer, assessment, clause),
        closing_condition=remediation(assessment, clause),
    )
