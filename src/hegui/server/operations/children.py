"""A process that is kept running: started again when it dies, ended with all its own children."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

STABLE_S = 30.0
"""A process that ran this long and died is started again at once."""
LONGEST_WAIT_S = 30.0
PR_SET_PDEATHSIG = 1


class Child:
    """One process in a group of its own, so that whatever it starts can be ended with it."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        pass_fds: Sequence[int] = (),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.command = [sys.executable, *command]
        self.pass_fds = tuple(pass_fds)
        self.env = {**os.environ, **(env or {})}
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.failures = 0
        self.again_at = 0.0

    def start(self) -> None:
        """Start the process."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            pass_fds=self.pass_fds,
            env=self.env,
            process_group=0,
            preexec_fn=end_with_parent,
        )

    def revive(self, now: float) -> int | None:
        """Start the process again if it died and its turn has come; return how it had ended.

        Each early death doubles the wait before the next start.
        """
        if self.process is None:
            if now >= self.again_at:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.kill_group()
        self.failures = 0 if now - self.started > STABLE_S else self.failures + 1
        wait = 0.0 if self.failures <= 1 else 0.5 * 2.0 ** (self.failures - 2)
        self.again_at = now + min(wait, LONGEST_WAIT_S)
        self.process = None
        return code

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal to the process alone."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill_group(self) -> None:
        """Kill whatever is left of the process and of what it started, and reap it."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def end_with_parent() -> None:
    """Ask the kernel to end this process when its parent is killed (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
