"""Progress of asking on standard error: how many, how fast, how long still."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hegui.common.text import Lang, Text

REDRAW_S = 0.2
LINE_S = 1.0
RATE_AFTER_S = 1.0
"""Seconds before a rate means anything."""
LINE = Text("已答 {done}/{total} 题", "{done}/{total} questions answered")
JUDGED = Text("已判定 {done}/{total} 个回答", "{done}/{total} answers judged")
LEFT = Text("每秒 {rate} 题，还要 {left}", "{rate} a second, {left} left")


@contextmanager
def shown_progress(
    kind: str, lang: Lang, *, judging: bool = False
) -> Iterator[Callable[[int, int], None]]:
    """Yield what asking tells its progress: `bar`, `json`, `none`, or `auto` (bar on a terminal).

    With `judging` it is the judges who are told of.
    """
    if kind == "auto":
        kind = "bar" if sys.stderr.isatty() else "none"
    if kind == "none":
        yield lambda _done, _total: None
        return
    if kind == "json":
        yield _Objects("judging" if judging else "").told
        return
    shown = _Line(lang, JUDGED if judging else LINE)
    try:
        yield shown.told
    finally:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


class _Speed:
    """How fast answers come; what an earlier run had answered does not count."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._first: int | None = None

    def of(self, done: int) -> float:
        """Return the answers a second, 0 where that is not known yet."""
        self._first = done if self._first is None else self._first
        spent, made = time.monotonic() - self._begun, done - self._first
        return made / spent if spent >= RATE_AFTER_S else 0.0


class _Objects:
    """One JSON object a line, once a second and at the end."""

    def __init__(self, stage: str = "") -> None:
        self._stage = {"stage": stage} if stage else {}
        self._speed, self._told = _Speed(), float("-inf")

    def told(self, done: int, total: int) -> None:
        """Write a line."""
        now, rate = time.monotonic(), self._speed.of(done)
        if now - self._told < LINE_S and done < total:
            return
        self._told = now
        left = round((total - done) / rate, 1) if rate else None
        line: dict[str, Any] = {
            "done": done,
            "total": total,
            "per_second": round(rate, 1),
            "seconds_left": left,
        }
        line |= self._stage
        sys.stderr.write(json.dumps(line) + "\n")
        sys.stderr.flush()


class _Line:
    def __init__(self, lang: Lang, text: Text) -> None:
        self._lang: Lang = lang
        self._text = text
        self._speed = _Speed()
        self._drawn = 0.0

    def told(self, done: int, total: int) -> None:
        """Redraw the line, a few times a second."""
        now, rate = time.monotonic(), self._speed.of(done)
        if now - self._drawn < REDRAW_S and done < total:
            return
        self._drawn = now
        text = self._text.in_(self._lang, done=f"{done:,}", total=f"{total:,}")
        if rate:
            left = round((total - done) / rate)
            clock = f"{left // 60}:{left % 60:02}"
            text += "  " + LEFT.in_(self._lang, rate=f"{rate:.1f}", left=clock)
        sys.stderr.write("\r\x1b[2K" + text)
        sys.stderr.flush()
