"""A progress bar on standard error: bytes, share, rate and the time left."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

REDRAW_S = 0.2
RATE_AFTER_S = 1.0
"""Seconds before a rate means anything."""
MB = 1_000_000


class Bar:
    """One line that is redrawn."""

    def __init__(self) -> None:
        self._begun = self._drawn = time.monotonic()
        self._first: int | None = None

    def told(self, done: int, total: int) -> None:
        """Redraw the line, a few times a second."""
        now = time.monotonic()
        if self._first is None:
            self._first = done
        if now - self._drawn >= REDRAW_S:
            self._drawn = now
            sys.stderr.write("\r\x1b[2K" + self._line(done, total, now - self._begun))
            sys.stderr.flush()

    def _line(self, done: int, total: int, spent: float) -> str:
        share = done / max(total, 1)
        text = f"{share:4.0%}  {done / MB:,.0f}/{total / MB:,.0f} MB"
        rate = (done - (self._first or 0)) / max(spent, 1e-9)
        if spent < RATE_AFTER_S or rate <= 0:
            return text
        left = round((total - done) / rate)
        return f"{text}  {rate / MB:,.0f} MB/s  {left // 60}:{left % 60:02}"

    def end(self) -> None:
        """Remove the line."""
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


@contextmanager
def bar(wanted: bool | None) -> Iterator[Callable[[int, int], None]]:
    """Yield what a scan tells its progress; by default drawn on a terminal only."""
    if not (sys.stderr.isatty() if wanted is None else wanted):
        yield lambda _done, _total: None
        return
    shown = Bar()
    try:
        yield shown.told
    finally:
        shown.end()
