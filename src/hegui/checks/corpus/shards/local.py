"""The local engine: this process, or several that each take a shard at a time."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, TypeVar

from hegui.checks.corpus.errors import WorkerLostError
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.shards.manifest import Line
from hegui.checks.corpus.shards.processes import POLL_S, StoppedError, interrupts_held
from hegui.checks.corpus.shards.task import Failure, Stage, attempt

AGAIN = 3
"""How often a shard is tried whose worker died."""

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
    """Some worker processes; when one dies, its shards are given to new ones."""

    def __init__(self, stage: Stage[L], jobs: int, progress: Callable[[int], None]) -> None:
        methods = multiprocessing.get_context("spawn")
        self._methods, self._stage, self._jobs = methods, stage, jobs
        self._read, self._stop = methods.Value("q", 0), methods.Event()
        self._progress, self._told = progress, 0

    def run(self, shards: list[CorpusFile]) -> Iterator[L | Failure]:
        """Do the shards; raises `WorkerLostError` when workers die again and again."""
        self._stage.worker()  # what is wrong with the rules is said here, and caches are warm
        left = {shard.name: shard for shard in shards}
        for _ in range(AGAIN):
            try:
                for outcome in self._round(list(left.values())):
                    del left[outcome.shard]
                    yield outcome
            except BrokenProcessPool:
                continue
            return
        raise WorkerLostError

    def _round(self, shards: list[CorpusFile]) -> Iterator[L | Failure]:
        pool = ProcessPoolExecutor(
            self._jobs, self._methods, start_process, (self._stage, self._read, self._stop)
        )
        try:
            with interrupts_held():
                waiting: set[Future[Any]] = {pool.submit(do, shard) for shard in shards}
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


class _Process:
    """The state of a worker process."""

    def __init__(self, stage: Stage[Any], read: Any, stop: Any) -> None:
        self._worker, self._read, self._stop = stage.worker(), read, stop

    def do(self, shard: CorpusFile) -> Any:
        return attempt(self._worker, shard, self._tick)

    def _tick(self, size: int) -> None:
        with self._read.get_lock():
            self._read.value += size
        if self._stop.is_set():
            raise StoppedError


def start_process(stage: Stage[Any], read: Any, stop: Any) -> None:
    """Prepare a worker process; the interrupt key is the main process's business."""
    global _process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _process = _Process(stage, read, stop)


def do(shard: CorpusFile) -> Any:
    """Do one shard in a worker process."""
    return _process.do(shard)
