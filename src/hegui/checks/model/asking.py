"""Putting the drawn questions to an endpoint: workers, journal, progress, stopping."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from hegui.checks.model.client import Asked, ChatClient
from hegui.checks.model.errors import EndpointDownError
from hegui.checks.model.failures import Attempt
from hegui.checks.model.journal import FORMAT, Entry, Journal
from hegui.checks.model.request import Asking

TICK_S = 0.1
"""How often progress is told and a wish to stop is heard."""

Progress = Callable[[int, int], None]


class Round:
    """One round of questions: what is known already, and what is still to ask.

    `about` says what the answers speak of (check, endpoint, version, day); it stands at the
    beginning of the journal, and only answers about the same are used again. `progress` gets done
    and total.
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
        self.about = {"format": FORMAT, **about}
        self._progress = progress
        self._todo = {asking.request.digest: asking for asking in reversed(askings)}
        self._found: dict[str, Entry] = {}
        self._open: dict[str, list[Attempt]] = {}
        self.stopped = ""

    async def run(self) -> dict[str, Entry]:
        """Return the last entry of every question by id, in the order asked for.

        Equal requests are asked once. What the journal holds an answer for is not asked again;
        what failed earlier is. When the endpoint goes down after it has answered, in this run or
        an earlier one, `stopped` names the failure, and a question that was not asked any more
        keeps its failure of an earlier run or has no entry. Raises `EndpointDownError` when it
        has never answered. An error, and what `progress` raises, stops all workers; the journal
        keeps what was answered.
        """
        self._begin()
        async with self.client:
            try:
                await self._all_done()
            except EndpointDownError:
                self._keep_open()
                if not self.client.heard:
                    raise
                self.stopped = self.client.failure
        if self._found and not self.client.heard:
            raise self.client.down()
        found = {**self.journal.failures(self.about), **self._found}
        items = ((asking.item, asking.request.digest) for asking in self.askings)
        return {item: found[digest] for item, digest in items if digest in found}

    def _keep_open(self) -> None:
        """Write down the attempts for questions that were still open when asking stopped."""
        for digest, attempts in self._open.items():
            if attempts:
                self._keep(self._todo[digest], Asked(tuple(attempts), None))
        self._open.clear()

    def _begin(self) -> None:
        known = self.journal.answers(self.about)
        if known:
            self.client.answered_before()
        self._found = {digest: known[digest] for digest in self._todo if digest in known}
        self.journal.append(Entry(kind="begin", at=_now(), about=self.about))
        self._tell()

    def _tell(self) -> None:
        self._progress(len(self._found), len(self._todo))

    async def _all_done(self) -> None:
        """Run workers and ticker; the first error ends all of them."""
        unknown = [digest for digest in reversed(self._todo) if digest not in self._found]
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
            attempts = self._open[asking.request.digest] = []
            asked = await self.client.ask(asking.request, attempts)
            del self._open[asking.request.digest]
            self._keep(asking, asked)

    def _keep(self, asking: Asking, asked: Asked) -> None:
        entry = self._entry(asking, asked)
        self.journal.append(entry)
        self._found[asking.request.digest] = entry

    def _entry(self, asking: Asking, asked: Asked) -> Entry:
        wire, answer = self.client.wire, asked.answer
        common = Entry(
            kind="failed",
            at=_now(),
            item=asking.item,
            request=asking.request.digest,
            body=asking.request.body(wire.limit_name),
            attempts=asked.attempts,
        )
        if answer is None:
            return common
        said = {
            "kind": "answer",
            "text": wire.without_key(answer.text),
            "finish": answer.finish,
            "model": answer.model,
            "tokens": answer.tokens,
        }
        return _with(common, **said)


def _with(entry: Entry, **changes: object) -> Entry:
    import msgspec

    return msgspec.structs.replace(entry, **changes)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
