"""Progress on standard error, as a bar or as JSON lines: bytes, rate and the time left."""

import json
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

REDRAW_S = 0.2
LINE_S = 1.0
RATE_AFTER_S = 1.0
"""Seconds before a rate means anything."""
WINDOW_S = 60.0
MB = 1_000_000


class Rate:
    """How fast it goes, over the last while: what was kept on resume is soon forgotten."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def per_second(self, done: int) -> float:
        """Return the bytes a second up to now; 0 where that is not known yet."""
        now = time.monotonic()
        self._seen.append((now, done))
        while now - self._seen[0][0] > WINDOW_S:
            self._seen.popleft()
        then, before = self._seen[0]
        return max(0.0, (done - before) / (now - then)) if now - then >= RATE_AFTER_S else 0.0


class Bar:
    """One line that is redrawn."""

    def __init__(self) -> None:
        self._drawn, self._rate = time.monotonic(), Rate()

    def told(self, done: int, total: int) -> None:
        """Redraw the line, a few times a second."""
        now = time.monotonic()
        if now - self._drawn >= REDRAW_S:
            self._drawn = now
            sys.stderr.write("\r\x1b[2K" + self._line(done, total))
            sys.stderr.flush()

    def _line(self, done: int, total: int) -> str:
        text = f"{done / max(total, 1):4.0%}  {done / MB:,.0f}/{total / MB:,.0f} MB"
        rate = self._rate.per_second(done)
        if not rate:
            return text
        left = round((total - done) / rate)
        return f"{text}  {rate / MB:,.0f} MB/s  {left // 60}:{left % 60:02}"

    def end(self) -> None:
        """Remove the line."""
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


class Lines:
    """One JSON object a line, for programs: bytes done and in all, rate, seconds left."""

    def __init__(self) -> None:
        self._told, self._rate, self._ended = time.monotonic(), Rate(), False

    def told(self, done: int, total: int) -> None:
        """Write a line, once a second and at the end."""
        now = time.monotonic()
        if self._ended or (now - self._told < LINE_S and done < total):
            return
        self._told, self._ended = now, done >= total
        rate = self._rate.per_second(done)
        left = round((total - done) / rate, 1) if rate else None
        line = {"done": done, "total": total, "bytes_per_second": round(rate), "seconds_left": left}
        sys.stderr.write(json.dumps(line) + "\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Do nothing: lines stay."""


@contextmanager
def bar(kind: str) -> Iterator[Callable[[int, int], None]]:
    """Yield what a run tells its progress: `bar`, `json`, `none`, or `auto` (bar on a terminal)."""
    if kind == "auto":
        kind = "bar" if sys.stderr.isatty() else "none"
    if kind == "none":
        yield lambda _done, _total: None
        return
    shown = Lines() if kind == "json" else Bar()
    try:
        yield shown.told
    finally:
        shown.end()
