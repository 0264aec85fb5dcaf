"""Keeping several processes running until somebody asks to stop."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from hegui.common.text import Lang, Text
from hegui.server.operations.children import Child

LOOK_EVERY_S = 0.2
PATIENCE_S = 4.0
"""How long a process may take for each of the two requests to stop, before it is killed."""
DIED = Text(
    "{name}进程意外结束（{how}），正在重新启动。",
    "The {name} process ended ({how}); starting it again.",
)


class Supervisor:
    """Starts children, revives them when they die, and ends them all in the end."""

    def __init__(self, children: Sequence[Child], lang: Lang) -> None:
        self.children = children
        self.lang = lang
        self.asked = threading.Event()

    def run(self, when_started: Callable[[], None]) -> None:
        """Run until asked to stop; whatever happens, no child is left behind."""
        try:
            for child in self.children:
                child.start()
            when_started()
            while not self.asked.wait(LOOK_EVERY_S):
                self.look()
        finally:
            self.stop()

    def ask(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask to stop (a signal handler)."""
        self.asked.set()

    def listen_to_signals(self) -> None:
        """Stop on Ctrl-C, SIGTERM, and when the terminal goes away."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)

    def look(self) -> None:
        """Revive what died."""
        for child in self.children:
            code = child.revive(time.monotonic())
            if code is not None:
                print(DIED.in_(self.lang, name=child.name, how=ending(code)), file=sys.stderr)

    def stop(self) -> None:
        """End all children: asked once, asked again, then killed with all they started."""
        for number in (signal.SIGTERM, signal.SIGTERM):
            if not any(child.alive() for child in self.children):
                break
            for child in self.children:
                child.signal(number)
            self._wait()
        for child in self.children:
            child.kill_group()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and any(child.alive() for child in self.children):
            time.sleep(0.02)


def ending(code: int) -> str:
    """Return how a process ended, in a word."""
    return signal.Signals(-code).name if code < 0 else f"exit {code}"
