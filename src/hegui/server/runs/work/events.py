"""Events of a run as lines of JSON on standard output."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from hegui.common.text import Text
from hegui.engine.check import Check, Job
from hegui.engine.model import CheckResult


def emit(event: str, **data: Any) -> None:
    """Write one event."""
    sys.stdout.write(json.dumps({"event": event, **data}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def say(text: Text) -> None:
    """Write a sentence for the log."""
    emit("note", zh=text.zh, en=text.en)


class EventListener:
    """Tells of a run by events; progress at most every `interval` seconds."""

    def __init__(
        self, *, interval: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._interval = interval
        self._clock = clock
        self._next = 0.0

    def planned(self, total: int) -> None:
        """Tell how many jobs there are."""
        emit("planned", total=total)

    def started(self, check: Check, job: Job, number: int) -> None:
        """Tell that a job begins."""
        self._next = self._clock() + self._interval
        emit(
            "started",
            job=number,
            check=check.id,
            zh=check.title.zh,
            en=check.title.en,
            target=job.target,
            subject=job.subject,
        )

    def progressed(self, done: int, total: int | None, unit: str) -> None:
        """Tell how far it is, not too often."""
        now = self._clock()
        if now >= self._next:
            self._next = now + self._interval
            emit("progress", done=done, total=total, unit=unit)

    def finished(self, result: CheckResult, number: int) -> None:
        """Tell how a job ended."""
        emit(
            "finished",
            job=number,
            check=result.check,
            status=result.status,
            findings=result.finding_count,
            errors=result.error_count,
            reason_zh=result.reason_zh,
            reason_en=result.reason_en,
        )

    def stopping(self) -> None:
        """Say nothing: a signal handler must not touch a buffered stream."""
