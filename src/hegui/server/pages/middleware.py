"""Errors of the product become pages: what happened, to what, and what to do next."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from hegui.common.errors import HeguiError
from hegui.server.pages.language import language, say


class ErrorMiddleware:
    """Turns `HeguiError` into a page (or a fragment for HTMX) with its HTTP status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, unless its query holds a NUL, which no database takes.

        The API answers such requests itself, in its own shape.
        """
        nul = "%00" in request.META.get("QUERY_STRING", "")
        if nul and not request.path_info.startswith("/api/"):
            return refused(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an error of the product; leave others to Django."""
        if not isinstance(error, HeguiError):
            return None
        answer = error_page(request, error.http_status, error.message(language()), error.code)
        if again := getattr(error, "retry_after", 0):
            answer["Retry-After"] = str(again)
        return answer


def refused(request: HttpRequest) -> HttpResponse:
    """Answer a request with a character that no text can hold."""
    message = say(
        "内容里有不可用的字符（NUL），未处理。请去掉后重试。",
        "There is a character that cannot be used (NUL); nothing was done. Remove it and try again.",
    )
    return error_page(request, 400, message, "bad_request")


def error_page(request: HttpRequest, status: int, message: str, code: str) -> HttpResponse:
    """Return the page of an error, or its sentence alone for a fragment."""
    fragment = bool(getattr(request, "htmx", False))
    name = "pages/error_fragment.html" if fragment else "pages/error.html"
    return render(
        request, name, {"message": message, "code": code, "status": status}, status=status
    )
