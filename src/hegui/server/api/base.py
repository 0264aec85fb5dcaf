"""The API object: NinjaAPI with our parser, our limits, writing once, and a readable schema."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from hegui import __version__
from hegui.common.errors import HeguiError
from hegui.server.core.database import RETRY_S
from hegui.server.pages.language import language
from hegui.server.rest.access import AUTH
from hegui.server.rest.gate import gate, missing, refusal
from hegui.server.rest.idempotency import WRITES, once_per_key
from hegui.server.rest.limits import RateLimit
from hegui.server.rest.parsing import SafeParser
from hegui.server.rest.taking import right_body

ABOUT = """合规（hegui）的接口，权限与页面完全相同。
The API of hegui, with exactly the rights of the pages.

- `Authorization: Bearer hegui_…`：个人令牌 a personal token. 会话亦可，写入须带 `X-CSRFToken`.
- 错误一律为 Errors are always `{code, message, data}`.
- 列表一律分页 Every list has pages: `page`, `page_size` → `{items, total, page, page_size, more}`.
- 写入可带 Writes take `Idempotency-Key`: 同键同请求只做一次 the same request is done once.
- `X-Request-Id`：每个回答都有 every answer has one. `429` 与 and `503` 带 come with `Retry-After`.
"""
KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "同键同请求只做一次。The same request with the same key is done once.",
}


class Readable(JSONRenderer):
    """JSON in readable UTF-8."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """The API; every route has the same frame (see `gate` and `once_per_key`)."""

    def __init__(self) -> None:
        super().__init__(
            title="hegui",
            version=__version__,
            description=ABOUT,
            urls_namespace="api",
            auth=AUTH,
            docs_url=None,
            openapi_url=None,
            renderer=Readable(),
            parser=SafeParser(),
            throttle=[RateLimit()],
        )
        self.add_decorator(right_body, mode="view")
        self.add_decorator(once_per_key, mode="view")

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        """Return the routes, each behind the gate, and an answer for what is no route."""
        found = super()._get_urls()
        for pattern in found:
            if isinstance(pattern, URLPattern):
                pattern.callback = gate(pattern.callback, language)
        found.sort(key=_plain_first)
        return [*found, re_path(r"^(?!docs$|openapi\.json$)(?P<path>.*)$", gate(missing, language))]

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return a name that a generated client can use: `controls_list_controls`."""
        area = operation.view_func.__module__.split(".")[2]
        return f"{area}_{operation.view_func.__name__}"

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """Return the schema with what holds for every route."""
        schema = super().get_openapi_schema(**where)
        for methods in schema["paths"].values():
            for method, row in methods.items():
                if method.upper() in WRITES:
                    row.setdefault("parameters", []).append(KEY_HEADER)
        return schema

    def refuse(self, error: HeguiError) -> HttpResponse:
        """Return an error in the one shape; one that passes says when to try again."""
        answer = refusal(error, language())
        again = getattr(error, "retry_after", RETRY_S if error.http_status == 503 else 0)
        if again:
            answer["Retry-After"] = str(again)
        return answer


def _plain_first(pattern: URLResolver | URLPattern) -> tuple[bool, ...]:
    """Order routes so that `runs/projects` is found before `runs/{run}`, wherever it was written."""
    return tuple("<" in part for part in str(pattern.pattern).split("/"))


@cache
def schema_of(api: NinjaAPI) -> OpenAPISchema:
    """Return the schema, made once in a process: it takes a second and is the same for everybody."""
    return api.get_openapi_schema(path_prefix="/api/v1/")


def schema_json(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Answer the OpenAPI schema."""
    text = json.dumps(schema_of(api), ensure_ascii=False)
    return HttpResponse(text, content_type="application/json; charset=utf-8")
