"""Figures from what was sent, and what a plan asks."""

import datetime as dt
import random

import pytest

from hegui.catalogue import load
from hegui.checks.model.capability import measure, plan_load
from hegui.checks.model.capability.load import input_of
from hegui.checks.model.capability.measuring import Sent, chars_of, loads, most_at_once, sent_of
from hegui.checks.model.capability.rules import class_of, classes, names
from hegui.checks.model.errors import BadLoadError
from hegui.checks.model.journal import Entry
from hegui.project.model import Endpoint

START = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)


def sent(began_ms: int, took_ms: int, chars: int = 50, failure: str = "") -> Sent:
    began = START + dt.timedelta(milliseconds=began_ms)
    return Sent(chars, began, began + dt.timedelta(milliseconds=took_ms), failure)


def test_the_load_is_what_was_under_way_on_average() -> None:
    alone = [sent(0, 100), sent(100, 100), sent(200, 100)]
    assert loads(alone) == [1, 1, 1]
    assert most_at_once(alone) == 1
    together = [sent(0, 100), sent(1, 100), sent(2, 100), sent(103, 100), sent(104, 100)]
    assert loads(together) == [3, 3, 3, 2, 2]
    assert most_at_once(together) == 3
    hardly = [sent(0, 1000), sent(0, 10), sent(0, 10)]
    assert loads(hardly) == [1, 3, 3]
    assert loads([sent(0, 0)]) == [1]
    assert loads([]) == []


def test_the_load_agrees_with_adding_up_by_hand() -> None:
    chance = random.Random(3)
    some = sorted(
        (sent(chance.randrange(500), chance.randrange(1, 80)) for _ in range(200)),
        key=lambda one: one.began,
    )
    moments = [START + dt.timedelta(milliseconds=ms + 0.5) for ms in range(600)]
    for one, found in zip(some, loads(some), strict=True):
        own = [moment for moment in moments if one.began <= moment < one.ended]
        under = [sum(o.began <= moment < o.ended for o in some) for moment in own]
        assert found == max(1, round(sum(under) / len(under)))


def test_figures_by_class_add_up() -> None:
    found = measure([sent(0, 100), sent(1, 200, 5000), sent(2, 300, 5000, "timeout")])
    assert found.measures() == {
        "requests": 3,
        "failures": 1,
        "latency_p95_ms": 200,
        "inputs_by_length": {
            "1-99": 1, "100-999": 0, "1000-3999": 0, "4000-15999": 2, "16000+": 0,
        },
        "inputs_by_load": {
            "1": 0, "2-3": 3, "4-7": 0, "8-15": 0, "16-31": 0, "32-63": 0, "64+": 0,
        },
    }  # fmt: skip
    long = found.details()["by_length"]["4000-15999"]
    assert (long["requests"], long["failures"], long["by_failure"]) == (2, 1, {"timeout": 1})
    assert 0.5 < long["failing_upper"] < 1
    assert long["latency_ms"] == {"p50": 200, "p95": 200}
    assert found.most == 3


def test_without_an_answer_there_is_no_latency() -> None:
    found = measure([sent(0, 100, failure="timeout")])
    assert "latency_p95_ms" not in found.measures()
    assert measure([]).measures()["requests"] == 0


def test_classes_have_no_gaps() -> None:
    for bounds in (classes().lengths, classes().loads):
        assert [class_of(bound, bounds) for bound in bounds] == list(names(bounds))
        assert class_of(0, bounds) == names(bounds)[0]
        assert class_of(10**9, bounds) == names(bounds)[-1]


@pytest.mark.parametrize(
    ("body", "chars"),
    [
        ({"messages": [{"content": "一二三"}, {"content": [{"type": "", "text": "四"}]}]}, 4),
        ({"prompt": "一二"}, 2),
        ({"input": {"text": "一二三"}, "n": 1, "more": ["四"]}, 4),
        ({}, 0),
    ],
)
def test_the_length_of_an_input_is_that_of_its_words(body: dict[str, object], chars: int) -> None:
    assert chars_of(body) == chars


def test_what_went_over_no_network_is_no_request() -> None:
    entry = Entry(id="a", attempt=1, answered=True, at=START.isoformat())
    assert sent_of(entry, 3) is None
    local = Entry(id="a", attempt=1, answered=False, failure="not_recorded", at=START.isoformat())
    assert sent_of(local, 3) is None
    lost = Entry(id="a", attempt=1, answered=False, failure="connect", at=START.isoformat(), ms=9)
    found = sent_of(lost, 3)
    assert found is not None
    assert (found.failure, found.ms) == ("connect", 9)


def endpoint(**more: object) -> Endpoint:
    given = {"id": "e", "subject": "m", "base_url": "http://127.0.0.1:9/v1", **more}
    return Endpoint(**given)  # type: ignore[arg-type]


def test_loads_share_the_requests_and_inputs_have_their_lengths() -> None:
    plan = plan_load(endpoint(), requests=150, loads=[8, 1, 4], lengths=[50, 700])
    assert [(step.load, step.first, step.requests) for step in plan.steps] == [
        (1, 0, 11),
        (4, 11, 46),
        (8, 57, 93),
    ]
    asked = [one for step in plan.steps for one in plan.askings(step)]
    assert len({one.request.digest for one in asked}) == 150
    assert {len(one.request.prompt) for one in asked} == {50, 700}
    assert {one.request.limit for one in asked} == {classes().asked.answer_tokens}
    assert plan.endpoint.attempts == 1


def test_defaults_are_enough_for_the_criteria_and_keep_to_the_endpoint() -> None:
    least = {
        int(condition.rule.split("requests >= ")[1].split()[0])
        for row in load().criteria.values()
        for condition in row.conditions
        if condition.check == "model.capability"
    }
    plan = plan_load(endpoint(concurrency=4))
    assert plan.requests >= max(least)
    assert [step.load for step in plan.steps] == [1, 2, 4]


def test_a_short_input_is_its_instruction() -> None:
    assert "第 7 份" in input_of(5, 7)
    assert len(input_of(3000, 7)) == 3000


@pytest.mark.parametrize(
    ("fields", "chosen", "what"),
    [
        ({"kind": "recorded", "file": "a.jsonl"}, {}, "kind chat or http"),
        ({"concurrency": 4}, {"loads": [8]}, "beyond"),
        ({}, {"loads": [1, 2, 4], "requests": 2}, "fewer"),
    ],
)
def test_a_plan_that_cannot_be_held_is_said(
    fields: dict[str, object], chosen: dict[str, object], what: str
) -> None:
    with pytest.raises(BadLoadError) as found:
        plan_load(endpoint(**fields), **chosen)  # type: ignore[arg-type]
    assert what in found.value.message("en")
