"""The Ray engine: one remote task a shard, on this machine or on a cluster.

Ray is asked to send no usage statistics and to start no dashboard. Workers write what a stage
writes, so every node must see the output folder under the same path; a token in the folder tells.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.shards.errors import ShardLostError
from hegui.checks.corpus.shards.manifest import Line
from hegui.checks.corpus.shards.nodes import Token, got, probe, token
from hegui.checks.corpus.shards.processes import POLL_S
from hegui.checks.corpus.shards.session import absolute, session
from hegui.checks.corpus.shards.task import TRIES, Failure, Stage, attempt

AHEAD = 2
"""Tasks given out for each processor, so that none waits for the next."""
TOLD_S = 0.5
"""Seconds between two messages of a task about the bytes it has read."""

L = TypeVar("L", bound=Line)
_workers: dict[str, Any] = {}
"""The worker of a run in this process of Ray, by the run's token."""


class RayEngine:
    """Does shards as Ray tasks; `jobs` at a time at most."""

    def __init__(self, address: str = "", jobs: int | None = None) -> None:
        self._address, self._jobs = address, jobs

    def run(
        self, stage: Stage[L], shards: Iterable[CorpusFile], progress: Callable[[int], None]
    ) -> Iterator[L | Failure]:
        """Do the shards, the largest first; raises `ClusterError` before any work begins."""
        ordered = [absolute(shard) for shard in shards]
        ordered.sort(key=lambda shard: (-shard.size, shard.name))
        if not ordered:
            return
        with session(self._address, self._jobs) as ray, token(stage.folder) as known:
            probe(ray, known)
            tasks: _Tasks[L] = _Tasks(ray, stage, known, self._jobs)
            yield from tasks.run(ordered, progress)


@dataclass
class _Tasks(Generic[L]):
    """The tasks of a run: few are given out at a time, all are taken back in the end."""

    ray: Any
    stage: Stage[L]
    token: Token
    jobs: int | None
    _in_hand: dict[Any, CorpusFile] = field(default_factory=dict)
    _finished: int = 0
    _told: int = 0

    def run(
        self, shards: list[CorpusFile], progress: Callable[[int], None]
    ) -> Iterator[L | Failure]:
        ray, todo = self.ray, iter(shards)
        meter = ray.remote(num_cpus=0)(Meter).options(scheduling_strategy=_here(ray)).remote()
        task = ray.remote(num_cpus=1, max_retries=TRIES - 1)(do)
        given = ray.put(absolute(self.stage))
        try:
            while self._give(todo, lambda shard: task.remote(given, shard, self.token, meter)):
                done, _ = ray.wait(list(self._in_hand), timeout=POLL_S)
                for ref in done:
                    shard = self._in_hand.pop(ref)
                    outcome = self._outcome(ref, shard)
                    self._finished += shard.size
                    meter.forget.remote(shard.name)
                    yield outcome
                self._tell(meter, progress)
        finally:
            for ref in self._in_hand:
                with suppress(Exception):
                    ray.cancel(ref, force=True)

    def _give(self, todo: Iterator[CorpusFile], start: Callable[[CorpusFile], Any]) -> bool:
        limit = self.jobs or AHEAD * max(1, int(self.ray.cluster_resources().get("CPU", 1)))
        while len(self._in_hand) < limit and (shard := next(todo, None)) is not None:
            self._in_hand[start(shard)] = shard
        return bool(self._in_hand)

    def _outcome(self, ref: Any, shard: CorpusFile) -> L | Failure:
        """Return what came of a shard; what Ray says of lost workers and nodes names the shard."""
        errors = self.ray.exceptions
        try:
            outcome: L | Failure = got(self.ray, ref)
        except errors.RayTaskError:
            raise
        except errors.RayError:
            return Failure(shard.name, ShardLostError, {"shard": shard.name, "times": TRIES})
        return outcome

    def _tell(self, meter: Any, progress: Callable[[int], None]) -> None:
        try:
            reading = self.ray.get(meter.read.remote(), timeout=POLL_S)
        except self.ray.exceptions.RayError:  # busy or lost: the work goes on without
            return
        read = self._finished + reading
        progress(read - self._told)
        self._told = read


class Meter:
    """An actor that knows how far the tasks in hand have read."""

    def __init__(self) -> None:
        self._read: dict[str, int] = {}

    def tell(self, shard: str, read: int) -> None:
        """Note the bytes read of a shard."""
        self._read[shard] = read

    def forget(self, shard: str) -> None:
        """Let go of a finished shard."""
        self._read.pop(shard, None)

    def read(self) -> int:
        """Return the bytes read of all shards in hand."""
        return sum(self._read.values())


def do(stage: Stage[Any], shard: CorpusFile, known: Token, meter: Any) -> Any:
    """Do one shard in a process of Ray; its worker is made once and kept for the run."""
    if known.text not in _workers:
        known.check()
        _workers.clear()
        _workers[known.text] = stage.worker()
    return attempt(_workers[known.text], shard, _teller(shard.name, meter))


def _teller(shard: str, meter: Any) -> Callable[[int], None]:
    read, told = 0, time.monotonic()

    def tick(size: int) -> None:
        nonlocal read, told
        read += size
        now = time.monotonic()
        if now - told >= TOLD_S:
            told = now
            meter.tell.remote(shard, read)

    return tick


def _here(ray: Any) -> Any:
    """Return the wish to run on the node of the main process."""
    strategies = ray.util.scheduling_strategies
    node = ray.get_runtime_context().get_node_id()
    return strategies.NodeAffinitySchedulingStrategy(node_id=node, soft=True)
