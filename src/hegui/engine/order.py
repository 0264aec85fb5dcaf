"""Orders that people expect: `part-2` before `part-10`."""

import re

_DIGITS = re.compile(r"([0-9]{1,18})")


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key in which runs of digits count as numbers; a total order on strings."""
    parts = _DIGITS.split(text)
    key = [(int(part), part) if at % 2 else (-1, part) for at, part in enumerate(parts)]
    return tuple(key)
