"""Progress of asking on standard error: how many, how fast, how long still."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hegui.common.text import Lang, Text

REDRAW_S = 0.2
RATE_AFTER_S = 1.0
"""Seconds before a rate means anything."""
LINE = Text("已答 {done}/{total} 题", "{done}/{total} questions answered")
LEFT = Text("每秒 {rate} 题，还要 {left}", "{rate} a second, {left} left")


@contextmanager
def shown_progress(wanted: bool | None, lang: Lang) -> Iterator[Callable[[int, int], None]]:
    """Yield what asking tells its progress; by default drawn on a terminal only."""
    if not (sys.stderr.isatty() if wanted is None else wanted):
        yield lambda _done, _total: None
        return
    shown = _Line(lang)
    try:
        yield shown.told
    finally:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


class _Line:
    def __init__(self, lang: Lang) -> None:
        self._lang: Lang = lang
        self._begun = time.monotonic()
        self._drawn = 0.0
        self._first: int | None = None

    def told(self, done: int, total: int) -> None:
        """Redraw the line, a few times a second."""
        now = time.monotonic()
        self._first = done if self._first is None else self._first
        if now - self._drawn < REDRAW_S and done < total:
            return
        self._drawn = now
        text = LINE.in_(self._lang, done=f"{done:,}", total=f"{total:,}")
        spent, made = now - self._begun, done - self._first
        if spent >= RATE_AFTER_S and made:
            rate = made / spent
            left = round((total - done) / rate)
            clock = f"{left // 60}:{left % 60:02}"
            text += "  " + LEFT.in_(self._lang, rate=f"{rate:.1f}", left=clock)
        sys.stderr.write("\r\x1b[2K" + text)
        sys.stderr.flush()
