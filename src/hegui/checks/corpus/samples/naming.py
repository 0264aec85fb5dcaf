"""Names of shards in a draw: the same wherever the corpus lies and however it is packed."""

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from hegui.checks.corpus.reading.files import FORMATS, PACKINGS, CorpusFile
from hegui.checks.corpus.shards.walk import MAGIC

SUFFIXES = {*PACKINGS, *FORMATS}


def item_names(paths: Iterable[str], files: Sequence[CorpusFile]) -> dict[str, str]:
    """Return the name of each shard in items: its place below the folder that was named.

    Suffixes of formats are left out, so that the same shard draws the same documents as JSONL, .zst or
    Parquet. Where two shards would have one name, all keep the names that were given.
    """
    roots = sorted({_root(path) for path in paths}, key=len, reverse=True)
    short = {file.name: _short(file.name, roots) for file in files}
    distinct = len(set(short.values())) == len(short)
    return short if distinct else {file.name: file.name for file in files}


def _root(path: str) -> str:
    """Return the folder that a path names, or the fixed part of a glob."""
    place = Path(path)
    while any(sign in place.name for sign in MAGIC) or place.is_file():
        place = place.parent
    if any(sign in place.as_posix() for sign in MAGIC):
        return _root(place.parent.as_posix())
    return place.as_posix()


def _short(name: str, roots: Sequence[str]) -> str:
    for root in roots:
        if name.startswith(f"{root}/"):
            return _bare(name[len(root) + 1 :])
    return _bare(name if roots else PurePosixPath(name).name)


def _bare(name: str) -> str:
    while (suffix := PurePosixPath(name).suffix.lower()) in SUFFIXES:
        name = name[: -len(suffix)]
    return name


def item_name(shard: str, line: int, field: str = "") -> str:
    """Return the name of a document: shard and line, and the field where a line holds several."""
    return f"{shard}:{line}:{field}" if field else f"{shard}:{line}"
