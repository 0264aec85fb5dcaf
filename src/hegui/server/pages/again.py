"""A page that acts on a selection was opened without one: say so, and offer the last selection."""

from django.http import HttpResponse
from django.shortcuts import render

from hegui.server.pages.access import Request
from hegui.server.pages.language import say


def nothing_chosen(request: Request, lead: str, back: str, names: str) -> HttpResponse:
    """Lead back to the list; a selection that was lost with the session can be gone on with.

    `names` are the hidden fields that carry the selection; the browser kept them with the text.
    """
    title = say("没有选择", "Nothing is selected")
    context = {"title": title, "lead": lead, "back": back, "names": names}
    return render(request, "pages/again.html", context)
