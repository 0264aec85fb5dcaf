"""A counter on standard error for work whose end is not known beforehand."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hegui.cli.corpus.bar import REDRAW_S
from hegui.common.text import Lang, Text


@contextmanager
def counting(wanted: bool | None, lang: Lang, what: Text) -> Iterator[Callable[[int], None]]:
    """Yield what counted work tells its progress; by default drawn on a terminal only."""
    if not (sys.stderr.isatty() if wanted is None else wanted):
        yield lambda _done: None
        return
    begun = drawn = time.monotonic()

    def told(done: int) -> None:
        nonlocal drawn
        now = time.monotonic()
        if now - drawn >= REDRAW_S:
            drawn = now
            rate = done / max(now - begun, 1e-9)
            sys.stderr.write(f"\r\x1b[2K{done:,} {what.in_(lang)}  {rate:,.0f}/s")
            sys.stderr.flush()

    try:
        yield told
    finally:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
