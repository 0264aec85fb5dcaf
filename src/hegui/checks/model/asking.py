"""Putting the drawn questions to an endpoint: workers, journal, progress, stopping."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from hegui.checks.model.client import ChatClient
from hegui.checks.model.errors import EndpointDownError
from hegui.checks.model.journal import Entry, Journal, Known, about_digest
from hegui.checks.model.request import Asking
from hegui.checks.model.wire import Tried

TICK_S = 0.1
"""How often progress is told and a wish to stop is heard."""

Progress = Callable[[int, int], None]


class Round:
    """One round of questions: what is known already, and what is still to ask.

    `about` says what the answers speak of (check, endpoint, version, day); its digest stands in
    every record, and only answers about the same are used again. `progress` gets done and total.
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
    ) -> None:
        self.askings = askings
        self.client = client
        self.journal = journal
        self.workers = workers
        self.about = about_digest(about)
        self._progress = progress
        self._todo = {asking.request.digest: asking for asking in reversed(askings)}
        self._made: dict[str, tuple[Entry, ...]] = {}
        self._done: set[str] = set()
        self.stopped = ""

    async def run(self) -> dict[str, Known]:
        """Return the attempts for every question by id, in the order asked for.

        Equal requests are asked once. What the journal holds an answer for is not asked again;
        what failed earlier is. When the endpoint goes down after it has answered, in this run or
        an earlier one, `stopped` names the failure, and a question that was not asked any more
        keeps its failure of an earlier run or is left out. Raises `EndpointDownError` when it has
        never answered. An error, and what `progress` raises, stops all workers; the journal keeps
        every attempt.
        """
        self._begin()
        async with self.client:
            try:
                await self._all_done()
            except EndpointDownError:
                if not self.client.heard:
                    raise
                self.stopped = self.client.failure
        if self._done and not self.client.heard:
            raise self.client.down()
        items = ((asking.item, asking.request.digest) for asking in self.askings)
        return {item: Known(self._made[digest]) for item, digest in items if digest in self._made}

    def _begin(self) -> None:
        known = self.journal.known(self.about)
        self._made = {digest: known[digest].attempts for digest in self._todo if digest in known}
        self._done = {digest for digest, made in self._made.items() if made[-1].answered}
        if any(one.last.answered for one in known.values()):
            self.client.answered_before()
        self._tell()

    def _tell(self) -> None:
        self._progress(len(self._done), len(self._todo))

    async def _all_done(self) -> None:
        """Run workers and ticker; the first error ends all of them."""
        unknown = [digest for digest in reversed(self._todo) if digest not in self._done]
        todo = iter([self._todo[digest] for digest in unknown])
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

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._tell()

    async def _work(self, todo: Iterator[Asking]) -> None:
        for asking in todo:
            await self.client.ask(asking.request, self._noting(asking))
            self._done.add(asking.request.digest)

    def _noting(self, asking: Asking) -> Callable[[Tried], None]:
        """Return what writes the attempts for a question down."""
        digest = asking.request.digest

        def note(tried: Tried) -> None:
            made = self._made.get(digest, ())
            entry = self._entry(asking, len(made) + 1, tried)
            self.journal.append(entry)
            self._made[digest] = (*made, entry)

        return note

    def _entry(self, asking: Asking, number: int, tried: Tried) -> Entry:
        wire, answer, made = self.client.wire, tried.answer, tried.attempt
        return Entry(
            id=asking.item,
            attempt=number,
            answered=answer is not None,
            at=_now(),
            about=self.about,
            request=asking.request.digest,
            body=asking.request.body(wire.limit_name) if number == 1 else {},
            status=made.status,
            failure=made.failure,
            detail=made.detail,
            ms=made.ms,
            text=wire.without_key(answer.text) if answer else "",
            finish=answer.finish if answer else "",
            model=answer.model if answer else "",
            tokens=answer.tokens if answer else None,
        )


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
