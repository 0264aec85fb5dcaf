"""What is done with shards, and who does it.

A stage says what is to be done; it is small and is sent to workers. A worker is made from it
once in a process and then does one shard after the other. An engine gives shards to workers:
processes here, or tasks of a cluster. Every stage runs on every engine.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from hegui.checks.corpus.errors import CorpusError, DamagedFileError, FileNameError
from hegui.checks.corpus.reading.files import CorpusFile, spelled
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.shards.manifest import Line
from hegui.common.errors import HeguiError

TRIES = 3
"""How often a shard is tried whose worker dies."""

L = TypeVar("L", bound=Line)
L_co = TypeVar("L_co", bound=Line, covariant=True)


class Worker(Protocol[L_co]):
    """The state of one process: what is compiled once. Not to be shared between threads."""

    def do(self, shard: CorpusFile, tick: Tick) -> L_co:
        """Do a shard: write its files, return its manifest line, which is not yet written.

        Raises `CorpusError` for a file that cannot be read, `OutputError` for a full disk.
        """


class Stage(Protocol[L]):
    """What is to be done with each shard. Must be picklable.

    `digest` covers everything that the outcome depends on, but the tool's version: a finished
    shard is kept on resume only when it agrees.
    """

    @property
    def folder(self) -> Path:
        """Return where the output goes."""

    @property
    def digest(self) -> str:
        """Return the digest of the rules."""

    @property
    def line(self) -> type[L]:
        """Return the type of the manifest lines."""

    def worker(self) -> Worker[L]:
        """Return a new worker."""

    def intact(self, line: L) -> bool:
        """Tell whether the files of a finished shard are what its line says."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A shard that could not be read: the error as its class and data, so that it travels."""

    shard: str
    kind: type[HeguiError]
    data: dict[str, Any]

    def error(self) -> HeguiError:
        """Return the error."""
        return self.kind(**self.data)


class Engine(Protocol):
    """Something that does shards and yields what came of them, in any order."""

    def run(
        self, stage: Stage[L], shards: Iterable[CorpusFile], progress: Callable[[int], None]
    ) -> Iterator[L | Failure]:
        """Do the shards; `progress` is told how many bytes were read since the last time."""


def attempt(worker: Worker[L], shard: CorpusFile, tick: Tick) -> L | Failure:
    """Do one shard; a file that cannot be read is an outcome, a full disk is an error.

    Of a file that is damaged before its first document nothing is kept. A file whose path is not
    UTF-8 is not read: neither tables nor JSON could name it.
    """
    if spelled(shard.path) != str(shard.path):
        return Failure(shard.name, FileNameError, {"path": shard.name})
    try:
        line = worker.do(shard, tick)
    except CorpusError as error:
        return Failure(shard.name, type(error), error.data)
    if line.damaged and not line.docs:
        return Failure(shard.name, DamagedFileError, {"path": shard.name, "why": line.damaged})
    return line
