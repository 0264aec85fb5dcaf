"""Ctrl-C and SIGTERM: one way to stop, also when Python or a library would lose an interrupt."""

import _thread
import logging
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

STOPPING = (signal.SIGINT, signal.SIGTERM)
AGAIN_S = 0.5
"""A command that still runs this many seconds after an interrupt has lost it."""


def keep_interrupts() -> None:
    """Raise `KeyboardInterrupt` on Ctrl-C and SIGTERM, and once more if it was lost on the way.

    An exception in a destructor is dropped by Python, one in a callback by some libraries. A process
    that is forked (a worker of a pool) ends by SIGTERM as any other.
    """
    sys.unraisablehook = quiet
    logging.getLogger("asyncio").addFilter(no_interrupt)
    for number in STOPPING:
        signal.signal(number, interrupted)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))


def interrupted(_number: int, _frame: FrameType | None) -> None:
    """Stop, and see to it that it happens."""
    timer = threading.Timer(AGAIN_S, _thread.interrupt_main)
    timer.daemon = True
    timer.start()
    raise KeyboardInterrupt


def quiet(unraisable: Any) -> None:
    """Show every dropped exception as Python does, but an interrupt, which comes again."""
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)


def no_interrupt(record: logging.LogRecord) -> bool:
    """Let every record of an event loop pass, but that of a task which the interrupt met."""
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or not issubclass(kind, KeyboardInterrupt)


def end_in_peace() -> None:
    """Ignore interrupts from now on: the command has ended and only its exit code is left."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
