"""Every route of the API as it is now: its address, a body that fits, the permission it needs."""

from collections.abc import Iterator
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from ninja.operation import Operation

from hegui.server.core.roles import all_permissions

NOBODY = "00000000-0000-7000-8000-000000000000"
SAMPLES = {
    "uuid": NOBODY,
    "date": "2026-01-31",
    "date-time": "2026-01-31T08:00:00+08:00",
    "time": "08:00:00",
    "email": "somebody@example.com",
    "uri": "https://example.com/",
}


class Route(NamedTuple):
    """One operation."""

    method: str
    path: str
    name: str
    needs: frozenset[str]
    row: dict[str, Any]
    schema: dict[str, Any]

    def address(self, org: str, ids: str = NOBODY) -> str:
        """Return the address in an organisation, about things that are not there."""
        found = self.path.replace("{org}", org)
        for parameter in self.row.get("parameters", ()):
            if parameter["in"] == "path" and parameter["name"] != "org":
                value = sample(self.schema, parameter["schema"])
                value = ids if value == NOBODY else value
                found = found.replace("{" + parameter["name"] + "}", str(value))
        return found

    def call(self, client: Client, org: str) -> Any:
        """Call it with the smallest body that fits the schema."""
        content = self.row.get("requestBody", {}).get("content", {})
        query = {
            p["name"]: sample(self.schema, p["schema"])
            for p in self.row.get("parameters", ())
            if p["in"] == "query" and p.get("required")
        }
        address = self.address(org)
        send = getattr(client, self.method.lower())
        if self.method == "GET":
            return client.get(address, query)
        if "multipart/form-data" in content:
            return send(address, sample(self.schema, content["multipart/form-data"]["schema"]))
        if "application/json" in content:
            body = sample(self.schema, content["application/json"]["schema"])
            return send(address, body, content_type="application/json")
        return client.generic(self.method, address)


def sample(schema: dict[str, Any], shape: dict[str, Any]) -> Any:
    """Return the smallest value of a shape."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return sample(schema, schema["components"]["schemas"][name])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in shape:
            return sample(schema, shape[key][0])
    if "enum" in shape:
        return shape["enum"][0]
    if "const" in shape:
        return shape["const"]
    if shape.get("type") == "object":
        rows = shape.get("properties", {})
        return {name: sample(schema, rows[name]) for name in shape.get("required", ())}
    if shape.get("type") == "array":
        return [sample(schema, shape.get("items", {}))] * max(shape.get("minItems", 0), 0)
    return _plain(shape)


def _plain(shape: dict[str, Any]) -> Any:
    kind = shape.get("type")
    if kind in ("integer", "number"):
        return shape.get("minimum", shape.get("exclusiveMinimum", 0) + 1)
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    if shape.get("format") == "binary":
        return SimpleUploadedFile("a.txt", b"text")
    if "examples" in shape:
        return shape["examples"][0]
    return SAMPLES.get(str(shape.get("format")), "x" * max(1, shape.get("minLength", 1)))


@lru_cache(maxsize=1)
def routes() -> list[Route]:
    """Return all routes."""
    from hegui.server.api.root import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = {
        api.get_openapi_operation_id(operation): operation for operation in _operations(api)
    }
    return [
        Route(
            method=method.upper(),
            path=path,
            name=row["operationId"],
            needs=needs_of(operations[row["operationId"]].view_func),
            row=row,
            schema=schema,
        )
        for path, methods in schema["paths"].items()
        for method, row in methods.items()
    ]


def _operations(api: Any) -> Iterator[Operation]:
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            yield from view.operations


def needs_of(function: Any, depth: int = 0) -> frozenset[str]:
    """Return the permissions that a route names, itself or through helpers of its module."""
    code = getattr(function, "__code__", None)
    if code is None or depth > 2:
        return frozenset()
    found = {text for text in _constants(code) if text in all_permissions()}
    if found:
        return frozenset(found)
    for name in code.co_names:
        helper = function.__globals__.get(name)
        if isinstance(helper, str) and helper in all_permissions():
            found.add(helper)
        elif isinstance(helper, FunctionType) and ".api" in helper.__module__:
            found |= needs_of(helper, depth + 1)
    return frozenset(found)


def _constants(code: CodeType) -> Iterator[str]:
    for value in code.co_consts:
        if isinstance(value, str):
            yield value
        elif isinstance(value, CodeType):
            yield from _constants(value)
