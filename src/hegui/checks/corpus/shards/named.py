"""From what a user names to the files of a corpus."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from hegui.checks.corpus.errors import FormatError
from hegui.checks.corpus.reading.files import FORMATS, CorpusFile, described, objects, spelled
from hegui.checks.corpus.reading.stores import SCHEME
from hegui.checks.corpus.shards.errors import (
    NoShardsError,
    NoSuchPathError,
    OnlyOutputError,
)
from hegui.checks.corpus.shards.walk import MAGIC, Walk


class Named(NamedTuple):
    """The files that paths name, and what of folders and globs was left out.

    `left_out` counts files of other formats by the end of their name, `earlier`
    are folders with outputs of earlier runs; `passed_over` says why of each link to a folder
    (`folder_link`, not followed, since links can go round), each link to nothing (`dangling_link`)
    and each hidden file or folder (`hidden`). Objects of stores are not looked at for either. `twice`
    counts by path the files that it names and that were named before, under whatever spelling or link.
    """

    files: list[CorpusFile]
    left_out: dict[str, int]
    earlier: list[str]
    passed_over: dict[str, str]
    twice: dict[str, int]


def named(paths: Sequence[str], endpoint: str = "", besides: Path | None = None) -> Named:
    """Return the files that paths, folders and globs name, each once, by name.

    `s3://bucket/…` names objects in a store at `endpoint`. Below folders and globs nothing is read
    that lies below `besides`, the output of the run itself, or in the output of an earlier run;
    files of no known format are left out. Of a damaged file what comes before the damage is read. A file named by itself is read, and must be of a known
    format. Raises `NoShardsError` for a path that names nothing.
    """
    walk, others = Walk(besides), dict[str, Path]()
    found: dict[str, CorpusFile] = {}
    twice: Counter[str] = Counter()
    for path in paths:
        files = list(_files(walk, path, endpoint, others))
        if not files:
            raise _nothing(walk, path)
        for file in files:
            place = file.name if file.remote else os.path.realpath(file.path)
            twice[path] += place in found
            found.setdefault(place, replace(file, keep=True))
    left = Counter(spelled(place.suffix.lower() or place.name) for place in others.values())
    return Named(
        sorted(found.values(), key=lambda file: file.name),
        dict(sorted(left.items())),
        sorted(walk.earlier),
        walk.passed(),
        dict(+twice),
    )


def shards(
    paths: Iterable[str], endpoint: str = "", besides: Path | None = None
) -> list[CorpusFile]:
    """Return the files that paths name, and nothing else: see `named`."""
    return named(list(paths), endpoint, besides).files


def _files(walk: Walk, path: str, endpoint: str, others: dict[str, Path]) -> Iterator[CorpusFile]:
    """Yield the files that a path names; files of other formats in folders go to `others`."""
    place, walk.met = Path(path), set()
    if path.startswith(SCHEME):
        yield from objects(path, endpoint)
    elif place.is_file():
        yield described(place, spelled(place.as_posix()))
    else:
        for one in walk.places(path):
            try:
                yield described(one, spelled(one.as_posix()))
            except FormatError:
                others[os.path.realpath(one)] = one


def _nothing(walk: Walk, path: str) -> NoShardsError | NoSuchPathError | OnlyOutputError:
    """Return why a path names nothing."""
    is_pattern = path.startswith(SCHEME) or any(sign in path for sign in MAGIC)
    if not is_pattern and not Path(path).exists():
        return NoSuchPathError(path=spelled(path))
    if walk.met:
        return OnlyOutputError(path=path, folder=min(walk.met))
    return NoShardsError(path=path, formats=" ".join(FORMATS))
