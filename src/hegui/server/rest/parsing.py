"""Reading bodies: JSON that every database can keep, bounded in depth."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from hegui.server.core.plain import CONTROL

DEEPEST = 32
LARGEST = 2**63 - 1


class SafeParser(Parser):
    """Refuses what JSON allows and databases do not: NUL, halves of characters, huge numbers."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body; whatever is raised becomes 400."""
        value = json.loads(request.body, parse_constant=_refuse)
        check(value)
        return value


def check(value: Any, depth: int = 0) -> None:
    """Raise `ValueError` for a value that cannot be kept."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        if CONTROL.search(value):
            raise ValueError("control characters are not allowed")
    elif isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError("the number is too large")
    elif isinstance(value, dict):
        for key, row in value.items():
            check(key, depth + 1)
            check(row, depth + 1)
    elif isinstance(value, list):
        for row in value:
            check(row, depth + 1)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number of JSON")
