"""From what a user names to the files of a corpus."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from hegui.checks.corpus.errors import FormatError
from hegui.checks.corpus.reading.files import FORMATS, CorpusFile, described, format_of
from hegui.checks.corpus.reading.stores import SCHEME, listed
from hegui.checks.corpus.shards.errors import NoShardsError

MAGIC = "*?["


def shards(
    paths: Iterable[str], endpoint: str = "", besides: Path | None = None
) -> list[CorpusFile]:
    """Return the files that paths, folders and globs name, each once, by name.

    `s3://bucket/…` names objects in a store at `endpoint`. What lies below the folder `besides`, the
    output of the run itself, is no part of a folder or glob.

    Files in folders that are of no known format are left out; a file named by itself must be of
    one. Raises `NoShardsError` for a path that names nothing.
    """
    found: dict[str, CorpusFile] = {}
    for path in paths:
        files = {file.name: file for file in _files(path, endpoint, besides)}
        if not files:
            raise NoShardsError(path=path, formats=" ".join(FORMATS))
        found |= files
    return [found[name] for name in sorted(found)]


def _files(path: str, endpoint: str, besides: Path | None) -> Iterator[CorpusFile]:
    if path.startswith(SCHEME):
        yield from _objects(path, endpoint)
        return
    place = Path(path)
    if place.is_file():
        yield described(place, place.as_posix())
    else:
        yield from _known(_below(path, besides))


def _below(path: str, besides: Path | None) -> list[Path]:
    """Return what is in a folder or matches a glob, save what is below `besides`."""
    place = Path(path)
    if place.is_dir():
        found = place.rglob("*")
    elif any(sign in path for sign in MAGIC):
        found = Path(place.anchor or ".").glob(str(place.relative_to(place.anchor)))
    else:
        return []
    if besides is None:
        return sorted(found)
    own = besides.resolve()
    return sorted(one for one in found if not one.resolve().is_relative_to(own))


def left_out(paths: Iterable[str], besides: Path | None = None) -> dict[str, int]:
    """Return the files below folders and globs that `shards` leaves out, counted by the end of their name.

    Hidden files are counted too. Objects of stores are not looked at.
    """
    found: set[Path] = set()
    for path in paths:
        if not path.startswith(SCHEME) and not Path(path).is_file():
            found |= {place for place in _below(path, besides) if place.is_file()}
    kept = {file.path for file in _known(found)}
    counts = Counter(place.suffix.lower() or place.name for place in found - kept)
    return dict(sorted(counts.items()))


def _known(places: Iterable[Path]) -> Iterator[CorpusFile]:
    for place in places:
        if place.is_file() and not place.name.startswith("."):
            try:
                yield described(place, place.as_posix())
            except FormatError:
                continue


def _objects(address: str, endpoint: str) -> Iterator[CorpusFile]:
    for remote, size, tag in listed(address, endpoint):
        name = SCHEME + remote.key
        try:
            form, packing = format_of(name, name)
        except FormatError:
            if name == address:
                raise
            continue
        yield CorpusFile(Path(name), name, form, packing, size, remote, tag)
