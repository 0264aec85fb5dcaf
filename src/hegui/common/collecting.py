"""Looking for reference cycles rarely, where many objects are alive for a moment and none is in a cycle."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

YOUNG = 20_000
"""New containers between two looks for cycles; Python's own 700 are there with 64 requests under way."""

_lock = Lock()
_before: list[tuple[int, int, int]] = []


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for cycles after every 20,000 new containers instead of 700; may stand inside another.

    Memory is still given back at once where nothing refers to an object. The last one to leave puts
    the interpreter's thresholds back.
    """
    with _lock:
        _before.append(gc.get_threshold())
        gc.set_threshold(YOUNG, *_before[0][1:])
    try:
        yield
    finally:
        with _lock:
            own = _before.pop()
            if not _before:
                gc.set_threshold(*own)
