"""Asking one endpoint: attempts, waiting, and giving up."""

import asyncio
import random
from collections.abc import Callable
from typing import NamedTuple

from hegui.checks.model.breaker import Breaker
from hegui.checks.model.budget import Budget, Prices, prices_of
from hegui.checks.model.errors import EndpointDownError, MediaNotTakenError
from hegui.checks.model.failures import Attempt
from hegui.checks.model.pace import Pace
from hegui.checks.model.request import Asking, ChatRequest, counted
from hegui.checks.model.retry import backoff
from hegui.checks.model.settings import ClientSettings, settings
from hegui.checks.model.targets import Function, Tried, open_wire
from hegui.checks.model.targets.reply import Answer
from hegui.project.model import Endpoint

Note = Callable[[Tried], None]


class Asked(NamedTuple):
    """All attempts for one question, and the answer if one came."""

    attempts: tuple[Attempt, ...]
    answer: Answer | None


class ChatClient:
    """Asks an endpoint; use as `async with`.

    A question is asked up to `endpoint.attempts` times. An empty answer is an answer of the
    endpoint and is not asked for again. Raises `EndpointDownError` when question after question
    uses up its attempts; `BadAddressError` and `MissingKeyError` before anything is sent.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        per_second: float | None = None,
        tokens_per_minute: float | None = None,
        habits: ClientSettings | None = None,
        prices: Prices | None = None,
        function: Function | None = None,
    ) -> None:
        self._habits = habits or settings().client
        self._endpoint = endpoint
        self._pace = Pace(per_second, tokens_per_minute)
        self._breaker = Breaker(self._habits, endpoint.concurrency)
        # Only the spread of waiting times is random; no result depends on it.
        self._chance = random.Random()  # noqa: S311
        self.answered = 0
        self.budget = Budget(prices or prices_of(endpoint))
        self.wire = open_wire(endpoint, self._habits, function)
        if self.wire.local:
            self._breaker.answered()

    async def __aenter__(self) -> "ChatClient":
        await self.wire.__aenter__()
        return self

    async def __aexit__(self, *details: object) -> None:
        await self.wire.__aexit__(*details)

    @property
    def heard(self) -> bool:
        """Tell whether the endpoint has ever answered, in this run or an earlier one."""
        return self._breaker.heard

    @property
    def failure(self) -> str:
        """The failure of the question that was given up last."""
        return self._breaker.last.failure

    def answered_before(self) -> None:
        """Note that an earlier run got answers from this endpoint."""
        self._breaker.answered()

    def check_media(self, asking: Asking) -> None:
        """Raise `MediaNotTakenError` for a question that would be asked without its media."""
        if asking.request.media and not self.wire.takes(asking.request):
            raise MediaNotTakenError(item=asking.item, endpoint=self._endpoint.id)

    def spent(self, asked: int, answered: int) -> None:
        """Count tokens that earlier runs used."""
        self.budget.spent(asked, answered)

    def down(self) -> EndpointDownError:
        """Return the error that says how the endpoint fails."""
        why = self._breaker.last.words()
        return EndpointDownError(
            endpoint=self._endpoint.id, why_zh=why.zh, why_en=why.en, answered=self.answered
        )

    async def ask(
        self, request: ChatRequest, note: Note = lambda _tried: None, most: int | None = None
    ) -> Asked:
        """Ask until an answer comes, asking again cannot help, or all attempts are used.

        `note` is told of every attempt as soon as it is made; `most` attempts at most are made where
        that differs from the endpoint's.
        """
        attempts: list[Attempt] = []
        tokens = request.tokens
        while True:
            await self._pace.turn(tokens)
            self._stop_if_down()
            tried = await self._paid(request, tokens)
            attempts.append(tried.attempt)
            note(tried)
            if tried.answer is not None:
                self._breaker.answered()
                self.answered += 1
                return Asked(tuple(attempts), tried.answer)
            last = self._is_last(tried, len(attempts), most or self._endpoint.attempts)
            self._breaker.failed(tried.attempt, given_up=last)
            self._stop_if_down()
            if last:
                return Asked(tuple(attempts), None)
            await self._wait(tried, len(attempts))

    async def _paid(self, request: ChatRequest, tokens: float) -> Tried:
        """Try once within the budget; where an endpoint counts no tokens the estimate counts."""
        held = await self.budget.hold(tokens - request.limit, request.limit)
        try:
            tried = await self.wire.attempt(request)
        finally:
            self.budget.release(held)
        if (answer := tried.answer) is not None:
            told = answer.asked_tokens, answer.tokens
            self.budget.spent(
                request.asked if told[0] is None else told[0],
                counted(answer.text) if told[1] is None else told[1],
            )
        return tried

    def _is_last(self, tried: Tried, made: int, most: int) -> bool:
        too_long = (tried.wait_s or 0.0) > self._habits.retry_after_most_s
        return too_long or not tried.attempt.kind.again or made >= most

    async def _wait(self, tried: Tried, made: int) -> None:
        """Rest as the server asked (all workers), or back off (this one)."""
        if tried.wait_s is not None:
            self._pace.rest(tried.wait_s)
            return
        refused = tried.attempt.failure == "connect" and not self.heard
        chance = self._chance.random()
        await asyncio.sleep(backoff(made, self._habits, chance, refused=refused))

    def _stop_if_down(self) -> None:
        if self._breaker.broken:
            raise self.down()
