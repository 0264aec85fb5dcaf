"""The calendar day on which a command speaks."""

import datetime as dt
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def today() -> dt.date:
    """Return the calendar day in Asia/Shanghai."""
    return dt.datetime.now(CHINA).date()
