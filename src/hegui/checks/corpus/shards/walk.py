"""The way through folders and globs: what is met there, and what is passed over, with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hegui.checks.corpus.reading.files import spelled
from hegui.checks.corpus.shards.earlier import Earlier
from hegui.checks.corpus.shards.errors import OutputIsCorpusError

MAGIC = "*?["


@dataclass(slots=True)
class Walk:
    """What is met on the way through folders and globs."""

    besides: Path | None
    earlier: set[str] = field(default_factory=set)
    over: dict[Path, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    """The outputs below the path that was walked last."""

    def places(self, path: Path | str) -> Iterator[Path]:
        """Yield the files of a folder or that match a glob, by name; links are noted, not followed."""
        self.met = set()
        for place in self._below(str(path)):
            if place.is_file():
                yield place
            elif place.is_symlink():
                self.over[place] = "folder_link" if place.is_dir() else "dangling_link"

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
