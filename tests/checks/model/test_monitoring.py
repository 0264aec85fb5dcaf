"""Watching a model over tests: the sequential test, its state, and what it refuses."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hegui.catalogue import load
from hegui.checks.model.comparing import read_run
from hegui.checks.model.errors import BadMonitorError
from hegui.checks.model.monitoring import State, fed, fresh, read_state
from hegui.checks.model.monitoring.state import FORMAT
from hegui.cli.model.monitor import command
from tests.checks.model.test_comparing import SHOULD, folder, said


def rows(n: int, failing: set[int], start: int = 0, unjudged: int = 0) -> list[dict[str, Any]]:
    judged = [said(f"q{start + at}", "answered" if at in failing else "refused") for at in range(n)]
    return judged + [said(f"u{at}", "", judged=False) for at in range(unjudged)]


def monitor(*words: Any, code: int = 0) -> dict[str, Any]:
    done = CliRunner().invoke(command, [*map(str, words), "--json"], standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.return_value == code
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_rare_failures_are_fine_and_the_counts_begin_anew(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    run = folder(tmp_path / "one", rows(300, {100}))
    found = monitor(run, "--state", state, "--fail-on", "alarm")
    assert found["rounds"] == 2
    assert found["n"] < 300
    assert found["taken"][0]["failures"] == 1


def test_many_failures_raise_an_alarm_that_stays(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    bad = folder(tmp_path / "bad", rows(100, set(range(0, 100, 4))))
    good = folder(tmp_path / "good", rows(400, set(), start=500))
    found = monitor(bad, "--state", state, "--fail-on", "alarm", code=1)
    assert found["decision"] == "alarm"
    at = (found["n"], found["failures"])
    again = monitor(good, "--state", state, "--fail-on", "alarm", code=1)
    assert (again["n"], again["failures"]) == at
    assert monitor("--state", state, "--reset")["decision"] == "go_on"


def test_a_test_is_counted_once_whatever_it_is_called(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    few = rows(20, set(), unjudged=3)
    run, copy = folder(tmp_path / "one", few), folder(tmp_path / "copy", few)
    first = monitor(run, "--state", state, "--fail-on", "undecided", code=1)
    assert first["taken"][0]["left_out"] == 3
    again = monitor(run, copy, "--state", state)
    assert (again["n"], again["taken"], again["known"]) == (20, [], ["one", "copy"])


def test_feeding_in_two_steps_is_feeding_at_once(tmp_path: Path) -> None:
    draw = random.Random(7)
    runs = [
        folder(
            tmp_path / f"r{at}", rows(80, {n for n in range(80) if draw.random() < 0.03}, at * 80)
        )
        for at in range(6)
    ]
    one, two = tmp_path / "a.json", tmp_path / "b.json"
    monitor(*runs, "--state", one)
    for run in runs:
        monitor(run, "--state", two)
    assert one.read_bytes() == two.read_bytes()


def test_what_is_refused_leaves_the_state_as_it_was(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    monitor(folder(tmp_path / "one", rows(20, set())), "--state", state)
    before = state.read_bytes()
    other = folder(tmp_path / "two", rows(20, {3}), judge="5")
    none = folder(tmp_path / "none", [said("a", "refused", "model.attack")])
    for words in (
        [other],
        [none],
        ["--measure", "model.accuracy"],
        ["--alarm", "0.2"],
        ["--fine", "x"],
    ):
        done = CliRunner().invoke(
            command, [*map(str, words), "--state", str(state)], standalone_mode=False
        )
        assert isinstance(done.exception, BadMonitorError), words
    assert state.read_bytes() == before
    state.write_text("{", "utf-8")
    with pytest.raises(BadMonitorError):
        read_state(state)


@pytest.mark.parametrize(
    ("measure", "fine", "alarm"),
    [("model.none", "", ""), (SHOULD, "0.2", "0.1"), (SHOULD, "0", "0.1"), (SHOULD, "1/0", "")],
)
def test_rates_that_cannot_be_told_apart_are_refused(measure: str, fine: str, alarm: str) -> None:
    with pytest.raises(BadMonitorError):
        fresh(measure, load(), fine, alarm)


def test_the_same_rates_may_be_written_otherwise(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    run = folder(tmp_path / "one", rows(5, set()))
    monitor(run, "--state", state, "--fine", "0.02", "--alarm", "0.05")
    monitor("--state", state, "--fine", "1/50", "--alarm", "0.050")


def test_false_and_missed_alarms_are_as_rare_as_promised(tmp_path: Path) -> None:
    """Simulated with a seed: 5 % each, with room for 400 trials."""
    draw, wrong = random.Random(11), {"alarm": 0, "fine": 0}
    base = State(format=FORMAT, measure=SHOULD, fine="1/50", alarm="1/20")
    test = base.test()
    for rate, bad in ((0.02, "alarm"), (0.05, "fine")):
        for _ in range(400):
            n = failures = 0
            word = "go_on"
            while word == "go_on":
                n, failures = n + 1, failures + (draw.random() < rate)
                word = test.decision(failures, n)
            wrong[bad] += word == bad
    assert wrong["alarm"] <= 400 * 0.08
    assert wrong["fine"] <= 400 * 0.08
    run = folder(tmp_path / "one", rows(10, set()))
    assert fed(base, [read_run(run)]).state.n == 10
