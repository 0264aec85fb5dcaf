"""The first pages."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from hegui.server.core.models import Organisation
from hegui.server.pages.access import Request, page, sign_in


def start_page(request: HttpRequest) -> HttpResponseBase:
    """Lead to the only organisation of a person, or let choose."""
    if not request.user.is_authenticated:
        return sign_in(request)
    rows = Organisation.objects.filter(active=True)
    mine = rows.filter(pk__in=request.user.assignments.values("organisation")).order_by("name")
    if len(mine) == 1:
        return redirect("home:overview", org=mine[0].slug)
    return render(request, "home/organisations.html", {"organisations": mine})


@page("organisation.view")
def overview_page(request: Request) -> HttpResponse:
    """Show where the organisation stands."""
    return render(request, "home/overview.html")
