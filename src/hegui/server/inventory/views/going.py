"""Where pages of the inventory lead."""

from django.http import HttpResponseRedirect
from django.urls import reverse

from hegui.server.inventory.models import Subject
from hegui.server.pages.access import Request


def go(request: Request, name: str, **where: object) -> HttpResponseRedirect:
    """Lead to a page of the inventory."""
    place = {"org": request.viewer.organisation.slug, **where}
    return HttpResponseRedirect(reverse(f"inventory:{name}", kwargs=place))


def to_subject(request: Request, subject: Subject) -> HttpResponseRedirect:
    """Lead to the page of a subject."""
    return go(request, "detail", subject=subject.pk)
