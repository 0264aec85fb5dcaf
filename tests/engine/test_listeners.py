"""Progress: what a person at a terminal reads, what a program reads, and what nobody reads."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from hegui.catalogue.model import Catalogue
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.listeners import JsonLinesListener, QuietListener, TerminalListener, clock_text
from hegui.engine.model import CheckResult, Finding, ItemError
from hegui.engine.registry import Registry
from hegui.engine.runner import run_checks
from hegui.project.declared import Declared


class Clock:
    """A clock that the test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(
    declared: Declared, catalogue: Catalogue, registry: Registry, tmp_path: Any
) -> Callable[[Any], list[CheckResult]]:
    def go(listener: Any) -> list[CheckResult]:
        return run_checks(
            declared, catalogue, out=tmp_path / "out", registry=registry, listener=listener
        )

    return go


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def three_steps(add_check: Callable[..., None], clock: Clock) -> None:
    def body(_job: Job, ctx: Context) -> Outcome:
        for done in (1, 500, 1000):
            clock.now += 1.5
            ctx.progress(done, 2000, "docs")
        ctx.finding(Finding(check="a.one", subject="m1", item="1", where="f:1", kind="term"))
        ctx.error(ItemError(where="f:2", what="bad JSON"))
        return Outcome(measures={"n": 1})

    add_check("a.one", body)


@pytest.mark.usefixtures("three_steps")
def test_a_terminal_shows_rate_and_time_left_after_two_seconds(
    run: Callable[[Any], Any], clock: Clock
) -> None:
    stream = Terminal()
    run(TerminalListener(stream, clock=clock))
    lines = stream.getvalue().replace("\n", "\r\x1b[2K").split("\r\x1b[2K")
    shown = [line.partition("t1")[2].strip() for line in lines if "a.one" in line]
    assert shown == [
        "",
        "1/2,000 docs",
        "500/2,000 docs · 166.7/s · 约剩 0:09",
        "1,000/2,000 docs · 222.2/s · 约剩 0:04",
        "完成 · 0:04 · 发现 1 · 出错 1",
    ]
    assert "[1/1] a.one 标题 · t1" in stream.getvalue()


@pytest.mark.usefixtures("three_steps")
def test_a_log_file_gets_one_plain_line_per_job(
    run: Callable[[Any], Any], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEGUI_LANG", "en")
    stream = io.StringIO()
    run(TerminalListener(stream, clock=clock))
    assert stream.getvalue().splitlines() == [
        "1 check runs",
        "[1/1] a.one title · t1  done · 0:04 · 1 findings · 1 errors",
    ]


def test_the_reason_of_a_failure_is_on_its_line(
    run: Callable[[Any], Any], add_check: Callable[..., None]
) -> None:
    add_check("a.one", lambda _job, _ctx: 1 / 0)
    stream = io.StringIO()
    run(TerminalListener(stream))
    assert "失败" in stream.getvalue()
    assert "ZeroDivisionError" in stream.getvalue()


@pytest.mark.usefixtures("three_steps")
def test_json_lines_hold_one_event_each(run: Callable[[Any], Any], clock: Clock) -> None:
    stream = io.StringIO()
    run(JsonLinesListener(stream, interval=2.0, clock=clock))
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [event["event"] for event in events] == ["planned", "started", "progress", "finished"]
    assert events[2] == {
        "event": "progress",
        "check": "a.one",
        "subject": "m1",
        "target": "t1",
        "job": 1,
        "done": 500,
        "total": 2000,
        "unit": "docs",
    }
    assert (events[3]["status"], events[3]["findings"], events[3]["errors"]) == ("done", 1, 1)


@pytest.mark.usefixtures("three_steps")
def test_quiet_says_nothing(run: Callable[[Any], Any], capfd: pytest.CaptureFixture[str]) -> None:
    run(QuietListener())
    assert capfd.readouterr() == ("", "")


def test_a_stop_is_acknowledged_even_without_a_file_behind_the_stream(
    capfd: pytest.CaptureFixture[str],
) -> None:
    TerminalListener(io.StringIO()).stopping()
    TerminalListener().stopping()
    assert "Ctrl-C" in capfd.readouterr().err


def test_unknown_totals_show_a_rate_only(clock: Clock) -> None:
    listener = TerminalListener(io.StringIO(), clock=clock)
    listener._begun = clock.now - 10
    assert listener.state(50, None, "") == "50 · 5.0/s"
    assert listener.state(0, 9, "x") == "0/9 x"


def test_durations() -> None:
    assert [clock_text(s) for s in (-1, 0.4, 61, 3725)] == ["0:00", "0:00", "1:01", "1:02:05"]
