"""Outputs of earlier runs, which lie where people keep corpora but are no part of them.

A run is known by what it leaves: the first line of its manifest or plan, or the summary of a run over media.
Nothing is told from names of folders.
"""

from pathlib import Path

import msgspec

from hegui.checks.corpus.shards.manifest import NAME
from hegui.checks.corpus.shards.plan import plan_head

MEDIA, MEDIA_SCHEMA = "media.json", "hegui/corpus-media/"
LONGEST = 1 << 20
"""Bytes of a first line, or a summary, that are looked at."""


class Mark(msgspec.Struct):
    """What every line of a manifest has, whatever was done with the shard."""

    shard: str
    size: int
    sha256: str
    rules: str
    version: str
    docs: int
    bad: int


class Summary(msgspec.Struct):
    """What every summary says of itself."""

    schema: str


class Earlier:
    """Knows the folders at or below a root that hold the output of a run."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[Path, Path | None] = {}

    def holding(self, place: Path) -> Path | None:
        """Return the outermost output folder, at or below the root, that holds a file or folder."""
        return self._of(place.parent)

    def _of(self, folder: Path) -> Path | None:
        if folder not in self._known:
            inside = folder != self._root and folder != folder.parent
            above = self._of(folder.parent) if inside else None
            self._known[folder] = above or (folder if is_output(folder) else None)
        return self._known[folder]


def is_output(folder: Path) -> bool:
    """Tell whether a run left its output in a folder."""
    return _manifest(folder / NAME) or _media(folder / MEDIA) or plan_head(folder) is not None


def _manifest(path: Path) -> bool:
    """Tell whether a file begins with a line of a manifest."""
    try:
        with path.open("rb") as file:
            msgspec.json.decode(file.readline(LONGEST), type=Mark)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def _media(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            told = msgspec.json.decode(file.read(LONGEST), type=Summary)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return False
    return told.schema.startswith(MEDIA_SCHEMA)
