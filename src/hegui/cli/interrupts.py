"""Ctrl-C at moments when Python would lose it or answer with a traceback."""

import _thread
import signal
import sys
import threading
from typing import Any

AGAIN_S = 0.01
"""Seconds after which a lost interrupt is given again."""


def keep_interrupts() -> None:
    """Give an interrupt again that came where exceptions are dropped, as in a destructor."""
    sys.unraisablehook = again


def again(unraisable: Any) -> None:
    """Interrupt the main thread again; show every other dropped exception as Python does."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        timer = threading.Timer(AGAIN_S, _thread.interrupt_main)
        timer.daemon = True
        timer.start()
    else:
        sys.__unraisablehook__(unraisable)


def end_in_peace() -> None:
    """Ignore interrupts from now on: the command has ended and only its exit code is left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
