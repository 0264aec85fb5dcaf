"""From requests that were sent to figures: a pure function of what a journal holds."""

import datetime as dt
import heapq
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hegui.checks.model.capability.rules import class_of, classes, names
from hegui.checks.model.journal import Entry
from hegui.checks.model.rounds import latency_ms
from hegui.engine.statistics import rate

MS = dt.timedelta(milliseconds=1)
RESOLUTION = dt.timedelta(milliseconds=2)
"""What the times of a journal may be off by: two of its milliseconds."""


class Sent(NamedTuple):
    """One request: characters of its input, when it began and ended (UTC), and why it failed."""

    chars: int
    began: dt.datetime
    ended: dt.datetime
    failure: str = ""

    @property
    def ms(self) -> int:
        """How long it took, in milliseconds."""
        return round((self.ended - self.began).total_seconds() * 1000)


@dataclass(slots=True)
class ClassFigures:
    """Requests of one class: how many, how many failed and how, and the times of the answers."""

    requests: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    times: Counter[int] = field(default_factory=Counter)

    def add(self, one: Sent) -> None:
        """Count a request."""
        self.requests += 1
        if one.failure:
            self.failures[one.failure] += 1
        else:
            self.times[one.ms] += 1

    def plain(self) -> dict[str, Any]:
        """Return the figures, with the exact one-sided 95 % upper bound of the share that fails."""
        failed = self.failures.total()
        upper = rate(failed, self.requests).upper if self.requests else None
        return {
            "requests": self.requests,
            "failures": failed,
            "failing_upper": upper,
            "by_failure": dict(sorted(self.failures.items())),
            "latency_ms": latency_ms(self.times),
        }


@dataclass(slots=True)
class Capability:
    """The figures of all requests, by length and by load; `most` were under way at once."""

    whole: ClassFigures
    by_length: dict[str, ClassFigures]
    by_load: dict[str, ClassFigures]
    most: int

    def measures(self) -> dict[str, Any]:
        """Return the measures of the check; without an answer there is no latency."""
        p95 = latency_ms(self.whole.times).get("p95")
        return {
            "requests": self.whole.requests,
            "failures": self.whole.failures.total(),
            **({} if p95 is None else {"latency_p95_ms": p95}),
            "inputs_by_length": {name: one.requests for name, one in self.by_length.items()},
            "inputs_by_load": {name: one.requests for name, one in self.by_load.items()},
        }

    def details(self) -> dict[str, Any]:
        """Return the figures of each class that was tried."""
        return {
            "whole": self.whole.plain(),
            "by_length": {n: one.plain() for n, one in self.by_length.items() if one.requests},
            "by_load": {n: one.plain() for n, one in self.by_load.items() if one.requests},
            "most_at_once": self.most,
        }


def measure(sent: Iterable[Sent]) -> Capability:
    """Return the figures of requests.

    The load of a request is how many were under way on average while it ran, itself included: what
    was seen, not what was planned.
    """
    ordered = sorted(sent, key=_order)
    own = classes()
    by_length = {name: ClassFigures() for name in names(own.lengths)}
    by_load = {name: ClassFigures() for name in names(own.loads)}
    found = Capability(ClassFigures(), by_length, by_load, most_at_once(ordered))
    for one, load in zip(ordered, loads(ordered), strict=True):
        found.whole.add(one)
        by_length[class_of(one.chars, own.lengths)].add(one)
        by_load[class_of(load, own.loads)].add(one)
    return found


def _order(one: Sent) -> tuple[dt.datetime, dt.datetime, int, str]:
    """Return a key that puts equal requests in one order however they were listed."""
    return one.began, one.ended, one.chars, one.failure


def most_at_once(ordered: Sequence[Sent]) -> int:
    """Return the most requests that were under way at one moment; they are in the order they began.

    One that ends as another begins was not under way any more, as far as a journal's milliseconds tell.
    """
    running: list[dt.datetime] = []
    most = 0
    for one in ordered:
        while running and running[0] <= one.began + RESOLUTION:
            heapq.heappop(running)
        heapq.heappush(running, one.ended)
        most = max(most, len(running))
    return most


def loads(ordered: Sequence[Sent]) -> list[int]:
    """Return for each request how many were under way on average while it ran, itself included.

    The average is that over time, to the nearest whole number.
    """
    if not ordered:
        return []
    start = min(one.began for one in ordered)
    spans = [((one.began - start) / MS, (one.ended - start) / MS) for one in ordered]
    curve = _Curve(spans)
    return [
        max(1, round((curve.until(end) - curve.until(begin)) / (end - begin))) if end > begin else 1
        for begin, end in spans
    ]


class _Curve:
    """How many were under way over time, added up."""

    def __init__(self, spans: Sequence[tuple[float, float]]) -> None:
        changes: Counter[float] = Counter()
        for begin, end in spans:
            changes[begin] += 1
            changes[end] -= 1
        self._times = sorted(changes)
        self._sums, self._running = [0.0], [0]
        for at, time in enumerate(self._times):
            if at:
                spent = time - self._times[at - 1]
                self._sums.append(self._sums[-1] + spent * self._running[-1])
            self._running.append(self._running[-1] + changes[time])
        del self._running[0]

    def until(self, time: float) -> float:
        """Return the sum up to a time."""
        at = bisect_right(self._times, time) - 1
        return self._sums[at] + (time - self._times[at]) * self._running[at]


def sent_of(entry: Entry, chars: int) -> Sent | None:
    """Return the request of a record; None where nothing was sent over a network."""
    if entry.failure in classes().local or (entry.answered and not entry.status):
        return None
    ended = dt.datetime.fromisoformat(entry.at)
    began = ended - dt.timedelta(milliseconds=entry.ms)
    return Sent(chars, began, ended, "" if entry.answered else entry.failure or "unknown")


def chars_of(body: dict[str, Any]) -> int:
    """Return how many characters an input has: its turns, its prompt, or all texts of its body."""
    turns = body.get("messages")
    if isinstance(turns, list):
        return sum(_spoken(turn.get("content")) for turn in turns if isinstance(turn, dict))
    return _texts(body.get("prompt", body))


def _spoken(content: Any) -> int:
    """Return the characters of a turn; of content parts those that are text count."""
    if not isinstance(content, list):
        return _texts(content)
    return sum(_texts(part.get("text")) for part in content if isinstance(part, dict))


def _texts(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_texts, value.values()))
    return sum(map(_texts, value)) if isinstance(value, list) else 0
