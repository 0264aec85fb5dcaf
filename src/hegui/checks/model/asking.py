"""Putting the drawn questions to an endpoint: workers, journal, progress, stopping."""

import asyncio
import datetime as dt
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hegui.checks.model.attempts import Attempts
from hegui.checks.model.budget import BudgetSpentError
from hegui.checks.model.client import ChatClient
from hegui.checks.model.errors import EndpointDownError
from hegui.checks.model.journal import Entry, Journal, Known, KnownRequests, about_digest
from hegui.checks.model.request import Asking
from hegui.checks.model.targets.wire import Tried
from hegui.common.collecting import rarely_collected

TICK_S = 0.1
"""How often progress is told and a wish to stop is heard."""

Progress = Callable[[int, int], None]


class Round:
    """One round of questions: what is known already, and what is still to ask.

    `about` says what the answers speak of (check, endpoint, version, day); its digest stands in
    every record, and only answers about the same are used again. `progress` gets done and total.
    With `once` a question that was tried is not asked again, whatever came of it.
    """

    def __init__(
        self,
        askings: Sequence[Asking],
        *,
        client: ChatClient,
        journal: Journal,
        progress: Progress,
        workers: int,
        about: dict[str, str],
        once: bool = False,
    ) -> None:
        self.askings = askings
        self.client = client
        self.journal = journal
        self.workers = workers
        self.about = about_digest(about)
        self._once = once
        self._progress = progress
        self._made: KnownRequests = journal.known(self.about)
        self._numbers, self._firsts = array("I"), array("I")
        self._done = 0
        self.stopped = ""

    async def run(self) -> Attempts:
        """Return the attempts for every question, in the order asked for.

        Equal requests are asked once. What the journal holds an answer for is not asked again;
        what failed earlier is. When the endpoint goes down after it has answered, in this run or
        an earlier one, or the cost cap is reached, `stopped` names why, and a question that was
        not asked any more keeps its failure of an earlier run or is left out. Raises
        `EndpointDownError` when it has never answered. An error, and what `progress` raises, stops
        all workers; the journal keeps every attempt.
        """
        self._begin()
        async with self.client:
            try:
                with rarely_collected():
                    await self._all_done()
            except BudgetSpentError as spent:
                self.stopped = spent.cap
            except EndpointDownError:
                if not self.client.heard:
                    raise
                self.stopped = self.client.failure
        if self._done and not self.client.heard and not self.stopped:
            raise self.client.down()
        return Attempts(self.askings, self._numbers, self._made)

    async def in_turn(
        self, enough: Callable[[int, Known], bool], most: Callable[[int], int | None]
    ) -> Attempts:
        """Ask one question after another until `enough` says so of a place and what came of it.

        `most` tells how many attempts a place has, None for the endpoint's.
        """
        self._begin()
        async with self.client:
            for at, asking in enumerate(self.askings):
                number = self._numbers[at]
                if not self._ended(number):
                    note = self._noting(asking, number)
                    try:
                        await self.client.ask(asking.request, note, most(at))
                    except BudgetSpentError as spent:
                        self.stopped = spent.cap
                        break
                    except EndpointDownError:
                        self.stopped = self.client.failure  # its attempt is in the journal
                    self._done += 1
                    self._tell()
                known = self._made.numbered(number)
                if known is None or enough(at, known):
                    break
        return Attempts(self.askings, self._numbers, self._made)

    def known_of(self, asking: Asking) -> Known | None:
        """Return what the journal has of a question by now."""
        return self._made.of(bytes.fromhex(asking.request.digest))

    def _begin(self) -> None:
        """Number all requests by their digests; requests are made anew when they are sent."""
        seen = bytearray()
        for at, asking in enumerate(self.askings):
            self.client.check_media(asking)
            number = self._made.number(bytes.fromhex(asking.request.digest))
            self._numbers.append(number)
            if number >= len(seen):
                seen.extend(bytes(number + 1 - len(seen)))
            if not seen[number]:
                seen[number] = True
                self._firsts.append(at)
                self._done += self._ended(number)
        if self._made.any_answered():
            self.client.answered_before()
        self.client.spent(self.journal.asked_tokens, self.journal.tokens)
        self._tell()

    def _tell(self) -> None:
        self._progress(self._done, len(self._firsts))

    async def _all_done(self) -> None:
        """Run workers and ticker; the first error ends all of them."""
        todo = self._open()
        ticker = asyncio.create_task(self._tick())
        workers = [asyncio.create_task(self._work(todo)) for _ in range(self.workers)]
        asked = asyncio.gather(*workers)
        either: set[asyncio.Future[Any]] = {asked, ticker}
        try:
            done, _ = await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (*workers, *either):
                task.cancel()
            await asyncio.gather(*workers, *either, return_exceptions=True)
        self._tell()

    def _open(self) -> Iterator[int]:
        """Yield the places of what has no answer yet; each is looked at once, before it is asked."""
        for at in self._firsts:
            if not self._ended(self._numbers[at]):
                yield at

    def _ended(self, number: int) -> bool:
        """Tell whether a question is done with."""
        return self._made.count(number) > 0 if self._once else self._made.answered(number)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._tell()

    async def _work(self, todo: Iterator[int]) -> None:
        for at in todo:
            asking = self.askings[at]
            await self.client.ask(asking.request, self._noting(asking, self._numbers[at]))
            self._done += 1

    def _noting(self, asking: Asking, number: int) -> Callable[[Tried], None]:
        """Return what writes the attempts for a question down."""

        def note(tried: Tried) -> None:
            count = self._made.count(number) + 1
            digest = self._made.digest(number)
            self.journal.append(self._entry(asking, digest, count, tried))

        return note

    def _entry(self, asking: Asking, digest: str, number: int, tried: Tried) -> Entry:
        wire, answer, made = self.client.wire, tried.answer, tried.attempt
        return Entry(
            id=asking.item,
            attempt=number,
            answered=answer is not None,
            at=_now(),
            about=self.about,
            request=digest,
            body=wire.body(asking.request) if number == 1 else {},
            status=made.status,
            failure=made.failure,
            detail=made.detail,
            ms=made.ms,
            text=wire.without_key(answer.text) if answer else "",
            finish=answer.finish if answer else "",
            model=answer.model if answer else "",
            tokens=answer.tokens if answer else None,
            asked_tokens=answer.asked_tokens if answer else None,
            earlier=tuple(map(wire.without_key, answer.earlier)) if answer else (),
        )


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
