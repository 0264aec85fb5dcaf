"""Who is told how a run goes on: a person at a terminal, a program, or nobody."""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import IO, Any, Protocol

from hegui.common.text import Text, default_lang
from hegui.engine.check import Check, Job
from hegui.engine.model import CheckResult


class Listener(Protocol):
    """What the runner reports; calls come in this order, from one thread."""

    def planned(self, total: int) -> None:
        """Tell how many jobs there are."""

    def started(self, check: Check, job: Job, number: int) -> None:
        """Tell that job `number` (from 1) begins."""

    def progressed(self, done: int, total: int | None, unit: str) -> None:
        """Tell how far the current job is; `total` is None while it is unknown."""

    def finished(self, result: CheckResult, number: int) -> None:
        """Tell how job `number` ended."""

    def stopping(self) -> None:
        """Tell that a stop was asked for; called from a signal handler."""


class QuietListener:
    """Says nothing."""

    def planned(self, total: int) -> None:
        """Say nothing."""

    def started(self, check: Check, job: Job, number: int) -> None:
        """Say nothing."""

    def progressed(self, done: int, total: int | None, unit: str) -> None:
        """Say nothing."""

    def finished(self, result: CheckResult, number: int) -> None:
        """Say nothing."""

    def stopping(self) -> None:
        """Say nothing."""


class JsonLinesListener:
    """Writes one JSON object per event to a stream; progress at most every `interval` seconds."""

    def __init__(
        self,
        stream: IO[str],
        *,
        interval: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._interval = interval
        self._clock = clock
        self._next = 0.0
        self._at: dict[str, Any] = {}

    def _emit(self, event: str, **data: Any) -> None:
        line = json.dumps({"event": event, **data}, ensure_ascii=False)
        self._stream.write(line + "\n")
        self._stream.flush()

    def planned(self, total: int) -> None:
        """Write `planned`."""
        self._emit("planned", total=total)

    def started(self, check: Check, job: Job, number: int) -> None:
        """Write `started`."""
        self._at = {"check": check.id, "subject": job.subject, "target": job.target, "job": number}
        self._next = self._clock() + self._interval
        self._emit("started", **self._at)

    def progressed(self, done: int, total: int | None, unit: str) -> None:
        """Write `progress`, not too often."""
        now = self._clock()
        if now >= self._next:
            self._next = now + self._interval
            self._emit("progress", **self._at, done=done, total=total, unit=unit)

    def finished(self, result: CheckResult, number: int) -> None:
        """Write `finished`."""
        self._emit(
            "finished",
            **self._at,
            status=result.status,
            findings=result.finding_count,
            errors=result.error_count,
        )

    def stopping(self) -> None:
        """Write nothing here: a signal handler must not touch a buffered stream."""


STATUS_WORDS = {
    "done": Text("完成", "done"),
    "not_run": Text("未运行", "not run"),
    "failed": Text("失败", "failed"),
    "cancelled": Text("已停止", "stopped"),
}
RATE_AFTER = 2.0
"""Seconds before a rate means anything."""
REDRAW = 0.1
"""Seconds between two redraws of the line."""


def clock_text(seconds: float) -> str:
    """Return a duration as `m:ss` or `h:mm:ss`."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


class TerminalListener:
    """One line per job on standard error; on a terminal it is redrawn with rate and time left."""

    def __init__(
        self, stream: IO[str] | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._clock = clock
        self._zh = default_lang() == "zh"
        self._total = 0
        self._label = ""
        self._begun = self._drawn = 0.0

    def _say(self, zh: str, en: str) -> str:
        return zh if self._zh else en

    def _draw(self, line: str, *, end: bool) -> None:
        clear = "\r\x1b[2K" if self._live else ""
        self._stream.write(f"{clear}{line}" + ("\n" if end else ""))
        self._stream.flush()

    def planned(self, total: int) -> None:
        """Say how much there is to do."""
        self._total = total
        self._draw(self._say(f"共 {total} 项检查", f"{total} check runs"), end=True)

    def started(self, check: Check, job: Job, number: int) -> None:
        """Name the check and its target."""
        title = self._say(check.title.zh, check.title.en)
        target = f" · {job.target}" if job.target else ""
        self._label = f"[{number}/{self._total}] {check.id} {title}{target}"
        self._begun = self._drawn = self._clock()
        if self._live:
            self._draw(self._label, end=False)

    def progressed(self, done: int, total: int | None, unit: str) -> None:
        """Redraw the line, at most ten times a second."""
        now = self._clock()
        if self._live and now - self._drawn >= REDRAW:
            self._drawn = now
            self._draw(f"{self._label}  {self.state(done, total, unit)}", end=False)

    def state(self, done: int, total: int | None, unit: str) -> str:
        """Return how far, and after two seconds how fast and how much longer."""
        spent = self._clock() - self._begun
        text = f"{done:,}" + (f"/{total:,}" if total is not None else "") + (unit and f" {unit}")
        if spent < RATE_AFTER or not done:
            return text
        text += f" · {done / spent:,.1f}/s"
        if total is not None and total > done:
            left = clock_text((total - done) * spent / done)
            text += self._say(f" · 约剩 {left}", f" · about {left} left")
        return text

    def finished(self, result: CheckResult, number: int) -> None:
        """Say how it ended, with the reason where it did not end well."""
        words = STATUS_WORDS[result.status]
        parts = [self._say(words.zh, words.en), clock_text(self._clock() - self._begun)]
        if result.finding_count:
            parts.append(
                self._say(f"发现 {result.finding_count:,}", f"{result.finding_count:,} findings")
            )
        if result.error_count:
            parts.append(
                self._say(f"出错 {result.error_count:,}", f"{result.error_count:,} errors")
            )
        if reason := self._say(result.reason_zh, result.reason_en):
            parts.append(reason)
        self._draw(f"{self._label}  {' · '.join(parts)}", end=True)

    def stopping(self) -> None:
        """Say that the stop was heard; written without buffers, since a signal brought us here."""
        text = self._say(
            "\n正在停止……再按一次 Ctrl-C 立即中断。\n",
            "\nStopping ... press Ctrl-C again to break off at once.\n",
        )
        try:
            os.write(self._stream.fileno(), text.encode())
        except (OSError, ValueError):  # a stream without a file: nobody is watching
            return


def listener_of(progress: str) -> Listener:
    """Return who writes progress on standard error: `auto` or `bar` a person's, `json` or `none`.

    A line a check is written where standard error is no terminal, so that a log of a build has it.
    """
    if progress == "none":
        return QuietListener()
    return JsonLinesListener(sys.stderr) if progress == "json" else TerminalListener(sys.stderr)
