"""What is known of a model that is watched: one small file, written anew after every feeding."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Literal

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.checks.model.errors import BadMonitorError
from hegui.checks.model.limits import limit_of
from hegui.checks.model.planning.rules import plan_rules
from hegui.checks.model.settings import settings
from hegui.common.files import write_atomic
from hegui.common.hashing import canonical_json
from hegui.common.struct import Record
from hegui.engine.statistics import BadCountError, Sequential, sequential

FORMAT = "hegui/model-monitor/1"
Decision = Literal["go_on", "fine", "alarm"]


class Past(Record, frozen=True, kw_only=True):
    """A test that was fed: the SHA-256 of its judgements, what of it was counted, and the decision."""

    sha256: str
    folder: str
    model: str
    n: int
    failures: int
    left_out: int
    decision: Decision


class State(Record, frozen=True, kw_only=True):
    """The watch over one measure.

    `n` and `failures` count since the last decision *fine*, after which the test begins anew;
    `rounds` counts those decisions. `judge` is the judge of all tests fed. `alarm_n` and
    `alarm_failures` are the counts at which the alarm was raised; it stays until it is reset.
    """

    format: str
    measure: str
    fine: str
    alarm: str
    judge: str = ""
    n: int = 0
    failures: int = 0
    rounds: int = 0
    decision: Decision = "go_on"
    alarm_n: int = 0
    alarm_failures: int = 0
    runs: tuple[Past, ...] = ()

    def test(self) -> Sequential:
        """Return Wald's test of the two failure rates."""
        return sequential(self.fine, self.alarm)


def fresh(measure: str, catalogue: Catalogue, fine: str = "", alarm: str = "") -> State:
    """Return the beginning of a watch; raise `BadMonitorError` for rates that cannot be told apart.

    Without `alarm` it is the failure rate that the limit allows; without `fine` what a plan expects of
    the measure, or half of `alarm`.
    """
    known = (*settings().limits, *settings().own_limits)
    if measure not in known:
        names = ", ".join(known)
        raise BadMonitorError(
            path="--measure",
            why_zh=f"没有测量 {measure}，可用：{names}",
            why_en=f"there is no measure {measure}, use one of {names}",
        )
    if not alarm:
        held = limit_of(measure, catalogue)
        alarm = str(held.share if held.direction == "at_most" else 1 - held.share)
    bad, good = share(alarm), share(fine or _expected(measure, share(alarm)))
    state = State(format=FORMAT, measure=measure, fine=good, alarm=bad)
    try:
        state.test()
    except BadCountError as error:
        raise BadMonitorError(
            path="--fine, --alarm",
            why_zh=f"须有 0 < 正常 < 警报 < 1，现为 {good} 和 {bad}",
            why_en=f"0 < fine < alarm < 1 must hold, given are {good} and {bad}",
        ) from error
    return state


def share(text: str) -> str:
    """Return a rate as an exact fraction; raise `BadMonitorError` for a text that is none."""
    try:
        return str(Fraction(text))
    except (ValueError, ZeroDivisionError) as error:
        raise BadMonitorError(
            path="--fine, --alarm",
            why_zh=f"“{text}”不是 0 到 1 之间的数",
            why_en=f"“{text}” is no number between 0 and 1",
        ) from error


def _expected(measure: str, alarm: str) -> str:
    for one in plan_rules().measures.values():
        if one.check == measure:
            rate = Fraction(str(one.expected))
            return str(min(rate, 1 - rate))
    return str(Fraction(alarm) / 2)


def read_state(path: Path) -> State | None:
    """Read a state; None where there is none yet. Raises `BadMonitorError` for a damaged one."""
    if not path.exists():
        return None
    try:
        state = msgspec.convert(json.loads(path.read_bytes()), State)
        if state.format != FORMAT:
            raise ValueError(state.format)
        state.test()
    except (OSError, ValueError, RecursionError, msgspec.ValidationError, BadCountError) as error:
        raise BadMonitorError(
            path=path, why_zh="不是可用的监测状态", why_en="it is no usable state of monitoring"
        ) from error
    return state


def write_state(path: Path, state: State) -> None:
    """Write a state so that a reader never sees half of one."""
    write_atomic(path, canonical_json(msgspec.to_builtins(state)))
