"""Worker processes that end when they should: on request, with their main process, never half
started."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from typing import Any

POLL_S = 0.2
"""Seconds between two looks at what workers have done."""


class StoppedError(Exception):
    """The main process asked this worker to stop."""


class Board:
    """Memory that a main process and its workers share: bytes read by slot, and a wish to stop.

    There is no lock: a worker that is killed would never give it back. Each slot has one writer.
    """

    def __init__(self, methods: Any, slots: int) -> None:
        self._read = methods.RawArray("q", slots)
        self._stop = methods.RawValue("b", 0)

    def begin(self, slot: int) -> None:
        """Begin a new count in a slot."""
        self._read[slot] = 0

    def add(self, slot: int, size: int) -> None:
        """Count bytes read; raises `StoppedError` when the work is to end."""
        self._read[slot] += size
        if self._stop.value:
            raise StoppedError

    def read(self) -> int:
        """Return the bytes read in all slots."""
        return sum(self._read)

    def stop(self) -> None:
        """Ask the workers to stop."""
        self._stop.value = 1


def end_with_main() -> None:
    """Make this worker leave the interrupt key to its main process, and end when that is gone.

    A worker waits for work for ever otherwise, since it holds both ends of its queue.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main = parent_process()
    if main is not None:
        threading.Thread(target=_watch, args=(main.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait while a worker process is started.

    An interrupt half-way would leave a worker that waits for ever, and the main process with it.
    Workers inherit the mask, so that none of them hears a Ctrl-C before it can ignore it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # not a POSIX system
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
