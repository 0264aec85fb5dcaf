"""A scan from paths to a manifest: what is finished stays finished, whatever happens."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hegui import __version__
from hegui.checks.corpus.errors import EmptyCorpusError
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.scanning.errors import ScanExistsError, ShardNameError
from hegui.checks.corpus.scanning.findings import read_findings, rows_digest
from hegui.checks.corpus.scanning.manifest import Manifest, ShardLine
from hegui.checks.corpus.scanning.task import Engine, Failure, Task
from hegui.common.hashing import sha256_file

Progress = Callable[[int, int], None]
"""Told the bytes read and the bytes there are."""


@dataclass(slots=True)
class Scan:
    """What a scan came to: the manifest, shards that could not be read, shards left as they were."""

    lines: list[ShardLine] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    skipped: int = 0

    def total(self, name: str) -> int:
        """Return the sum of a count over all shards."""
        return sum(getattr(line, name) for line in self.lines)


def scan(
    task: Task,
    shards: Sequence[CorpusFile],
    engine: Engine,
    *,
    resume: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Scan:
    """Scan the shards and write manifest and findings into the folder of the task.

    With `resume` a shard is skipped when its file, the rule set, the version and the findings on
    disk are what the manifest says. Raises `ScanExistsError` for a folder with a scan otherwise,
    `EmptyCorpusError` when not one document was read.
    """
    manifest = Manifest(task.folder)
    known = manifest.read()
    if known and not resume:
        raise ScanExistsError(path=task.folder)
    _distinct(shards)
    result, total = Scan(), sum(shard.size for shard in shards)
    todo = [shard for shard in shards if not _kept(task, shard, known.get(shard.name), result)]
    done = total - sum(shard.size for shard in todo)

    def tick(read: int) -> None:
        nonlocal done
        done += read
        progress(min(done, total), total)

    for outcome in engine.run(task, todo, tick):
        if isinstance(outcome, Failure):
            result.failures.append(outcome)
        else:
            manifest.append(outcome)
            result.lines.append(outcome)
    result.lines.sort(key=lambda line: line.shard)
    manifest.write(result.lines)
    return _not_empty(result)


def _distinct(shards: Sequence[CorpusFile]) -> None:
    for name, times in Counter(shard.name for shard in shards).items():
        if times > 1:
            raise ShardNameError(name=name)


def _kept(task: Task, shard: CorpusFile, line: ShardLine | None, result: Scan) -> bool:
    """Tell whether a shard is finished as it is now; if so take its line over."""
    same = (
        line is not None
        and (line.rules, line.version, line.size) == (task.digest, __version__, shard.size)
        and line.sha256 == sha256_file(shard.path)
        and _findings_are_there(task.folder, line)
    )
    if line is not None and same:
        result.lines.append(line)
        result.skipped += 1
    return same


def _findings_are_there(folder: Path, line: ShardLine) -> bool:
    with suppress(OSError, ValueError):
        return rows_digest(read_findings(folder, line.shard)) == line.findings_sha256
    return False


def _not_empty(result: Scan) -> Scan:
    if result.failures and not result.lines:
        raise result.failures[0].error()
    if not result.total("docs"):
        names = ", ".join(line.shard for line in result.lines[:3])
        raise EmptyCorpusError(corpus=names, unread=result.total("bad"))
    return result
