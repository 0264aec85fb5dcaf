"""What a job cost: for the `run` part of a result, which verdicts never read."""

import datetime as dt
import os
import time
from typing import Any


def cpu_seconds() -> float:
    """Return processor seconds of this process and its finished children."""
    return sum(os.times()[:4])


class Meter:
    """Measures from its making until it is read."""

    def __init__(self) -> None:
        self._started = dt.datetime.now(dt.UTC)
        self._clock = time.perf_counter()
        self._cpu = cpu_seconds()

    def read(self) -> dict[str, Any]:
        """Return start (UTC), seconds of clock and of processors."""
        return {
            "started": self._started.isoformat(timespec="seconds"),
            "seconds": round(time.perf_counter() - self._clock, 3),
            "cpu_seconds": round(cpu_seconds() - self._cpu, 3),
        }
