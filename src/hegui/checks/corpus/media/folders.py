"""A run over folders of media without a project: a record a file, captions, and going on after a stop."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedWriter
from pathlib import Path
from typing import Any

import msgspec

from hegui import __version__
from hegui.checks.corpus.media.captions import Caption, captions
from hegui.checks.corpus.media.errors import MediaFileError
from hegui.checks.corpus.media.files import MediaFiles, media_files
from hegui.checks.corpus.media.looking import MediaSeen
from hegui.checks.corpus.media.survey import MediaTally, look_safely
from hegui.checks.corpus.shards.errors import OutputExistsError
from hegui.checks.corpus.shards.folder import held
from hegui.checks.corpus.shards.output import write_failures
from hegui.checks.corpus.shards.owner import refuse_other
from hegui.checks.corpus.shards.plan import write_plan
from hegui.checks.corpus.shards.task import Failure
from hegui.common.files import OutputError, why, write_atomic
from hegui.common.hashing import canonical_json
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.model import ItemError

RECORDS, CAPTIONS, ERRORS = "media.jsonl", "captions.jsonl", "errors.jsonl"
SUMMARY = "media.json"
PART = ".media.jsonl.part"
"""Records of a run that goes on; it takes the place of the records when the run is finished."""
SAVE_EVERY = 500
"""Files between two times that records are put on disk."""


class MediaRecord(Record, frozen=True, kw_only=True):
    """What is known of one file: size and time by which it is known again, what was seen, or why
    nothing could be."""

    file: str
    size: int
    mtime_ns: int
    version: str
    seen: MediaSeen | None = None
    problem_zh: str = ""
    problem_en: str = ""


@dataclass(slots=True)
class MediaRun:
    """What a run came to: `problems` are rows of tables and captions, `failures` are media files."""

    tally: MediaTally
    files: MediaFiles
    captions: int = 0
    skipped: int = 0
    problems: list[ItemError] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def run_media(
    paths: Iterable[Path], out: Path, *, resume: bool, told: Callable[[int], None]
) -> MediaRun:
    """Look at every file below the paths and write records, captions and errors into a folder.

    With `resume` a file is not read again when size, time and version are those of its record.
    """
    refuse_other(out, "media")
    found = media_files(paths, out)
    with held(out):
        known = _known(out)
        if known and not resume:
            raise OutputExistsError(path=out)
        (out / SUMMARY).unlink(missing_ok=True)  # of the earlier run: what goes on has none yet
        write_plan(out, "media", map(Path.as_posix, found.media))
        return _run(found, out, known, told)


def _run(
    found: MediaFiles, out: Path, known: dict[str, bytes], told: Callable[[int], None]
) -> MediaRun:
    problems: list[ItemError] = []

    def report(where: str, zh: str, en: str) -> None:
        problems.append(ItemError(where=where, what=Text(zh, en).both()))

    synthetic, count = _write_captions(
        out / CAPTIONS, captions(found.beside, Path.as_posix, report)
    )
    result = MediaRun(MediaTally(synthetic), found, count, problems=problems)
    _write(out, (_line(record) for record in _looked(list(found.media), known, result, told)))
    write_atomic(out / ERRORS, b"".join(_line(problem) for problem in problems))
    write_failures(out, result.failures)
    write_atomic(out / SUMMARY, canonical_json(_summary(result)))
    return result


def _summary(result: MediaRun) -> dict[str, Any]:
    """Return the counts of a run, by which reports know the folder. Two equal runs leave it equal."""
    tally = result.tally
    counts = {**tally.measures(), **tally.further()}
    counts |= {"captions": result.captions, "bad": len(result.problems)}
    return {"schema": "hegui/corpus-media/1", **counts}


def _known(folder: Path) -> dict[str, bytes]:
    """Return the records of earlier runs as lines by file; one cut off by a crash is left out.

    What a stopped run left is put with the finished records first, so that the next stop loses
    nothing either.
    """
    decoder = msgspec.json.Decoder(MediaRecord)
    found: dict[str, bytes] = {}
    for path in (folder / RECORDS, folder / PART):
        if path.exists():
            with path.open("rb") as file:
                for line in file:
                    with suppress(msgspec.DecodeError):
                        found[decoder.decode(line).file] = line
    if (folder / PART).exists():
        _write(folder, found.values())
    return found


def _write(folder: Path, lines: Iterable[bytes]) -> None:
    """Write records beside the finished ones, on disk every few hundred, and swap at the end."""
    path = folder / (PART + ".merged" if (folder / PART).exists() else PART)
    try:
        with path.open("wb") as file:
            for number, line in enumerate(lines, start=1):
                file.write(line)
                if number % SAVE_EVERY == 0:
                    _save(file)
            _save(file)
        path.replace(folder / RECORDS)
        (folder / PART).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error


def _looked(
    media: list[Path],
    known: dict[str, bytes],
    result: MediaRun,
    told: Callable[[int], None],
) -> Iterator[MediaRecord]:
    decoder = msgspec.json.Decoder(MediaRecord)
    for number, one in enumerate(media, start=1):
        line = known.get(one.as_posix())
        yield _record(one, decoder.decode(line) if line else None, result)
        told(number)


def _save(file: BufferedWriter) -> None:
    file.flush()
    os.fsync(file.fileno())


def _record(path: Path, known: MediaRecord | None, result: MediaRun) -> MediaRecord:
    """Return the record of a file, the known one when the file is the same, and count it."""
    name = path.as_posix()
    size, mtime = _stat(path)
    if known and (known.size, known.mtime_ns, known.version) == (size, mtime, __version__):
        result.skipped += 1
        record = known
    else:
        record = _new(path, name, size, mtime)
    if record.seen is None:
        data = {"path": name, "zh": record.problem_zh, "en": record.problem_en}
        result.failures.append(Failure(name, MediaFileError, data))
    result.tally.add(name, record.seen)
    return record


def _stat(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return -1, -1
    return found.st_size, found.st_mtime_ns


def _new(path: Path, name: str, size: int, mtime: int) -> MediaRecord:
    seen = look_safely(path)
    if isinstance(seen, MediaSeen):
        return MediaRecord(file=name, size=size, mtime_ns=mtime, version=__version__, seen=seen)
    zh, en = seen
    return MediaRecord(
        file=name, size=size, mtime_ns=mtime, version=__version__, problem_zh=zh, problem_en=en
    )


def _write_captions(path: Path, found: Iterable[Caption]) -> tuple[set[str], int]:
    """Write captions with text; return the files declared synthetic and the number written."""
    synthetic: set[str] = set()
    count = 0
    fresh = path.with_name(f".{path.name}.new")
    try:
        with fresh.open("wb") as file:
            for caption in found:
                if caption.synthetic:
                    synthetic.add(caption.id)
                if caption.text:
                    file.write(_line(caption))
                    count += 1
            _save(file)
        fresh.replace(path)
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error
    return synthetic, count


def _line(record: Record) -> bytes:
    return msgspec.json.encode(record) + b"\n"
