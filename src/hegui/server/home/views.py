"""Overview, search, help, and the choice of an organisation."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import resolve, reverse

from hegui.server.core.errors import NotFoundError
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer, organisations_open_to
from hegui.server.home import help as manual
from hegui.server.pages.access import Request, page, sign_in
from hegui.server.pages.language import said
from hegui.server.pages.words import VERDICTS


def start_page(request: HttpRequest) -> HttpResponseBase:
    """Lead to the only organisation of a person, or let choose."""
    if not isinstance(request.user, User):
        return sign_in(request)
    mine = organisations_open_to(request.user)
    if len(mine) == 1:
        return redirect("home:overview", org=mine[0].slug)
    return render(request, "home/organisations.html", {"organisations": mine})


@page("organisation.view")
def overview_page(request: Request) -> HttpResponse:
    """Show where the organisation stands."""
    from hegui.server.home.overview import overview, sentence

    asked = request.GET
    board = overview(request.viewer, by=asked.get("by", ""), series=asked.get("series", ""))
    shown: dict[str, Any] = {"board": board}
    if board.latest:
        counts = [(word, board.latest.counts.get(word, 0)) for word in VERDICTS]
        shown |= {"sentence": sentence(board.blocked), "counts": counts}
    return render(request, "home/overview.html", shown)


@page("organisation.view")
def due_page(request: Request) -> HttpResponse:
    """Show what is due, kind by kind."""
    from hegui.server.home.due import due_board

    return render(request, "home/due.html", {"board": due_board(request.viewer)})


@page("organisation.view")
def due_kind_page(request: Request, kind: str) -> HttpResponse:
    """List all that is due of one kind."""
    from hegui.server.home.due import one_kind
    from hegui.server.home.sources import SOURCES

    if kind not in SOURCES:
        raise NotFoundError(what=kind)
    shown = {
        "list": one_kind(request.viewer, kind, request.GET),
        "source": SOURCES[kind],
        "row_template": "home/due_row.html",
    }
    return render(request, "home/due_list.html", shown)


@page("organisation.view")
def search_page(request: Request) -> HttpResponse:
    """Search everything that the viewer may see."""
    from hegui.server.home.search import search

    asked = request.GET.get("q", "").replace("\x00", "").strip()
    shown = {"asked": asked, "groups": search(request.viewer, asked)}
    return render(request, "home/search.html", shown)


@page("organisation.view")
def help_page(request: Request) -> HttpResponse:
    """Explain the work, the keys and the words."""
    org = request.viewer.organisation.slug
    steps = [
        {
            "href": _open_to(request.viewer, reverse(step.route, kwargs={"org": org})),
            "title": said(step.title),
            "text": said(step.text),
        }
        for step in manual.STEPS
    ]
    keys = [{"key": key.key, "text": said(key.text)} for key in manual.KEYS]
    words = [{"word": said(w.word), "meaning": said(w.meaning)} for w in manual.WORDS]
    shown = {"steps": steps, "keys": keys, "words": words, "verdicts": VERDICTS}
    return render(request, "home/help.html", shown)


def _open_to(viewer: Viewer, href: str) -> str:
    """Return an address, or nothing when the viewer may not open it."""
    permission = getattr(resolve(href).func, "permission", "")
    return href if not permission or viewer.may(permission) else ""
