"""What stands around every route: an id for each request, and one shape for all refusals."""

import logging
import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Lang, Text
from hegui.server.core.database import DatabaseAwayError, is_away

log = logging.getLogger("hegui.api")
ID_HEADER = "X-Request-Id"
GIVEN = re.compile(r"[A-Za-z0-9._:-]{1,64}")
BODIES = ("application/json", "multipart/form-data")
View = Callable[..., HttpResponseBase]


class MethodError(WrongUseError):
    """The address does not take this method."""

    code = "method_not_allowed"
    http_status = 405
    text = Text("此地址不支持 {method}。", "This address does not take {method}.")


class TooLargeError(WrongUseError):
    """The body is too large."""

    code = "too_large"
    http_status = 413
    text = Text("请求正文过大。", "The body of the request is too large.")


class MediaTypeError(WrongUseError):
    """The body is of a kind that is not read."""

    code = "media_type"
    http_status = 415
    text = Text(
        "不支持的正文类型“{given}”；请用 application/json，上传文件用 multipart/form-data。",
        "Bodies of type “{given}” are not read; send application/json, or multipart/form-data for "
        "files.",
    )


class UnreadableError(WrongUseError):
    """The request cannot be read."""

    code = "unreadable"
    http_status = 400
    text = Text(
        "请求无法读懂：正文须为有效的 JSON，且不含控制字符。",
        "The request cannot be read: the body must be valid JSON without control characters.",
    )


class AddressMissingError(WrongUseError):
    """There is no such route."""

    code = "no_such_route"
    http_status = 404
    text = Text(
        "API 没有这个地址：{path}。接口列表见 /api/v1/docs。",
        "The API has no such address: {path}. See /api/v1/docs for what there is.",
    )


class DefectError(HeguiError):
    """A defect of the server."""

    code = "server_error"
    http_status = 500
    text = Text(
        "服务器出错了，什么都没有保存。请重试；若再出现，请把编号 {request} 告诉管理员。",
        "The server failed and saved nothing. Try again; if it happens again, tell the "
        "administrator the number {request}.",
    )


def gate(view: View, language: Callable[[], Lang]) -> View:
    """Wrap the view of a route (and of what is no route)."""

    @wraps(view)
    def passed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        given = request.headers.get(ID_HEADER, "")
        request.id = given if GIVEN.fullmatch(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        try:
            _look(request)
            answer = view(request, *args, **kwargs)
            if answer.status_code == 405:
                answer = _method(request, answer, language())
        except HeguiError as error:
            answer = refusal(error, language())
        except (SuspiciousOperation, MultiPartParserError) as error:
            answer = refusal(known(error), language())
        except Http404:
            answer = refusal(AddressMissingError(path=request.path[:200]), language())
        answer[ID_HEADER] = request.id  # type: ignore[attr-defined]
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    passed.csrf_exempt = True  # type: ignore[attr-defined]
    return passed


def known(error: Exception) -> HeguiError:
    """Return what Django noticed about a body as an error of ours."""
    return TooLargeError() if isinstance(error, RequestDataTooBig) else UnreadableError()


def refusal(error: HeguiError, lang: Lang) -> HttpResponse:
    """Return an error in the one shape."""
    body = {"data": {}, **error.as_dict(lang)}
    return JsonResponse(
        body,
        status=error.http_status,
        json_dumps_params={"ensure_ascii": False},
        content_type="application/json; charset=utf-8",
    )


def defect(request: HttpRequest, error: Exception) -> HeguiError:
    """Log a defect under the request's id and return what the caller is told."""
    number = getattr(request, "id", "")
    asked = one_line(f"{request.method} {request.path}")
    if is_away(error):
        log.error("%s (%s): the database is away (%s)", asked, number, error)
        return DatabaseAwayError()
    log.error("%s (%s) failed", asked, number, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return DefectError(request=number)


def one_line(text: str) -> str:
    """Return a text from outside so that it cannot begin a line of the log: nothing invisible."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def missing(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """Answer an address that is no route."""
    raise AddressMissingError(path=request.path[:200])


def _look(request: HttpRequest) -> None:
    """Refuse what no route can read: NUL in the address, bodies of unknown types."""
    texts = [*request.GET.keys(), *(v for row in request.GET.lists() for v in row[1])]
    if any("\x00" in text for text in texts):
        raise UnreadableError
    if "\x00" in request.path:
        raise AddressMissingError(path=request.path.replace("\x00", "?")[:200])
    writes = request.method in ("POST", "PUT", "PATCH")
    if writes and sent(request) and request.content_type not in BODIES:
        raise MediaTypeError(given=request.content_type or "?")


def sent(request: HttpRequest) -> bool:
    """Tell whether a request has a body."""
    length = request.headers.get("Content-Length") or "0"
    return (length.isdigit() and int(length) > 0) or "Transfer-Encoding" in request.headers


def _method(request: HttpRequest, answer: HttpResponseBase, lang: Lang) -> HttpResponse:
    made = refusal(MethodError(method=request.method), lang)
    if allow := answer.headers.get("Allow"):
        made["Allow"] = allow
    return made
