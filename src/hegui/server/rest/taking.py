"""What an operation takes: the kind of body, and the names in the address and in forms."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from ninja.errors import ValidationError
from ninja.operation import Operation

from hegui.common.errors import HeguiError
from hegui.server.rest.access import who_asks
from hegui.server.rest.gate import BODIES, MediaTypeError, sent

View = Callable[..., HttpResponseBase]
QUERY, FORM, FILE = "query", "form", "file"
CSRF = "csrfmiddlewaretoken"
"""Forms of the pages send it; see `SessionAuth`."""


def right_body(run: View) -> View:
    """Wrap the run of an operation: a form goes to routes that take forms, JSON to the others."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    sources = {getattr(model, "__ninja_param_source__", "") for model in operation.models}
    forms = bool(sources & {"form", "file"})
    refused = BODIES[0] if forms else BODIES[1] if "body" in sources else ""
    names = {QUERY: _names(operation, QUERY), FORM: _names(operation, FORM, FILE) | {CSRF}}

    @wraps(run)
    def done(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (
            refused
            and request.content_type == refused
            and request.method != "GET"
            and sent(request)
        ):
            return operation.api.on_exception(request, MediaTypeError(given=refused))
        if strange := _strange(request, names, forms):
            return operation.api.on_exception(request, ValidationError(strange))
        return run(request, *args, **kwargs)

    done.operation = operation  # type: ignore[attr-defined]
    return done


def _names(operation: Operation, *places: str) -> set[str]:
    """Return what an operation reads from the address, or from a form and its files."""
    found: set[str] = set()
    for model in operation.models:
        place = getattr(model, "__ninja_param_source__", "")
        if place == FILE and place in places:
            found |= {field.alias or name for name, field in model.model_fields.items()}
        elif place in places:
            found |= set(getattr(model, "__ninja_flatten_map__", ()))
    return found


def _strange(request: HttpRequest, names: dict[str, set[str]], forms: bool) -> list[dict[str, Any]]:
    """Return the names that an operation does not know: they would do nothing, unnoticed.

    Nothing is read for strangers, and what cannot be read is refused where it is read again.
    """
    given = {QUERY: [*request.GET]}
    with suppress(HeguiError, SuspiciousOperation, MultiPartParserError):
        if not who_asks(request):
            return []
        if forms and request.method != "GET":
            given[FORM] = [*request.POST, *request.FILES]
    return [
        {"loc": (place, name[:80]), "msg": "unknown name"}
        for place, found in given.items()
        for name in found
        if name not in names[place]
    ]
