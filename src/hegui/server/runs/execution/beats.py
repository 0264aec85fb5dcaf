"""From events to what a page shows: progress with rate and time left, and the log."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from hegui.common.text import Text
from hegui.server.runs.words import RESULTS

LINES = 400
RATE_AFTER_S = 2.0
VERIFYING = Text("正在核验结果包", "Verifying the bundle")
SEALING = Text("正在核验并封存结果", "Verifying and sealing the result")
STOPPING = Text("已要求停止，在下一步停下", "Stop requested; it takes effect at the next step")
AWAY = Text(
    "数据库约 {n} 秒没有应答；检查没有中断，什么都没有丢",
    "The database did not answer for about {n} s; the checks went on, nothing was lost",
)
PLANNED = Text("共 {n} 项检查", "{n} check runs")


class Beats:
    """What is known of a run now."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.stopping = False
        self._clock = clock
        self._lines: deque[dict[str, str]] = deque(maxlen=LINES)
        self._fresh = False
        self._now: dict[str, Any] = {}
        self._begun = clock()
        self._away_at: float | None = None

    def take(self, event: dict[str, Any]) -> None:
        """Take one event of the process; an unknown one is passed over."""
        handler = getattr(self, f"_on_{event.get('event')}", None)
        if handler is not None:
            handler(event)

    def _on_planned(self, event: dict[str, Any]) -> None:
        self._now["jobs"] = event["total"]
        self._say(PLANNED.in_("zh", n=event["total"]), PLANNED.in_("en", n=event["total"]))

    def _on_started(self, event: dict[str, Any]) -> None:
        self._begun = self._clock()
        names = ("job", "check", "zh", "en", "target")
        jobs = {"jobs": self._now.get("jobs")}
        self._now = jobs | {name: event.get(name) for name in names} | {"done": 0, "total": None}

    def _on_progress(self, event: dict[str, Any]) -> None:
        self._now |= {name: event.get(name) for name in ("done", "total", "unit")}

    def _on_finished(self, event: dict[str, Any]) -> None:
        word = RESULTS.get(event["status"], Text(event["status"], event["status"]))
        target = f" · {self._now.get('target')}" if self._now.get("target") else ""
        parts = {}
        for lang, found, errors in (("zh", "发现", "出错"), ("en", "findings", "errors")):
            tail = f" · {found} {event['findings']}" if event.get("findings") else ""
            tail += f" · {errors} {event['errors']}" if event.get("errors") else ""
            reason = event.get(f"reason_{lang}")
            tail += f" · {reason}" if reason else ""
            parts[lang] = f"{event['check']}{target} · {getattr(word, lang)}{tail}"
        self._say(parts["zh"], parts["en"])

    def _on_note(self, event: dict[str, Any]) -> None:
        self._say(str(event.get("zh", "")), str(event.get("en", "")))

    def _on_verifying(self, _event: dict[str, Any]) -> None:
        self._step(VERIFYING)

    def _on_sealing(self, _event: dict[str, Any]) -> None:
        self._step(SEALING)

    def away(self) -> None:
        """Note that the database did not take what was to be written: it is written again."""
        self._fresh = True
        if self._away_at is None:
            self._away_at = self._clock()

    def back(self) -> None:
        """Say for how long the database was away, if it was."""
        if self._away_at is not None:
            seconds = round(self._clock() - self._away_at)
            self._away_at = None
            self._say(AWAY.in_("zh", n=seconds), AWAY.in_("en", n=seconds))

    def stop(self) -> None:
        """Say that a stop was asked for."""
        self.stopping = True
        self._say(*STOPPING)

    def _step(self, text: Text) -> None:
        self._now = {"jobs": self._now.get("jobs"), "zh": text.zh, "en": text.en}
        self._say(*text)

    def _say(self, zh: str, en: str) -> None:
        at = timezone.localtime().isoformat(timespec="seconds")
        self._lines.append({"at": at, "zh": zh[:1000], "en": en[:1000]})
        self._fresh = True

    def progress(self) -> dict[str, Any]:
        """Return what is done now, how far, how fast and how much longer."""
        found = dict(self._now)
        done, total = found.get("done"), found.get("total")
        spent = self._clock() - self._begun
        if done and spent >= RATE_AFTER_S:
            found["rate"] = round(done / spent, 1)
            if total and total > done:
                found["eta_s"] = round((total - done) * spent / done)
        return found

    def fresh_lines(self) -> bool:
        """Tell whether the log has lines since it was last asked for."""
        return self._fresh

    def lines(self) -> list[dict[str, str]]:
        """Return the last lines of the log."""
        self._fresh = False
        return list(self._lines)
