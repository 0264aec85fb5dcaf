"""Which files a command of `hegui label` speaks of: files, folders and globs, each once."""

import os
from collections.abc import Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path

from hegui.checks.labels.companions import is_companion
from hegui.common.errors import WrongUseError
from hegui.common.text import Text


class NoLabelFilesError(WrongUseError):
    """A path names no file."""

    code = "label_no_files"
    text = Text(
        "“{path}”没有可用的文件，请检查路径或通配符。",
        "“{path}” names no file; check the path or pattern.",
    )


def listed_files(paths: Iterable[str], suffixes: frozenset[str]) -> list[Path]:
    """Return the files of paths, folders (those with known suffixes) and globs, in order.

    Records and side-cars of labels are left out; a file that is named itself is taken whatever its suffix.
    """
    found: dict[Path, None] = {}
    for given in paths:
        own = list(_below(given, suffixes))
        if not own:
            raise NoLabelFilesError(path=given)
        found |= dict.fromkeys(own)
    return list(found)


def _below(given: str, suffixes: frozenset[str]) -> Iterator[Path]:
    path = Path(given)
    if path.is_file():
        yield path
    elif path.is_dir():
        for folder, names, files in os.walk(path):
            names[:] = sorted(name for name in names if not name.startswith("."))
            for name in sorted(files):
                path = Path(folder, name)
                if path.suffix.lower() in suffixes and _own(path):
                    yield path
    elif has_magic(given):
        yield from sorted(
            p for name in glob(given, recursive=True) if (p := Path(name)).is_file() and _own(p)
        )


def _own(path: Path) -> bool:
    return not path.name.startswith(".") and not is_companion(path)
