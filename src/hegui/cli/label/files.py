"""Which files a command means: names, folders with all that is in them, patterns."""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from hegui.checks.labels.companions import is_companion
from hegui.common.errors import WrongUseError
from hegui.common.text import Text

MAGIC = "*?["


class NoFilesError(WrongUseError):
    """An argument names no file."""

    code = "label_no_files"
    text = Text(
        "没有与“{what}”相符的文件；请核对路径或通配符。",
        "No file matches “{what}”; check the path or the pattern.",
    )


def expanded(arguments: Iterable[str]) -> list[Path]:
    """Return all files that arguments name, each once, in order.

    Hidden files, side-cars and records of explicit labels are taken only by their own name.

    Raises `NoFilesError` for an argument that names none.
    """
    found: dict[Path, None] = {}
    for argument in arguments:
        files = list(_files(argument))
        if not files:
            raise NoFilesError(what=argument)
        found |= dict.fromkeys(files)
    return list(found)


def _files(argument: str) -> Iterator[Path]:
    path = Path(argument)
    if path.is_dir():
        yield from _inside(path)
    elif os.path.lexists(path):
        yield path
    elif any(sign in argument for sign in MAGIC):
        for name in sorted(glob.glob(argument, recursive=True)):
            if not is_companion(Path(name)):
                yield from _files(name)


def _inside(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder without following links to folders."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and not is_companion(path):
                yield path
