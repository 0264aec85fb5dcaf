"""The reference of the API as a page, made from the schema on the server: no script, no CDN."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI

from hegui.server.api.base import schema_of
from hegui.server.core.roles import areas


class Field(NamedTuple):
    """A parameter or a field of a body."""

    name: str
    kind: str
    needed: bool
    about: str


class Route(NamedTuple):
    """One route."""

    anchor: str
    method: str
    path: str
    summary: str
    about: str
    parameters: list[Field]
    body: list[Field]
    media: str
    answers: list[tuple[str, str, str]]


class Group(NamedTuple):
    """The routes of one part of the product."""

    tag: str
    zh: str
    en: str
    routes: list[Route]


def reference_page(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Show every route with its parameters, body and answers."""
    schema = schema_of(api)
    context = {"groups": groups(schema), "shapes": shapes(schema), "version": api.version}
    return render(request, "api/reference.html", context)


def groups(schema: dict[str, Any]) -> list[Group]:
    """Return the routes by tag, in the order of the schema."""
    found: dict[str, Group] = {}
    for path, methods in schema["paths"].items():
        for method, row in methods.items():
            tag = (row.get("tags") or ["other"])[0]
            area = areas().get(tag)
            group = Group(tag, area.zh if area else tag, area.en if area else tag, [])
            found.setdefault(tag, group).routes.append(_route(schema, path, method, row))
    return list(found.values())


def shapes(schema: dict[str, Any]) -> list[tuple[str, str, list[Field]]]:
    """Return the named shapes with their fields."""
    rows = schema.get("components", {}).get("schemas", {})
    return [
        (name, row.get("description", ""), _fields(row))
        for name, row in sorted(rows.items())
        if row.get("properties")
    ]


def _route(schema: dict[str, Any], path: str, method: str, row: dict[str, Any]) -> Route:
    content = row.get("requestBody", {}).get("content", {})
    empty: tuple[str, dict[str, Any]] = ("", {})
    media, body = next(iter(content.items()), empty)
    return Route(
        anchor=row["operationId"],
        method=method.upper(),
        path=path,
        summary=row.get("summary", ""),
        about=row.get("description", ""),
        parameters=[
            Field(
                p["name"],
                f"{kind(p['schema'])} ({p['in']})",
                p.get("required", False),
                p.get("description", ""),
            )
            for p in row.get("parameters", [])
        ],
        body=_fields(resolve(schema, body.get("schema", {}))),
        media=media,
        answers=[
            (str(status), *_answer(answer))
            for status, answer in sorted(row["responses"].items(), key=lambda item: str(item[0]))
            if str(status) < "400"
        ],
    )


def _answer(answer: dict[str, Any]) -> tuple[str, str]:
    rows: list[dict[str, Any]] = list(answer.get("content", {}).values())
    content = rows[0] if rows else {}
    return kind(content.get("schema", {})) if content else "—", answer.get("description", "")


def resolve(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """Return the shape that a reference names."""
    if "$ref" in shape:
        found: dict[str, Any] = schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
        return found
    return shape


def _fields(shape: dict[str, Any]) -> list[Field]:
    needed = shape.get("required", [])
    return [
        Field(name, kind(row), name in needed, row.get("description", ""))
        for name, row in shape.get("properties", {}).items()
    ]


def kind(shape: dict[str, Any]) -> str:
    """Return a shape in a few words: `string ≤ 200`, `list of ControlOut`, `a | b`."""
    if "$ref" in shape:
        return str(shape["$ref"].rpartition("/")[2])
    if "enum" in shape:
        return " | ".join(str(value) for value in shape["enum"])
    if "const" in shape:
        return str(shape["const"])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in shape:
            return " | ".join(kind(row) for row in shape[key])
    if shape.get("type") == "array":
        return f"[{kind(shape.get('items', {}))}]"
    name = str(shape.get("format") or shape.get("type") or "any")
    return f"{name} ≤ {shape['maxLength']}" if "maxLength" in shape else name
