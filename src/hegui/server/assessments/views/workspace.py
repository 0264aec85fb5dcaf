"""The clause workspace: list, clause, verdict. Every action is a plain form; HTMX swaps panes."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from hegui.server.assessments.clause_view import clause_view
from hegui.server.assessments.evidence import ref_of
from hegui.server.assessments.forms import CommentForm, VerdictForm
from hegui.server.assessments.lines import lines_html
from hegui.server.assessments.models import Assessment, ClauseAssessment, Comment
from hegui.server.assessments.selectors.beside import beside, changed_evidence, told_troubles
from hegui.server.assessments.selectors.clauses import (
    FLAGS,
    Line,
    clause_detail,
    clause_lines,
    marked,
    resting,
)
from hegui.server.assessments.sight import sight, sources_of
from hegui.server.assessments.standing import Troubles, outdated
from hegui.server.assessments.views.common import got, rights, rules
from hegui.server.assessments.wording import FLAG_WORDS, changes_told, layer_words
from hegui.server.core.errors import NotFoundError
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language
from hegui.server.pages.words import VERDICTS

FILTERS = ("verdict", "layer", "flag", "assignee", "q")
PANES = "clause-panes"


@page("assessments.view")
def workspace_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Show the workspace, or only the panes of one clause when the script asks for them."""
    found = got(request, assessment)
    asked = request.GET.get("clause", "")
    if request.htmx.target == PANES and asked:
        return render(request, "assessments/panes.html", panes(request, found, asked))
    return workspace(request, found, asked)


def workspace(request: Request, found: Assessment, asked: str, **more: Any) -> HttpResponse:
    """Show the whole workspace with one clause open."""
    filters = {name: request.GET.get(name, "") for name in FILTERS}
    lines = clause_lines(assessment=found, asked=filters)
    clause = asked or (lines[0].clause if lines else "")
    row = clause_detail(assessment=found, clause=clause) if clause else None
    out = outdated(found, rows=resting([*lines, *([row] if row else [])]))
    lines = marked(lines, out)
    kept = urlencode({name: value for name, value in filters.items() if value})
    context = {
        "assessment": found,
        "lines": lines_html(lines, kept, clause),
        "shown": len(lines),
        "filters": filters,
        "filtered": bool(kept),
        "kept": kept,
        "verdicts": VERDICTS,
        "flags": FLAG_WORDS,
        "layers": layer_words(found),
        "assignees": assignees(lines),
        "open": bool(asked),
        **(
            panes(request, found, clause, out=out, row=row, **more)
            if clause
            else rights(request, found)
        ),
    }
    status = more.get("status", 200)
    return render(request, "assessments/workspace.html", context, status=status)


def assignees(lines: Sequence[Line]) -> list[tuple[uuid.UUID, str]]:
    """Return the people to whom clauses of the list are given."""
    found = {line.assignee_id: line.assignee or "" for line in lines if line.assignee_id}
    return sorted(found.items(), key=lambda row: row[1])


def panes(
    request: Request,
    found: Assessment,
    clause: str,
    form: VerdictForm | None = None,
    comment: CommentForm | None = None,
    out: Troubles | None = None,
    row: ClauseAssessment | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Return what the panes of one clause show."""
    row = row or clause_detail(assessment=found, clause=clause)
    row = sight(request.viewer, found, sources_of(row)).row(row)
    catalogue = rules(found)
    out = outdated(found, clause=clause, rows=resting([row])) if out is None else out
    troubles = out.get(clause, ()) or changed_evidence(row.change if row.stale else None)
    lang = language()
    return {
        "assessment": found,
        "clause": row,
        "view": clause_view(found, row, catalogue, lang),
        "criterion": catalogue.criteria.get(clause) if catalogue else None,
        "grade": catalogue.grades.get(row.grade) if catalogue else None,
        "change": changes_told(row, lang),
        "remarks": remarks(row),
        "evidence": beside(request.viewer, found, clause, catalogue),
        "troubles": told_troubles(request.viewer, troubles),
        "look_again": row.stale or clause in out,
        "evidence_ref": ref_of(found, clause),
        "verdict_form": form or verdict_form(row),
        "comment_form": comment or CommentForm(auto_id="comment_%s"),
        "kept": request.GET.urlencode(),
        **rights(request, found),
    }


def remarks(row: ClauseAssessment) -> list[Comment]:
    """Return the remarks on a clause, in order."""
    if not row.comments:
        return []
    return list(Comment.objects.filter(clause=row).select_related("person"))


def verdict_form(row: ClauseAssessment) -> VerdictForm:
    """Return the form with the person's verdict as it is; a fresh one proposes the machine's."""
    return VerdictForm(record=row, auto_id="verdict_%s")


def clause_asked(request: Request, found: Assessment) -> ClauseAssessment:
    """Return the clause that the address names, or raise `NotFoundError`."""
    name = request.GET.get("clause", "")
    if not name or "\0" in name:
        raise NotFoundError(what=name or "clause")
    return clause_detail(assessment=found, clause=name)


__all__ = ["FLAGS", "clause_asked", "panes", "verdict_form", "workspace", "workspace_page"]
