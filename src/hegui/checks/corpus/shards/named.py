"""From what a user names to the files of a corpus."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from hegui.checks.corpus.errors import FormatError
from hegui.checks.corpus.reading.files import FORMATS, CorpusFile, described, objects, spelled
from hegui.checks.corpus.reading.stores import SCHEME
from hegui.checks.corpus.shards.earlier import Earlier
from hegui.checks.corpus.shards.errors import (
    NoShardsError,
    NoSuchPathError,
    OnlyOutputError,
    OutputIsCorpusError,
)

MAGIC = "*?["


class Named(NamedTuple):
    """The files that paths name, and what of folders and globs was left out.

    `left_out` counts files of other formats by the end of their name, `earlier`
    are folders with outputs of earlier runs; `passed_over` says why of each link to a folder
    (`folder_link`, not followed, since links can go round), each link to nothing (`dangling_link`)
    and each hidden file or folder (`hidden`). Objects of stores are not looked at for either.
    """

    files: list[CorpusFile]
    left_out: dict[str, int]
    earlier: list[str]
    passed_over: dict[str, str]


def named(paths: Sequence[str], endpoint: str = "", besides: Path | None = None) -> Named:
    """Return the files that paths, folders and globs name, each once, by name.

    `s3://bucket/…` names objects in a store at `endpoint`. Below folders and globs nothing is read
    that lies below `besides`, the output of the run itself, or in the output of an earlier run;
    files of no known format are left out. Of a damaged file what comes before the damage is read. A file named by itself is read, and must be of a known
    format. Raises `NoShardsError` for a path that names nothing.
    """
    walk = _Walk(besides)
    found: dict[str, CorpusFile] = {}
    for path in paths:
        files = {file.name: replace(file, keep=True) for file in walk.files(path, endpoint)}
        if not files:
            raise walk.nothing(path)
        found |= files
    kept = {file.path for file in found.values()}
    others = Counter(spelled(place.suffix.lower() or place.name) for place in walk.others - kept)
    files_by_name = [found[name] for name in sorted(found)]
    return Named(files_by_name, dict(sorted(others.items())), sorted(walk.earlier), walk.passed())


def shards(
    paths: Iterable[str], endpoint: str = "", besides: Path | None = None
) -> list[CorpusFile]:
    """Return the files that paths name, and nothing else: see `named`."""
    return named(list(paths), endpoint, besides).files


@dataclass(slots=True)
class _Walk:
    """What is met on the way through folders and globs."""

    besides: Path | None
    others: set[Path] = field(default_factory=set)
    earlier: set[str] = field(default_factory=set)
    over: dict[Path, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    """The outputs below the path that was walked last."""

    def files(self, path: str, endpoint: str) -> Iterator[CorpusFile]:
        """Yield the files that a path names."""
        place, self.met = Path(path), set()
        if path.startswith(SCHEME):
            yield from objects(path, endpoint)
        elif place.is_file():
            yield described(place, spelled(place.as_posix()))
        else:
            yield from self._known(self._below(path))

    def nothing(self, path: str) -> NoShardsError | NoSuchPathError | OnlyOutputError:
        """Return why a path names nothing."""
        is_pattern = path.startswith(SCHEME) or any(sign in path for sign in MAGIC)
        if not is_pattern and not Path(path).exists():
            return NoSuchPathError(path=spelled(path))
        if self.met:
            return OnlyOutputError(path=path, folder=min(self.met))
        return NoShardsError(path=path, formats=" ".join(FORMATS))

    def _below(self, path: str) -> list[Path]:
        """Return what is in a folder or matches a glob, save outputs."""
        place = Path(path)
        if place.is_dir():
            root, found = place, place.rglob("*")
        elif any(sign in path for sign in MAGIC):
            root = _fixed(place)
            found = Path(place.anchor or ".").glob(str(place.relative_to(place.anchor)))
        else:
            return []
        own, outputs = self._own(root), Earlier(root)
        kept = []
        for one in sorted(found):
            if own and one.resolve().is_relative_to(own):
                continue
            if folder := outputs.holding(one):
                self.met.add(spelled(folder.as_posix()))
                continue
            if hidden := _hidden(one, root):
                self.over[hidden] = "hidden"
                continue
            kept.append(one)
        self.earlier |= self.met
        return kept

    def _own(self, root: Path) -> Path | None:
        """Return the folder of this run's output where it lies below the root.

        Raises `OutputIsCorpusError` where it is the root itself.
        """
        if self.besides is None:
            return None
        own = self.besides.resolve()
        if own == root.resolve():
            raise OutputIsCorpusError(path=self.besides)
        return own if own.is_relative_to(root.resolve()) else None

    def _known(self, places: Iterable[Path]) -> Iterator[CorpusFile]:
        for place in places:
            if not place.is_file():
                if place.is_symlink():
                    self.over[place] = "folder_link" if place.is_dir() else "dangling_link"
                continue
            self.others.add(place)
            try:
                yield described(place, spelled(place.as_posix()))
            except FormatError:
                continue

    def passed(self) -> dict[str, str]:
        """Return what was passed over, with the reason."""
        return {spelled(place.as_posix()): why for place, why in sorted(self.over.items())}


def _hidden(place: Path, root: Path) -> Path | None:
    """Return the outermost hidden file or folder below the root that a place is or lies in."""
    parts = place.relative_to(root).parts
    at = next((at for at, part in enumerate(parts) if part.startswith(".")), None)
    return None if at is None else root.joinpath(*parts[: at + 1])


def _fixed(glob: Path) -> Path:
    """Return the part of a glob before its first sign."""
    parts = []
    for part in glob.parts:
        if any(sign in part for sign in MAGIC):
            break
        parts.append(part)
    return Path(*parts) if parts else Path(".")
