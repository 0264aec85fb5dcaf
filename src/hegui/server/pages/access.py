"""Who may open a page: sign-in, the organisation in the address, the permission."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.middleware import HtmxDetails

from hegui.server.core.errors import NotFoundError
from hegui.server.core.models import Organisation, User
from hegui.server.core.viewer import Viewer, viewer_for

P = ParamSpec("P")


class Request(HttpRequest):
    """A request of somebody signed in, inside an organisation."""

    viewer: Viewer
    user: User
    htmx: HtmxDetails


View = Callable[Concatenate[Request, P], HttpResponseBase]


def page(permission: str) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Let a view be opened by those who hold `permission` somewhere in the organisation.

    The address names the organisation (`/o/<org>/…`); the view gets the request with `viewer`
    and the other parts of the address. Strangers to an organisation get 404, as if there were none.
    """

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def opened(request: HttpRequest, org: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in(request)
            asked = cast(Request, request)
            asked.viewer = organisation_viewer(asked.user, org)
            asked.viewer.require(permission)
            return view(asked, *args, **kwargs)

        opened.permission = permission  # type: ignore[attr-defined]
        return opened

    return wrap


def organisation_viewer(user: User, slug: str) -> Viewer:
    """Return the viewer in the organisation, or raise `NotFoundError` for a stranger."""
    organisation = Organisation.objects.filter(slug=slug, active=True).first()
    if organisation is None:
        raise NotFoundError(what=slug)
    viewer = viewer_for(user, organisation)
    if not viewer.grants:
        raise NotFoundError(what=slug)
    return viewer


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send somebody to the sign-in page and back; a form in work comes back to its page."""
    back = request.get_full_path()
    if request.method != "GET":
        back = request.META.get("HTTP_REFERER", "/") if same_host(request) else "/"
        back = "/" + back.split("://", 1)[-1].partition("/")[2]
    target = f"{reverse('account_login')}?{urlencode({'next': back})}"
    if getattr(request, "htmx", None):
        from django_htmx.http import HttpResponseClientRedirect

        return HttpResponseClientRedirect(target)
    return redirect(target)


def same_host(request: HttpRequest) -> bool:
    """Tell whether the referring page is ours."""
    referer: str = request.META.get("HTTP_REFERER", "")
    return referer.split("://", 1)[-1].partition("/")[0] == request.get_host()
