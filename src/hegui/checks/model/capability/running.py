"""Asking a plan of load: step by step, bounded in number and time, each request sent once."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from hegui.checks.model.asking import Round
from hegui.checks.model.capability.load import LoadPlan, Step
from hegui.checks.model.capability.measuring import Capability, Sent, chars_of, measure, sent_of
from hegui.checks.model.capability.rules import classes
from hegui.checks.model.client import ChatClient
from hegui.checks.model.errors import EndpointDownError
from hegui.checks.model.journal import Journal, Known
from hegui.checks.model.rounds import how_it_went

Progress = Callable[[int, int], None]
TIME, FAILING = "time", "failing"


class LoadRun(NamedTuple):
    """What came of a plan: the figures, each step, why it stopped early (empty: it did not), run data."""

    capability: Capability
    steps: list[dict[str, Any]]
    stopped: str
    run: dict[str, Any]


def run_load(
    plan: LoadPlan,
    journal: Journal,
    about: dict[str, str],
    progress: Progress = lambda _done, _total: None,
) -> LoadRun:
    """Ask the steps one after another.

    What the journal holds was sent already and is not sent again, failed or not. No further load is
    tried when the time is used up, the cost cap is reached, the endpoint is down, or too large a share
    of a step failed. Raises `EndpointDownError` for one that has never answered.
    """
    begun, stopped = time.monotonic(), ""
    known: list[Known] = []
    steps: list[dict[str, Any]] = []
    for step in plan.steps:
        left = 60 * plan.minutes - (time.monotonic() - begun)
        asking = _round(plan, step, journal, about, progress)
        stopped = asyncio.run(_bounded(asking, left)) if left > 0 else TIME
        found = [one for one in map(asking.known_of, asking.askings) if one is not None]
        known += found
        figures = measure(_sent(found))
        steps.append(_told(step, figures))
        failed, sent = figures.whole.failures.total(), figures.whole.requests
        if not stopped and failed > classes().asked.stop_failing_share * sent:
            stopped = FAILING
        if stopped:
            break
    return LoadRun(measure(_sent(known)), steps, stopped, how_it_went(known, journal))


async def _bounded(asking: Round, left: float) -> str:
    """Ask a step for at most so many seconds; return why it stopped early."""
    try:
        async with asyncio.timeout(left):
            await asking.run()
    except TimeoutError:
        return TIME
    except EndpointDownError:
        if not asking.client.heard:
            raise
        return asking.client.failure
    return asking.stopped


def _round(
    plan: LoadPlan, step: Step, journal: Journal, about: dict[str, str], progress: Progress
) -> Round:
    endpoint = msgspec.structs.replace(plan.endpoint, concurrency=step.load)
    return Round(
        askings=list(plan.askings(step)),
        client=ChatClient(endpoint, per_second=plan.per_second, prices=plan.prices),
        journal=journal,
        progress=lambda done, _total: progress(step.first + done, plan.requests),
        workers=step.load,
        about=about,
        once=True,
    )


def _sent(known: list[Known]) -> list[Sent]:
    """Return the requests of records; the first of each holds its body."""
    found = []
    for one in known:
        attempts = one.attempts
        chars = chars_of(attempts[0].body)
        found += [sent for entry in attempts if (sent := sent_of(entry, chars)) is not None]
    return found


def _told(step: Step, figures: Capability) -> dict[str, Any]:
    return {
        "load": step.load,
        "planned": step.requests,
        "most_at_once": figures.most,
        **figures.whole.plain(),
    }
