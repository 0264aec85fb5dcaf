"""Months from the dates that corpora carry, written in many ways."""

import datetime as dt
import re

FORMS = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.]\d{1,2})?(?:[T ].*)?"),
    re.compile(r"(?P<y>\d{4})年\s*(?P<m>\d{1,2})月.*"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?:\d{2})?"),
    re.compile(r"(?P<y>\d{4})年?"),
)
EPOCH = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")
"""Seconds or milliseconds since 1970."""
UNREADABLE = "?"
"""Stands for a date that cannot be read; it is not the same as none."""


def month(value: str) -> str:
    """Return `YYYY-MM` (or `YYYY`) of a written date, empty for none, `?` for what is none."""
    text = value.strip()
    if not text:
        return ""
    if found := EPOCH.fullmatch(text):
        return f"{dt.datetime.fromtimestamp(int(found[1]), dt.UTC):%Y-%m}"
    for form in FORMS:
        if found := form.fullmatch(text):
            return _checked(found["y"], found.groupdict().get("m"))
    return UNREADABLE


def _checked(year: str, month_of_year: str | None) -> str:
    if not 1000 <= int(year) <= 2999:
        return UNREADABLE
    if month_of_year is None:
        return year
    return f"{year}-{int(month_of_year):02}" if 1 <= int(month_of_year) <= 12 else UNREADABLE
