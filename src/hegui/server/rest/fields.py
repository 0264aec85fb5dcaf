"""Texts as the API takes them: bounded, trimmed, without control characters."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Trim a text; refuse control characters (a NUL would break PostgreSQL)."""
    if CONTROL.search(text):
        raise ValueError("control characters are not allowed")
    return text.strip()


def one_line(text: str) -> str:
    """Like `clean`, and refuse line breaks."""
    if "\n" in text or "\r" in text:
        raise ValueError("line breaks are not allowed")
    return clean(text)


Line = Annotated[str, Field(max_length=200), AfterValidator(one_line)]
"""One line, up to 200 characters."""
Short = Annotated[str, Field(max_length=80), AfterValidator(one_line)]
"""One line, up to 80 characters: ids, codes, versions."""
Prose = Annotated[str, Field(max_length=20_000), AfterValidator(clean)]
"""Several lines, up to 20,000 characters."""


def needed(text: str) -> str:
    """Refuse a text of blanks only."""
    if not text:
        raise ValueError("must not be empty")
    return text


Title = Annotated[
    str, Field(min_length=1, max_length=200), AfterValidator(one_line), AfterValidator(needed)
]
"""One line that may not be empty, up to 200 characters."""
