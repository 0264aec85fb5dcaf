"""The memory of a web worker: given back after heavy requests, and the worker replaced in time.

Python keeps what a heavy page needed, and so does the C library. A worker that has grown beyond its
room hands back what it can; if that is not enough, a fresh one takes its place once it has nothing
in hand. The fresh one is forked from what is loaded already and costs some milliseconds.
"""

import contextlib
import ctypes
import os
import threading
from pathlib import Path
from typing import Any

ROOM_MB = 150
"""Beyond this a worker is replaced: room for the heaviest request is left below 200 MB."""
FINISH_S = 120
"""How long requests that came in meanwhile may take."""
MALLOC = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "262144"}
"""How the C library should hold memory: one pool for all threads, given back when free."""
STATM = Path("/proc/self/statm")


class Room:
    """Counts the requests in hand of one worker and looks at its memory when there are none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_hand = 0

    def begin(self) -> None:
        """Take a request in hand."""
        with self._lock:
            self._in_hand += 1

    def end(self, worker: Any) -> None:
        """Finish a request; let a worker that has grown too much be replaced."""
        with self._lock:
            self._in_hand -= 1
            idle = self._in_hand <= 0
        if idle and worker.alive and resident_mb() > ROOM_MB:
            give_back()
            if resident_mb() > ROOM_MB:
                worker.log.info("The worker has grown beyond %d MB; a fresh one follows.", ROOM_MB)
                worker.cfg.set("graceful_timeout", FINISH_S)
                worker.alive = False


def resident_mb() -> float:
    """Return the resident memory of this process in MB (10^6); 0 where the system does not say."""
    try:
        pages = int(STATM.read_text("ascii").split()[1])
    except (OSError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def give_back() -> None:
    """Hand free memory back to the system (glibc; elsewhere nothing)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
