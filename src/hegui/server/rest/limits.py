"""How often one token may ask: a bucket per token in each web process."""

import math
import threading
import time
from collections import OrderedDict

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from hegui.server.core.models import ApiToken
from hegui.server.settings import read_settings

MOST = 10_000
"""Buckets that are kept; the one longest unused goes first."""


class Buckets:
    """Token buckets: full at first, filled evenly again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, per_minute: int, now: float) -> float:
        """Take one; return 0, or the seconds to wait."""
        rate = per_minute / 60
        with self._lock:
            left, seen = self._left.pop(who, (float(per_minute), now))
            left = min(float(per_minute), left + max(0.0, now - seen) * rate)
            wait = 0.0 if left >= 1 else (1 - left) / rate
            self._left[who] = (left - 1 if left >= 1 else left, now)
            while len(self._left) > MOST:
                self._left.popitem(last=False)
        return wait

    def clear(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._left.clear()


buckets = Buckets()


class RateLimit(BaseThrottle):
    """Lets each token, or person signed in, ask so many times a minute."""

    def __init__(self) -> None:
        self._answer = threading.local()

    def allow_request(self, request: HttpRequest) -> bool:
        """Tell whether the request may go on."""
        who = getattr(request, "auth", None)
        kind = "token" if isinstance(who, ApiToken) else "user"
        key = f"{kind}:{getattr(who, 'pk', '')}"
        limit = read_settings().api_requests_per_minute
        self._answer.wait = buckets.take(key, limit, time.monotonic()) if limit else 0
        return not self._answer.wait

    def wait(self) -> float | None:
        """Return how long to wait, in whole seconds."""
        return math.ceil(getattr(self._answer, "wait", 0)) or None
