"""When to ask again: Retry-After and exponential backoff with jitter."""

import math
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime

from hegui.checks.model.settings import ClientSettings


def retry_after(header: str, now: Callable[[], float]) -> float | None:
    """Return the seconds that a Retry-After header asks for; None without a usable one.

    Source: RFC 9110, section 10.2.3: seconds, or an HTTP date.
    """
    text = header.strip()
    if not text:
        return None
    seconds = _seconds(text)
    return _until(text, now) if seconds is None else seconds


def _seconds(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return max(0.0, value) if math.isfinite(value) else None


def _until(text: str, now: Callable[[], float]) -> float | None:
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, when.timestamp() - now())


def backoff(
    failures: int, habits: ClientSettings, chance: float, *, refused: bool = False
) -> float:
    """Return the seconds to wait after so many failures; `chance` in [0, 1) spreads the clients.

    `refused`: nobody has ever answered at this address, so a wrong one is to be told soon.
    """
    longest = habits.backoff_first_s * habits.backoff_factor ** (failures - 1)
    most = habits.backoff_refused_most_s if refused else habits.backoff_most_s
    return min(longest, most) * (0.5 + chance / 2)
