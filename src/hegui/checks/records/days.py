"""Calendar days (Asia/Shanghai) of the times that stand in exports."""

import datetime as dt
import re
import unicodedata
from typing import Any

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
"""China has kept UTC+8 without summer time since 1992; a fixed offset needs no time-zone data."""
LOCAL = (None, "+08:00", "+0800")
FIRST_YEAR, LAST_YEAR = 1992, 2199
SECONDS = re.compile(r"\d{10}(\.\d+)?\Z")
MILLISECONDS = re.compile(r"\d{13}\Z")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{6})?\Z")
WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]*(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:[.,]\d{1,9})?秒?)?分?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?\Z",
    re.IGNORECASE,
)


def shanghai_day(value: Any) -> dt.date | None:
    """Return the calendar day of a time, None when it is not one.

    Accepted are ISO 8601 with or without offset (without one it is local time), the spellings
    2026/11/20, 2026.11.20 and 2026年11月20日 with or without a time of day, 20261120 with or
    without a time, and Unix times in seconds or milliseconds.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value)
    text = (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()
    try:
        day = _unix(text) or _compact(text) or _written(text)
    except (ValueError, OverflowError):
        return None
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _unix(text: str) -> dt.date | None:
    if SECONDS.match(text):
        return dt.datetime.fromtimestamp(float(text), SHANGHAI).date()
    if MILLISECONDS.match(text):
        return dt.datetime.fromtimestamp(int(text) / 1000, SHANGHAI).date()
    return None


def _compact(text: str) -> dt.date | None:
    match = COMPACT.match(text)
    return dt.date(*map(int, match.groups())) if match else None


def _written(text: str) -> dt.date | None:
    match = WRITTEN.match(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups()[:3])
    hour, minute, second, zone = match.groups()[3:]
    if hour is None:
        return dt.date(year, month, day)
    # A leap second is the last second of its minute for the calendar.
    clock = (int(hour), int(minute), min(int(second or 0), 59))
    if zone in LOCAL:
        return dt.datetime(year, month, day, *clock).date()  # noqa: DTZ001 - only its day is used
    moment = dt.datetime(year, month, day, *clock, tzinfo=_zone(zone))
    return moment.astimezone(SHANGHAI).date()


def _zone(zone: str) -> dt.timezone:
    if zone.upper() in ("Z", "UTC", "GMT"):
        return dt.UTC
    digits = zone[1:].replace(":", "")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-offset if zone[0] == "-" else offset)
