"""A form sent twice is done once.

Put `@once` under `@page(...)` on a view whose form is a `PageForm` (its hidden `submission` field
is the key). The first POST that leads somewhere (a redirect) is remembered; the same POST again is
led to the same place, and nothing is done. A form shown again with errors may be sent again.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from hegui.server.core.models import Submission, User

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
KEY = re.compile(r"[0-9a-f]{32}")


def once(
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """Let each shown form of a view be done once, in one transaction with what it does."""

    @wraps(view)
    def done(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        key = request.POST.get("submission", "") if request.method == "POST" else ""
        if not KEY.fullmatch(key) or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            taken = _take(request, key)
            if taken is None:
                return _again(request, key)
            answer = view(request, *args, **kwargs)
            place = _place(answer)
            if place:
                taken.status, taken.answer = answer.status_code, {"location": place}
                taken.save(update_fields=["status", "answer"])
            else:
                taken.delete()
            return answer

    return cast(Callable[Concatenate[R, P], HttpResponseBase], done)


def done_at(answer: HttpResponse, place: str) -> HttpResponse:
    """Mark an answer that is no redirect as done: sent again, the form leads to `place`."""
    answer.hegui_place = place  # type: ignore[attr-defined]
    return answer


def _key(key: str) -> str:
    return f"page:{key}"


def _take(request: HttpRequest, key: str) -> Submission | None:
    """Claim the key; another POST with it waits here until the first has ended."""
    address = hashlib.sha256(request.path.encode()).hexdigest()
    try:
        with transaction.atomic():
            user = cast(User, request.user)
            return Submission.objects.create(user=user, key=_key(key), request=address)
    except IntegrityError:
        return None


def _again(request: HttpRequest, key: str) -> HttpResponseBase:
    row = Submission.objects.get(user=cast(User, request.user), key=_key(key))
    place = (row.answer or {}).get("location", request.path)
    return HttpResponseClientRedirect(place) if getattr(request, "htmx", None) else redirect(place)


def _place(answer: HttpResponseBase) -> str:
    """Return where an answer leads, if the form was done."""
    marked = getattr(answer, "hegui_place", "")
    return str(marked or answer.headers.get("HX-Redirect") or answer.headers.get("Location") or "")
