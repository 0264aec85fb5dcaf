"""How the API answers what goes wrong: always `{code, message, data}`."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from hegui.common.errors import HeguiError
from hegui.common.text import Text
from hegui.server.api.base import Api
from hegui.server.core.errors import NotFoundError, NotSignedInError
from hegui.server.rest.gate import UnreadableError, defect, known


class SchemaError(HeguiError):
    """A body or parameter does not fit the schema."""

    code = "invalid"
    http_status = 422
    text = Text(
        "请求不符合接口定义，详见 data 字段。", "The request does not fit the schema; see “data”."
    )

    def as_dict(self, lang: Any = None) -> dict[str, Any]:
        """Keep the list of problems as it is."""
        return {**super().as_dict(lang), "data": self.data}


class TooManyError(HeguiError):
    """The token asked too often."""

    code = "too_many_requests"
    http_status = 429
    text = Text(
        "请求过于频繁，请等 {seconds} 秒再试。",
        "Too many requests; wait {seconds} seconds and try again.",
    )


def register(api: Api) -> None:
    """Register the answers."""
    answers = {
        HeguiError: lambda request, error: error,
        AuthenticationError: lambda request, error: NotSignedInError(),
        Http404: lambda request, error: NotFoundError(what=request.path[:200]),
        ValidationError: lambda request, error: SchemaError(problems=problems(error)),
        Throttled: lambda request, error: TooManyError(seconds=error.wait or 1),
        HttpError: lambda request, error: framework(error),
        SuspiciousOperation: lambda request, error: known(error),
        MultiPartParserError: lambda request, error: known(error),
        Exception: defect,
    }
    for kind, meaning in answers.items():
        api.add_exception_handler(kind, _handler(api, meaning))


def _handler(api: Api, meaning: Any) -> Any:
    def handle(request: HttpRequest, error: Any) -> HttpResponse:
        return api.refuse(meaning(request, error))

    return handle


def framework(error: HttpError) -> HeguiError:
    """Return what the framework itself refuses: a body that is not JSON."""
    if error.status_code == 400:
        return UnreadableError()
    made = NotSignedInError() if error.status_code == 401 else UnreadableError()
    made.http_status = error.status_code  # type: ignore[misc]
    return made


def problems(error: ValidationError) -> list[dict[str, str]]:
    """Return the places that do not fit, with what is wrong there."""
    return [
        {"at": ".".join(str(part) for part in found["loc"])[:300], "what": str(found["msg"])[:300]}
        for found in error.errors[:100]
    ]
