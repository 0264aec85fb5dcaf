"""Ctrl-C and SIGTERM: the first asks the run to stop at its next progress call, the second breaks off."""

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

STOPPING = (signal.SIGINT, signal.SIGTERM)


class StopSwitch:
    """While entered, the first interrupt sets `asked`; the next one raises `KeyboardInterrupt`.

    Outside the main thread, where signals cannot be caught, `ask()` does the same.
    """

    def __init__(self, heard: Callable[[], None]) -> None:
        self.asked = False
        self._heard = heard
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> "StopSwitch":
        if threading.current_thread() is threading.main_thread():
            self._before = {
                number: signal.signal(number, self._on_interrupt) for number in STOPPING
            }
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _on_interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.ask()

    def ask(self) -> None:
        """Ask the run to stop."""
        self.asked = True
        self._heard()
