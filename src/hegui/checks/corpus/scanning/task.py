"""A scan as asked for: what every engine needs to know, small enough to be sent to a worker."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.manifest import ShardLine
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.work import do_shard
from hegui.common.errors import HeguiError
from hegui.project.model import FieldMap


@dataclass(frozen=True, slots=True)
class Task:
    """The rule set with its digest, the fields, and where the findings go."""

    rules: Rules
    digest: str
    fields: FieldMap
    folder: Path


@dataclass(frozen=True, slots=True)
class Failure:
    """A shard that could not be read: the error as its class and data, so that it travels."""

    shard: str
    kind: type[HeguiError]
    data: dict[str, Any]

    def error(self) -> HeguiError:
        """Return the error."""
        return self.kind(**self.data)


Outcome = ShardLine | Failure


class Engine(Protocol):
    """Something that does shards and yields what came of them, in any order."""

    def run(
        self, task: Task, shards: Iterable[CorpusFile], progress: Callable[[int], None]
    ) -> Iterator[Outcome]:
        """Do the shards; `progress` is told how many bytes were read since the last time."""


def attempt(task: Task, shard: CorpusFile, looker: Looker, tick: Tick) -> Outcome:
    """Do one shard; a file that cannot be read is an outcome, a full disk is an error."""
    from hegui.checks.corpus.errors import CorpusError

    try:
        return do_shard(shard, task.fields, looker, task.digest, task.folder, tick)
    except CorpusError as error:
        return Failure(shard.name, type(error), error.data)
