"""The local engine: this process, or several that each take a shard at a time."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from hegui.checks.corpus.errors import WorkerLostError
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.pool import POLL_S, StoppedError, interrupts_held
from hegui.checks.corpus.scanning.task import Outcome, Task, attempt

AGAIN = 3
"""How often a shard is tried whose worker died."""

_worker: Any = None


class LocalEngine:
    """Does shards here; `jobs` processes at most."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def run(
        self, task: Task, shards: Iterable[CorpusFile], progress: Callable[[int], None]
    ) -> Iterator[Outcome]:
        """Do the shards, the largest first, so that the last ones end together."""
        ordered = sorted(shards, key=lambda shard: (-shard.size, shard.name))
        jobs = min(self._jobs, len(ordered))
        return (
            here(task, ordered, progress) if jobs <= 1 else _Crew(task, jobs, progress).run(ordered)
        )


def here(
    task: Task, shards: Iterable[CorpusFile], progress: Callable[[int], None]
) -> Iterator[Outcome]:
    """Do all shards in this process."""
    looker = Looker(task.rules)
    for shard in shards:
        yield attempt(task, shard, looker, progress)


class _Crew:
    """Some worker processes; when one dies, its shards are given to new ones."""

    def __init__(self, task: Task, jobs: int, progress: Callable[[int], None]) -> None:
        methods = multiprocessing.get_context("spawn")
        self._methods, self._task, self._jobs = methods, task, jobs
        self._read, self._stop = methods.Value("q", 0), methods.Event()
        self._progress, self._told = progress, 0

    def run(self, shards: list[CorpusFile]) -> Iterator[Outcome]:
        """Do the shards; raises `WorkerLostError` when workers die again and again."""
        Looker(self._task.rules)  # what is wrong with the rules is said here, and the cache is warm
        left = {shard.name: shard for shard in shards}
        for _ in range(AGAIN):
            try:
                for outcome in self._round(list(left.values())):
                    del left[_name(outcome)]
                    yield outcome
            except BrokenProcessPool:
                continue
            return
        raise WorkerLostError

    def _round(self, shards: list[CorpusFile]) -> Iterator[Outcome]:
        pool = ProcessPoolExecutor(
            self._jobs, self._methods, start_worker, (self._task, self._read, self._stop)
        )
        try:
            with interrupts_held():
                waiting: set[Future[Outcome]] = {pool.submit(do, shard) for shard in shards}
            while waiting:
                done, waiting = wait(waiting, timeout=POLL_S, return_when=FIRST_COMPLETED)
                self._tell()
                yield from (future.result() for future in done)
        finally:
            self._stop.set()
            pool.shutdown(cancel_futures=True)
            self._stop.clear()

    def _tell(self) -> None:
        read = self._read.value
        self._progress(read - self._told)
        self._told = read


class _Worker:
    """The state of a worker process: its looker, compiled once."""

    def __init__(self, task: Task, read: Any, stop: Any) -> None:
        self._task, self._read, self._stop = task, read, stop
        self._looker = Looker(task.rules)

    def do(self, shard: CorpusFile) -> Outcome:
        return attempt(self._task, shard, self._looker, self._tick)

    def _tick(self, size: int) -> None:
        with self._read.get_lock():
            self._read.value += size
        if self._stop.is_set():
            raise StoppedError


def start_worker(task: Task, read: Any, stop: Any) -> None:
    """Prepare a worker process; the interrupt key is the main process's business."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = _Worker(task, read, stop)


def do(shard: CorpusFile) -> Outcome:
    """Do one shard in a worker process."""
    outcome: Outcome = _worker.do(shard)
    return outcome


def _name(outcome: Outcome) -> str:
    return outcome.shard
