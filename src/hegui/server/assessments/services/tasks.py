"""Tasks for clauses that are not met: what to do, and what would close it."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.http import urlencode

from hegui.server.assessments.catalogues import catalogue_of
from hegui.server.assessments.evidence import ref_of
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer
from hegui.server.improvement.models import Task
from hegui.server.improvement.services.tasks import TaskItem, tasks_create_for
from hegui.server.pages.language import language, say

KIND = "assessment_clause"
SETTLED = ("conforms", "not_applicable")


def tasks_for(
    *,
    acting_user: Viewer,
    assessment: Assessment,
    clauses: Sequence[ClauseAssessment],
    owner: User | None = None,
    due_on: dt.date | None = None,
) -> list[Task]:
    """Make a task for each clause that is not settled and has no open one."""
    acting_user.require("tasks.change", task_in(acting_user, assessment))
    items = [
        task_item(acting_user, assessment, clause, owner, due_on)
        for clause in clauses
        if clause.verdict not in SETTLED
    ]
    return tasks_create_for(acting_user, items) if items else []


def task_in(viewer: Viewer, assessment: Assessment) -> Task:
    """Return a task of one's own in the domain of an assessment, to ask rights about."""
    return Task(
        organisation_id=assessment.organisation_id,
        domain=assessment.domain,
        owner=viewer.user,
    )


def task_item(
    viewer: Viewer,
    assessment: Assessment,
    clause: ClauseAssessment,
    owner: User | None,
    due_on: dt.date | None,
) -> TaskItem:
    """Return what a task about a clause says."""
    lang = language()
    title = getattr(clause.row, f"title_{lang}") or clause.row.title_zh
    number = clause.row.number or clause.clause
    return TaskItem(
        title=f"{number} {title}"[:200],
        source_kind=KIND,
        source_ref=ref_of(assessment, clause.clause),
        source_title=f"{assessment.title} · {number}"[:200],
        source_href=clause_href(viewer, assessment, clause.clause),
        description=(clause.machine_reason_zh if lang == "zh" else clause.machine_reason_en),
        closing_condition=remediation(assessment, clause.clause)
        or say("条款 {id} 判定为符合。", "Clause {id} is judged to conform.", id=number),
        owner=owner or clause.assignee,
        due_on=due_on,
        priority=Task.Priority.HIGH if clause.gate else Task.Priority.NORMAL,
        domain=assessment.domain,
    )


def remediation(assessment: Assessment, clause: str) -> str:
    """Return what the criterion says would mend it."""
    if not assessment.catalogue_id:
        return ""
    criterion = catalogue_of(assessment.catalogue, assessment.as_of).criteria.get(clause)
    return str(getattr(criterion, f"remediation_{language()}", "")) if criterion else ""


def clause_href(viewer: Viewer, assessment: Assessment, clause: str) -> str:
    """Return the address of a clause in its workspace."""
    where = {"org": viewer.organisation.slug, "assessment": assessment.pk}
    return f"{reverse('assessments:workspace', kwargs=where)}?{urlencode({'clause': clause})}"
