"""Texts as the API takes them: bounded, trimmed, without control characters."""

from typing import Annotated

from pydantic import AfterValidator, Field

from hegui.server.core.plain import not_allowed, plain_text


def clean(text: str) -> str:
    """Trim a text and leave hidden signs out; refuse control characters (see `core.plain`)."""
    if wrong := not_allowed(text):
        raise ValueError(wrong.en)
    return plain_text(text).strip()


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
