"""Ctrl-C at moments when Python or a library would lose it or answer with a traceback."""

import _thread
import signal
import sys
import threading
from types import FrameType
from typing import Any

AGAIN_S = 0.5
"""A command that still runs this many seconds after an interrupt has lost it."""


def keep_interrupts() -> None:
    """Raise `KeyboardInterrupt` on Ctrl-C, and once more if it was lost on the way.

    An exception in a destructor is dropped by Python, one in a callback by some libraries.
    """
    sys.unraisablehook = quiet
    signal.signal(signal.SIGINT, interrupted)


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


def end_in_peace() -> None:
    """Ignore interrupts from now on: the command has ended and only its exit code is left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
