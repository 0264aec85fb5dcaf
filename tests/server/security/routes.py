"""All page routes, from the URLconf: their address for an organisation, and what they ask for."""

import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = {"uuid": str(uuid.UUID(int=7)), "int": "7", "str": "word", "slug": "word", "path": "word"}


class Route(NamedTuple):
    """A route: its address with samples filled in, its view."""

    path: str
    view: Any

    @property
    def organisational(self) -> bool:
        """Tell whether it lies in an organisation."""
        return self.path.startswith("o/")


def page_routes(org: str = "yunlu") -> list[Route]:
    """Return every route but those of the API."""
    found = [Route(path, view) for path, view in _walk(get_resolver(), org)]
    return [row for row in found if not row.path.startswith("api/")]


def _walk(resolver: URLResolver, org: str, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for row in resolver.url_patterns:
        here = prefix + _filled(row, org)
        if isinstance(row, URLPattern):
            yield here, row.callback
        else:
            yield from _walk(row, org, here)


def _filled(row: URLPattern | URLResolver, org: str) -> str:
    text = str(row.pattern)
    if text.startswith("^"):
        return text.removeprefix("^").replace("(?P<provider_id>[^/]+)", "sso").removesuffix("$")
    for name, converter in row.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        sample = {"string": "str"}.get(kind, kind)
        value = org if name == "org" else SAMPLES.get(sample, "word")
        text = text.replace(f"<{sample}:{name}>", value).replace(f"<{name}>", value)
    return text
