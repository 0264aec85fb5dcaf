"""The local engine: this process, or several that each take a shard at a time."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, TypeVar

from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.shards.errors import ShardLostError
from hegui.checks.corpus.shards.manifest import Line
from hegui.checks.corpus.shards.processes import POLL_S, Board, end_with_main, interrupts_held
from hegui.checks.corpus.shards.task import TRIES, Failure, Stage, attempt

L = TypeVar("L", bound=Line)
_process: Any = None


class LocalEngine:
    """Does shards here; `jobs` processes at most."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def run(
        self, stage: Stage[L], shards: Iterable[CorpusFile], progress: Callable[[int], None]
    ) -> Iterator[L | Failure]:
        """Do the shards, the largest first, so that the last ones end together."""
        ordered = sorted(shards, key=lambda shard: (-shard.size, shard.name))
        jobs = min(self._jobs, len(ordered))
        if jobs > 1:
            return _Crew(stage, jobs, progress).run(ordered)
        return here(stage, ordered, progress)


def here(
    stage: Stage[L], shards: Iterable[CorpusFile], progress: Callable[[int], None]
) -> Iterator[L | Failure]:
    """Do all shards in this process."""
    worker = stage.worker()
    for shard in shards:
        yield attempt(worker, shard, progress)


class _Crew(Generic[L]):
    """Some worker processes; when one dies, the shards in hand are given to new ones.

    A pool does not say which of its workers died, so every shard in hand is under suspicion.
    One that was in hand twice is tried alone, and named when its worker dies once more.
    """

    def __init__(self, stage: Stage[L], jobs: int, progress: Callable[[int], None]) -> None:
        self._methods = multiprocessing.get_context("spawn")
        self._stage, self._jobs = stage, jobs
        self._progress, self._told, self._done = progress, 0, 0
        self._left: dict[str, CorpusFile] = {}
        self._lost: Counter[str] = Counter()

    def run(self, shards: list[CorpusFile]) -> Iterator[L | Failure]:
        """Do the shards; one whose worker dies again and again is a failure."""
        self._stage.worker()  # what is wrong with the rules is said here, and caches are warm
        self._left = {shard.name: shard for shard in shards}
        while self._left:
            alone = next((name for name in self._left if self._lost[name] >= TRIES - 1), None)
            batch = [self._left[alone]] if alone else list(self._left.values())
            round_ = _Round(self._methods, self._stage, min(self._jobs, len(batch)))
            try:
                for outcome in round_.run(batch, self._tell):
                    self._done += self._left.pop(outcome.shard).size
                    yield outcome
            except BrokenProcessPool:
                self._lost.update(round_.in_hand())
                self._tell(0)
                if alone:
                    del self._left[alone]
                    yield Failure(alone, ShardLostError, {"shard": alone, "times": TRIES})

    def _tell(self, reading: int) -> None:
        """Tell the progress: what is finished and what is being read; less after a loss."""
        read = self._done + reading
        self._progress(read - self._told)
        self._told = read


class _Round:
    """Workers that live until one of them dies; each slot holds a shard in hand."""

    def __init__(self, methods: Any, stage: Stage[Any], jobs: int) -> None:
        self._board = Board(methods, jobs)
        self._free = list(range(jobs))
        self._in_hand: dict[Future[Any], tuple[CorpusFile, int]] = {}
        self._pool = ProcessPoolExecutor(jobs, methods, start_process, (stage, self._board))

    def in_hand(self) -> list[str]:
        """Return the names of the shards that are begun and not finished."""
        return [shard.name for shard, _ in self._in_hand.values()]

    def run(self, shards: list[CorpusFile], tell: Callable[[int], None]) -> Iterator[Any]:
        """Yield outcomes; raises `BrokenProcessPool` when a worker died."""
        todo = iter(shards)
        try:
            while self._give(todo):
                done, _ = wait(self._in_hand, timeout=POLL_S, return_when=FIRST_COMPLETED)
                for future in done:
                    outcome = future.result()
                    _, slot = self._in_hand.pop(future)
                    self._board.begin(slot)
                    self._free.append(slot)
                    yield outcome
                tell(self._board.read())
        finally:
            self._board.stop()
            self._pool.shutdown(cancel_futures=True)

    def _give(self, todo: Iterator[CorpusFile]) -> bool:
        """Give out shards, no more than there are workers: what is lost with one stays little."""
        with interrupts_held():
            while self._free and (shard := next(todo, None)) is not None:
                slot = self._free.pop()
                self._in_hand[self._pool.submit(do, shard, slot)] = (shard, slot)
        return bool(self._in_hand)


class _Process:
    """The state of a worker process."""

    def __init__(self, stage: Stage[Any], board: Board) -> None:
        self._worker, self._board = stage.worker(), board

    def do(self, shard: CorpusFile, slot: int) -> Any:
        return attempt(self._worker, shard, lambda size: self._board.add(slot, size))


def start_process(stage: Stage[Any], board: Board) -> None:
    """Prepare a worker process."""
    global _process
    end_with_main()
    _process = _Process(stage, board)


def do(shard: CorpusFile, slot: int) -> Any:
    """Do one shard in a worker process."""
    return _process.do(shard, slot)
