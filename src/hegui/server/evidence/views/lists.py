"""The list page."""

from django.http import HttpResponse
from django.shortcuts import render

from hegui.server.evidence.listing import listing
from hegui.server.evidence.selectors import item_list
from hegui.server.pages.access import Request, page


@page("evidence.view")
def list_page(request: Request) -> HttpResponse:
    """List the evidence that the viewer may see."""
    viewer = request.viewer
    shown = listing(viewer, request.GET).page(item_list(viewer=viewer), request.GET)
    parts = {
        "list": shown,
        "row_template": "evidence/row.html",
        "empty_template": "evidence/empty.html",
        "may_add": viewer.may("evidence.add"),
        "may_change": viewer.may("evidence.change"),
        "inside": bool(not viewer.engagements("evidence.view")),
    }
    return render(request, "evidence/list.html", parts)
