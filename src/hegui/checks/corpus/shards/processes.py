"""Worker processes that end when they should: on request, and never half started."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

POLL_S = 0.2
"""Seconds between two looks at what workers have done."""


class StoppedError(Exception):
    """The main process asked this worker to stop."""


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
