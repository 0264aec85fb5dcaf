"""Feeding the sequential test: answer by answer, in the order of the bank, one test after another."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from hegui.checks.model.comparing.read import TestRun
from hegui.checks.model.errors import BadMonitorError
from hegui.checks.model.monitoring.state import Decision, Past, State


class Fed(NamedTuple):
    """What came of feeding: the new state, the tests that were taken, and those known already."""

    state: State
    taken: tuple[Past, ...]
    known: tuple[str, ...]


class Watched(NamedTuple):
    """The answers of one test that count, failed or not, and how many have no verdict."""

    failed: tuple[bool, ...]
    left_out: int


def watched(run: TestRun, measure: str) -> Watched:
    """Return what a test says of a measure; a call that failed is no failure and is left out."""
    rows = [said for said in run.said.values() if said.check == measure]
    failed = tuple(not run.passes(said) for said in rows if said.judged)
    return Watched(failed, len(rows) - len(failed))


def fed(state: State, runs: Sequence[TestRun]) -> Fed:
    """Feed tests in the order given; one that was fed before is not counted twice.

    After *fine* the counts begin anew, after *alarm* nothing more changes until it is reset. Raises
    `BadMonitorError` for a test without the measure or with another judge than the tests before.
    """
    taken: list[Past] = []
    known: list[str] = []
    for run in runs:
        if run.digest in {past.sha256 for past in state.runs}:
            known.append(run.path.name)
            continue
        state = _with(state, run)
        taken.append(state.runs[-1])
    return Fed(state, tuple(taken), tuple(known))


def _with(state: State, run: TestRun) -> State:
    seen = watched(run, state.measure)
    if not seen.failed and not seen.left_out:
        raise _bad(run, f"没有测量 {state.measure}", f"it has no measure {state.measure}")
    if state.judge and state.judge != run.judge:
        raise _bad(
            run,
            "判定者与以前的测试不同，请另用一个状态文件",
            "its judge is not that of the tests before; use another state file",
        )
    n, failures, rounds, decision = state.n, state.failures, state.rounds, state.decision
    at = (state.alarm_n, state.alarm_failures)
    test = state.test()
    for failed in seen.failed:
        if decision == "alarm":
            break
        if decision == "fine":
            n = failures = 0
        n, failures = n + 1, failures + failed
        decision = _decision(test.decision(failures, n))
        rounds += decision == "fine"
        at = (n, failures) if decision == "alarm" else at
    past = Past(
        sha256=run.digest,
        folder=run.path.name,
        model=run.model,
        n=len(seen.failed),
        failures=sum(seen.failed),
        left_out=seen.left_out,
        decision=decision,
    )
    return msgspec.structs.replace(
        state,
        judge=run.judge,
        n=n,
        failures=failures,
        rounds=rounds,
        decision=decision,
        alarm_n=at[0],
        alarm_failures=at[1],
        runs=(*state.runs, past),
    )


def _decision(word: str) -> Decision:
    return "alarm" if word == "alarm" else "fine" if word == "fine" else "go_on"


def _bad(run: TestRun, zh: str, en: str) -> BadMonitorError:
    return BadMonitorError(path=run.path.name, why_zh=zh, why_en=en)


def reset(state: State) -> State:
    """Return a state that begins anew after an alarm; the tests fed stay known."""
    return msgspec.structs.replace(
        state, n=0, failures=0, decision="go_on", alarm_n=0, alarm_failures=0
    )


def told(state: State) -> Iterator[tuple[str, Any]]:
    """Yield the figures of a state, with the two lines at the present count."""
    test = state.test()
    yield from (
        ("measure", state.measure),
        ("decision", state.decision),
        ("n", state.n),
        ("failures", state.failures),
        ("alarm_at", round(test.slope * state.n + test.high, 4)),
        ("fine_at", round(test.slope * state.n - test.low, 4)),
        ("rounds", state.rounds),
        ("fine", state.fine),
        ("alarm", state.alarm),
        ("judge", state.judge),
    )
