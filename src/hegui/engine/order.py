"""Places in words: orders that people expect (`part-2` before `part-10`), text that can be stored."""

import re

_DIGITS = re.compile(r"([0-9]{1,18})")

Natural = tuple[tuple[str | int, ...], str]


def natural(text: str) -> Natural:
    """Return a sort key in which runs of digits count as numbers; a total order on strings."""
    parts: list[str | int] = list(_DIGITS.split(text))
    # Text and digits alternate, so that a number is only ever compared with a number.
    parts[1::2] = map(int, parts[1::2])
    return tuple(parts), text


def storable(text: str) -> str:
    """Return the text with lone surrogates, which no UTF-8 file can hold, shown as `?`."""
    return text.encode("utf-8", "replace").decode()
