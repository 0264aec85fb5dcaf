"""A run from shards to a manifest: what is finished stays finished, whatever happens."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from hegui import __version__
from hegui.checks.corpus.errors import EmptyCorpusError
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.shards.errors import OutputExistsError, ShardNameError
from hegui.checks.corpus.shards.manifest import Line, Manifest
from hegui.checks.corpus.shards.task import Engine, Failure, Stage
from hegui.common.hashing import sha256_file

Progress = Callable[[int, int], None]
"""Told the bytes read and the bytes there are."""

L = TypeVar("L", bound=Line)


@dataclass(slots=True)
class Run(Generic[L]):
    """What a run came to: the manifest, shards that could not be read, shards left as they were."""

    lines: list[L] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    skipped: int = 0

    def total(self, name: str) -> int:
        """Return the sum of a count over all shards."""
        return sum(getattr(line, name) for line in self.lines)


def run(
    stage: Stage[L],
    shards: Sequence[CorpusFile],
    engine: Engine,
    *,
    resume: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Run[L]:
    """Do the shards and write the manifest into the folder of the stage.

    With `resume` a shard is skipped when its file, the rules, the version and its output on disk
    are what the manifest says. Raises `OutputExistsError` for a folder with a run otherwise,
    `EmptyCorpusError` when not one document was read.
    """
    manifest = Manifest(stage.folder, stage.line)
    known = manifest.read()
    if known and not resume:
        raise OutputExistsError(path=stage.folder)
    _distinct(shards)
    result: Run[L] = Run()
    todo = [shard for shard in shards if not _kept(stage, shard, known.get(shard.name), result)]
    total = sum(shard.size for shard in shards)
    tick = _counting(progress, total - sum(shard.size for shard in todo), total)
    for outcome in engine.run(stage, todo, tick):
        if isinstance(outcome, Failure):
            result.failures.append(outcome)
        else:
            manifest.append(outcome)
            result.lines.append(outcome)
    result.lines.sort(key=lambda line: line.shard)
    manifest.write(result.lines)
    return _not_empty(result)


def _counting(progress: Progress, done: int, total: int) -> Callable[[int], None]:
    def tick(read: int) -> None:
        nonlocal done
        done += read
        progress(min(done, total), total)

    return tick


def _distinct(shards: Sequence[CorpusFile]) -> None:
    for name, times in Counter(shard.name for shard in shards).items():
        if times > 1:
            raise ShardNameError(name=name)


def _kept(stage: Stage[L], shard: CorpusFile, line: L | None, result: Run[L]) -> bool:
    """Tell whether a shard is finished as it is now; if so take its line over."""
    same = (
        line is not None
        and (line.rules, line.version, line.size) == (stage.digest, __version__, shard.size)
        and line.sha256 == sha256_file(shard.path)
        and stage.intact(line)
    )
    if line is not None and same:
        result.lines.append(line)
        result.skipped += 1
    return same


def _not_empty(result: Run[L]) -> Run[L]:
    if result.failures and not result.lines:
        raise result.failures[0].error()
    if not result.total("docs"):
        names = ", ".join(line.shard for line in result.lines[:3])
        raise EmptyCorpusError(corpus=names, unread=result.total("bad"))
    return result
