"""A counter on standard error for work whose end is not known beforehand."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hegui.cli.corpus.bar import LINE_S, REDRAW_S
from hegui.common.text import Lang, Text


@contextmanager
def counting(kind: str, lang: Lang, what: Text) -> Iterator[Callable[[int], None]]:
    """Yield what counted work tells its progress: `bar`, `json`, `none`, or `auto` (bar on a terminal)."""
    if kind == "auto":
        kind = "bar" if sys.stderr.isatty() else "none"
    if kind == "none":
        yield lambda _done: None
        return
    begun = drawn = time.monotonic()
    pause = REDRAW_S if kind == "bar" else LINE_S

    def told(done: int) -> None:
        nonlocal drawn
        now = time.monotonic()
        if now - drawn >= pause:
            drawn = now
            rate = done / max(now - begun, 1e-9)
            if kind == "bar":
                line = f"\r\x1b[2K{done:,} {what.in_(lang)}  {rate:,.0f}/s"
            else:
                line = json.dumps({"done": done, "per_second": round(rate)}) + "\n"
            sys.stderr.write(line)
            sys.stderr.flush()

    try:
        yield told
    finally:
        if kind == "bar":
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
