"""Linking evidence that is there already to a clause: a search box, and a button for each item."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render

from hegui.common.errors import HeguiError
from hegui.server.assessments.evidence import ref_of
from hegui.server.assessments.selectors.beside import linkable
from hegui.server.assessments.services.assessments import refuse_closed
from hegui.server.assessments.views.actions import query
from hegui.server.assessments.views.common import got, place, rights, rules
from hegui.server.assessments.views.workspace import clause_asked
from hegui.server.core.errors import NotFoundError
from hegui.server.evidence.models import LinkKind
from hegui.server.evidence.selectors import item_get
from hegui.server.evidence.services.links import links_add
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language


@page("assessments.view")
def link_page(request: Request, assessment: uuid.UUID) -> HttpResponse:
    """Find evidence that the person may see, and link what is chosen to the clause."""
    found = got(request, assessment)
    clause = clause_asked(request, found)
    back, problem = place(request, "workspace", found) + "?" + query(request, clause.clause), ""
    if request.method == "POST":
        try:
            refuse_closed(found)
            pairs = [(str(LinkKind.ASSESSMENT_CLAUSE), ref_of(found, clause.clause))]
            item = item_get(viewer=request.viewer, item=chosen(request))
            links_add(acting_user=request.viewer, items=[item], pairs=pairs)
            return redirect(back + "#h-evidence")
        except HeguiError as error:
            if error.http_status in (403, 404):
                raise
            problem = error.message(language())
    words = request.GET.get("words", "").replace("\0", "")[:200]
    context = {
        "assessment": found,
        "clause": clause,
        "words": words,
        "rows": linkable(request.viewer, found, clause.clause, words, rules(found)),
        "problem": problem,
        "back": back,
        **rights(request, found),
    }
    return render(request, "assessments/link.html", context, status=409 if problem else 200)


def chosen(request: Request) -> uuid.UUID:
    """Return the item that the form names, or raise `NotFoundError`."""
    name = request.POST.get("item", "")
    try:
        return uuid.UUID(name)
    except ValueError:
        raise NotFoundError(what=name[:64].replace("\0", "")) from None
