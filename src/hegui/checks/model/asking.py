"""Putting the drawn questions to an endpoint: workers, journal, progress, stopping."""

import asyncio
import contextlib
import datetime as dt
from array import array
from collections.abc import Callable, Iterator, Sequence

from hegui.checks.model.attempts import DIGEST, Attempts
from hegui.checks.model.budget import BudgetSpentError
from hegui.checks.model.client import ChatClient
from hegui.checks.model.errors import EndpointDownError
from hegui.checks.model.journal import Entry, Journal, Known, KnownRequests, about_digest
from hegui.checks.model.request import Asking
from hegui.checks.model.targets.wire import Tried

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
        self._firsts = array("L")
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
        digests = self._begin()
        async with self.client:
            try:
                await self._all_done(digests)
            except BudgetSpentError as spent:
                self.stopped = spent.cap
            except EndpointDownError:
                if not self.client.heard:
                    raise
                self.stopped = self.client.failure
        if self._done and not self.client.heard and not self.stopped:
            raise self.client.down()
        return Attempts(self.askings, digests, self._made)

    async def in_turn(self, enough: Callable[[int, Known], bool]) -> Attempts:
        """Ask one question after another until `enough` says so of a place and what came of it."""
        digests = self._begin()
        async with self.client:
            for at, asking in enumerate(self.askings):
                digest = digests[DIGEST * at : DIGEST * (at + 1)]
                if not self._ended(digest):
                    with contextlib.suppress(EndpointDownError):  # its attempt is in the journal
                        await self.client.ask(asking.request, self._noting(asking, digest))
                    self._done += 1
                    self._tell()
                known = self._made.of(digest)
                if known is None or enough(at, known):
                    break
        return Attempts(self.askings, digests, self._made)

    def known_of(self, asking: Asking) -> Known | None:
        """Return what the journal has of a question by now."""
        return self._made.of(bytes.fromhex(asking.request.digest))

    def _begin(self) -> bytes:
        """Return the digests of all requests; requests are made anew when they are sent."""
        digests, seen = bytearray(), set()
        for at, asking in enumerate(self.askings):
            digest = bytes.fromhex(asking.request.digest)
            digests += digest
            if digest not in seen:
                seen.add(digest)
                self._firsts.append(at)
                self._done += self._ended(digest)
        if self._made.any_answered():
            self.client.answered_before()
        self.client.spent(self.journal.asked_tokens, self.journal.tokens)
        self._tell()
        return bytes(digests)

    def _tell(self) -> None:
        self._progress(self._done, len(self._firsts))

    async def _all_done(self, digests: bytes) -> None:
        """Run workers and ticker; the first error ends all of them."""
        todo = self._open(digests)
        ticker = asyncio.create_task(self._tick())
        workers = {asyncio.create_task(self._work(todo)) for _ in range(self.workers)}
        try:
            left: set[asyncio.Task[None]] = workers
            while left:
                done, _ = await asyncio.wait({*left, ticker}, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                left -= done
        finally:
            for task in (*workers, ticker):
                task.cancel()
            await asyncio.gather(*workers, ticker, return_exceptions=True)
        self._tell()

    def _open(self, digests: bytes) -> Iterator[tuple[bytes, int]]:
        """Yield what has no answer yet; each is looked at once, before it is asked."""
        for at in self._firsts:
            digest = digests[DIGEST * at : DIGEST * (at + 1)]
            if not self._ended(digest):
                yield digest, at

    def _ended(self, digest: bytes) -> bool:
        """Tell whether a question is done with."""
        return self._made.of(digest) is not None if self._once else self._made.answered(digest)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._tell()

    async def _work(self, todo: Iterator[tuple[bytes, int]]) -> None:
        for digest, at in todo:
            asking = self.askings[at]
            await self.client.ask(asking.request, self._noting(asking, digest))
            self._done += 1

    def _noting(self, asking: Asking, digest: bytes) -> Callable[[Tried], None]:
        """Return what writes the attempts for a question down."""

        def note(tried: Tried) -> None:
            made = self._made.of(digest)
            number = made.count + 1 if made else 1
            self.journal.append(self._entry(asking, digest.hex(), number, tried))

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
