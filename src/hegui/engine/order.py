"""Orders that people expect: `part-2` before `part-10`."""

import re

_DIGITS = re.compile(r"([0-9]{1,18})")

Natural = tuple[tuple[str | int, ...], str]


def natural(text: str) -> Natural:
    """Return a sort key in which runs of digits count as numbers; a total order on strings."""
    parts: list[str | int] = list(_DIGITS.split(text))
    # Text and digits alternate, so that a number is only ever compared with a number.
    parts[1::2] = map(int, parts[1::2])
    return tuple(parts), text
