"""The one API object: routers below `/orgs/{org}/`, errors always `{code, message, data}`."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import JSONRenderer

from hegui import __version__
from hegui.common.errors import HeguiError
from hegui.server.assessments.api import router as assessments
from hegui.server.controls.api import router as controls
from hegui.server.core.errors import NotFoundError, NotSignedInError
from hegui.server.evidence.api import router as evidence
from hegui.server.improvement.api import router as improvement
from hegui.server.inventory.api import router as inventory
from hegui.server.journal.api import router as ledger
from hegui.server.obligations.api import router as obligations
from hegui.server.pages.language import language, say
from hegui.server.rest.access import AUTH
from hegui.server.runs.api import router as runs
from hegui.server.webhooks.api import router as webhooks


class Readable(JSONRenderer):
    """JSON in readable UTF-8."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="hegui",
    version=__version__,
    urls_namespace="api",
    auth=AUTH,
    docs_url=None,
    renderer=Readable(),
)

ROUTERS = {
    "inventory": inventory,
    "controls": controls,
    "obligations": obligations,
    "tasks": improvement,
    "webhooks": webhooks,
    "ledger": ledger,
    "evidence": evidence,
    "runs": runs,
    "assessments": assessments,
}
for name, router in ROUTERS.items():
    api.add_router("/orgs/{org}/" + name, router)


def answer(request: HttpRequest, status: int, body: dict[str, Any]) -> HttpResponse:
    """Return the one shape of errors."""
    return api.create_response(request, {"data": {}, **body}, status=status)


@api.exception_handler(HeguiError)
def on_error(request: HttpRequest, error: HeguiError) -> HttpResponse:
    """Answer an error of the product."""
    return answer(request, error.http_status, error.as_dict(language()))


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer a request without a valid token or session."""
    return on_error(request, NotSignedInError())


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Answer an id that is not there."""
    return on_error(request, NotFoundError(what=request.path))


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a body or parameter that does not fit the schema, place by place."""
    problems = [
        {"at": ".".join(str(part) for part in found["loc"]), "what": found["msg"]}
        for found in error.errors
    ]
    message = say("请求不符合接口定义，见 data。", "The request does not fit the schema; see data.")
    return answer(
        request, 422, {"code": "invalid", "message": message, "data": {"problems": problems}}
    )


@api.exception_handler(HttpError)
def on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what the framework itself refuses (a body that is not JSON, a missing CSRF token)."""
    return answer(request, error.status_code, {"code": "refused", "message": str(error)})
