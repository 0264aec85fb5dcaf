"""Numbers as they stand in verdicts: exact, or as text with a fixed number of decimals."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

DECIMALS = 6
"""Digits after the point: far finer than any limit, coarser than the noise of floating point."""

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_WORDS = {"true", "false", "null", "in", "size", "int", "double"}


def decimal(value: float) -> str:
    """Return a number as text with six decimals, the same on every machine."""
    return f"{value:.{DECIMALS}f}"


def plain(value: Any) -> Any:
    """Return a measure value for a trace: floats as text, the rest as it is."""
    if isinstance(value, float):
        return decimal(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


@cache
def names(expression: str) -> tuple[str, ...]:
    """Return the names that an expression reads, in order of first use."""
    found = _NAME.findall(_QUOTED.sub("''", expression))
    return tuple(dict.fromkeys(name for name in found if name not in _WORDS))
