"""A run from shards to a manifest: what is finished stays finished, whatever happens."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from hegui import __version__
from hegui.checks.corpus.errors import CutFileError, EmptyCorpusError, NoTextError
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.shards.errors import OutputExistsError, ShardNameError
from hegui.checks.corpus.shards.folder import held, sweep
from hegui.checks.corpus.shards.manifest import Line, Manifest
from hegui.checks.corpus.shards.output import drop_shards, read_errors, write_failures
from hegui.checks.corpus.shards.owner import refuse_other
from hegui.checks.corpus.shards.plan import planned_shards, write_plan
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
    begin: Callable[[], None] = lambda: None,
) -> Run[L]:
    """Do the shards and write the manifest into the folder of the stage.

    With `resume` a shard is skipped when its file, the rules, the version and its output on disk
    are what the manifest says; what earlier runs left of other shards is removed. `begin` is called
    when the run is allowed, before the first shard. Raises `OutputExistsError` for a folder with a
    run otherwise, `OutputOfOtherError` for one of another command,
    `OutputBusyError` while another run writes there, `EmptyCorpusError` when not one document
    was read.
    """
    _distinct(shards)
    with held(stage.folder):
        known = _allowed(stage, resume)
        begin()
        return _not_empty(stage.folder, _run(stage, shards, engine, known, progress))


def _allowed(stage: Stage[L], resume: bool) -> dict[str, L]:
    """Return the lines of an earlier run, if this run may go on in its folder."""
    refuse_other(stage.folder, stage.line.command)
    known = Manifest(stage.folder, stage.line).read()
    if known and not resume:
        raise OutputExistsError(path=stage.folder)
    return known


def _run(
    stage: Stage[L],
    shards: Sequence[CorpusFile],
    engine: Engine,
    known: dict[str, L],
    progress: Progress,
) -> Run[L]:
    manifest = Manifest(stage.folder, stage.line)
    sweep(stage.folder)
    tick = _counting(progress, sum(shard.size for shard in shards))
    result, todo = _taken_over(stage, shards, known, tick)
    _begun(stage, manifest, [shard.name for shard in shards], known, result.lines)
    tags = {shard.name: shard.tag for shard in todo}
    for outcome in engine.run(stage, todo, tick):
        if isinstance(outcome, Failure):
            result.failures.append(outcome)
        else:
            line = msgspec.structs.replace(outcome, tag=tags[outcome.shard])
            manifest.append(line)
            result.lines.append(line)
    result.lines.sort(key=lambda line: line.shard)
    result.failures += [_cut(line) for line in result.lines if line.damaged]
    result.failures += [
        _without_text(stage.folder, line)
        for line in result.lines
        if line.size and line.bad and not line.docs
    ]
    manifest.write(result.lines)
    write_failures(stage.folder, result.failures)
    return result


def _begun(
    stage: Stage[L], manifest: Manifest[L], names: list[str], known: dict[str, L], kept: list[L]
) -> None:
    """Leave the folder as if this run had written all of it: its plan, and what it keeps.

    The manifest comes first: a stop in between leaves files that nothing names, never the reverse.
    """
    if known:
        manifest.write(kept)
    write_failures(stage.folder, ())
    drop_shards(stage.folder, {*known, *planned_shards(stage.folder)}.difference(names))
    write_plan(stage.folder, stage.line.command, names)


def _cut(line: Line) -> Failure:
    """Return the failure of a shard that was read up to a damage; its line stays."""
    data = {"path": line.shard, "why": line.damaged, "docs": line.docs}
    return Failure(line.shard, CutFileError, data)


def _without_text(folder: Path, line: Line) -> Failure:
    """Return the failure of a shard with records of which none gave text; its line stays."""
    first = next(iter(read_errors(folder, line.shard)), None)
    return Failure(
        line.shard, NoTextError, {"path": line.shard, "unread": line.bad, "first": first}
    )


def _counting(progress: Progress, total: int) -> Callable[[int], None]:
    done = 0

    def tick(read: int) -> None:
        nonlocal done
        done += read
        progress(min(done, total), total)

    return tick


def _distinct(shards: Sequence[CorpusFile]) -> None:
    for name, times in Counter(shard.name for shard in shards).items():
        if times > 1:
            raise ShardNameError(name=name)


def _taken_over(
    stage: Stage[L], shards: Sequence[CorpusFile], known: dict[str, L], tick: Callable[[int], None]
) -> tuple[Run[L], list[CorpusFile]]:
    """Return a run with the lines of finished shards, and the shards that are to be done."""
    result: Run[L] = Run()
    todo: list[CorpusFile] = []
    with ThreadPoolExecutor() as pool:  # hashing lets other threads run
        lines = pool.map(lambda shard: _finished(stage, shard, known.get(shard.name)), shards)
        for shard, line in zip(shards, lines, strict=True):
            if line is None:
                todo.append(shard)
                continue
            result.lines.append(line)
            result.skipped += 1
            tick(shard.size)
    return result, todo


def _finished(stage: Stage[L], shard: CorpusFile, line: L | None) -> L | None:
    """Return the line of a shard if all is as the line says."""
    same = (
        line is not None
        and (line.rules, line.version, line.size) == (stage.digest, __version__, shard.size)
        and _unchanged(shard, line)
        and stage.intact(line)
    )
    return line if same else None


def _unchanged(shard: CorpusFile, line: Line) -> bool:
    """Tell whether the content is that of the line; a store is asked for the version only."""
    return shard.tag == line.tag if shard.remote else line.sha256 == sha256_file(shard.path)


def _not_empty(folder: Path, result: Run[L]) -> Run[L]:
    if result.failures and not result.lines:
        raise result.failures[0].error()
    if not result.total("docs"):
        names = ", ".join(line.shard for line in result.lines[:3])
        errors = (error for line in result.lines for error in read_errors(folder, line.shard))
        raise EmptyCorpusError(corpus=names, unread=result.total("bad"), first=next(errors, None))
    return result
