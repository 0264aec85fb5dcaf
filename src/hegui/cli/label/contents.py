"""Which files a command of `hegui label` speaks of: files, folders and globs, each once."""

import os
from collections.abc import Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path
from typing import NamedTuple

from hegui.checks.labels.companions import is_companion
from hegui.common.errors import WrongUseError
from hegui.common.text import Lang, Text

LEFT_OUT = Text(
    "文件夹里另有 {count} 个文件不是支持的文本、图片、音频或视频，未处理：{kinds}",
    "Left out, since they are no text, picture, sound or film of a known kind: {count} ({kinds})",
)
MOST_KINDS = 12


class NoLabelFilesError(WrongUseError):
    """A path names no file."""

    code = "label_no_files"
    text = Text(
        "“{path}”没有可用的文件，请检查路径或通配符。",
        "“{path}” names no file; check the path or pattern.",
    )


class Listed(NamedTuple):
    """Files that a command works on, and those of folders that it leaves out for their suffix."""

    files: list[Path]
    others: list[Path]


def listed_files(paths: Iterable[str], suffixes: frozenset[str]) -> Listed:
    """Return the files of paths, folders (those with known suffixes) and globs, in order, each once.

    Records and side-cars of labels are left out; a file that is named itself is taken whatever its suffix
    and even if it is a link that leads nowhere. Raises `NoLabelFilesError` where a path names none.
    """
    found: dict[Path, None] = {}
    others: dict[Path, None] = {}
    for given in paths:
        own = list(_below(given, suffixes))
        known = [path for path, fits in own if fits]
        if not known:
            raise NoLabelFilesError(path=given)
        found |= dict.fromkeys(known)
        others |= dict.fromkeys(path for path, fits in own if not fits)
    return Listed(list(found), [path for path in others if path not in found])


def _below(given: str, suffixes: frozenset[str]) -> Iterator[tuple[Path, bool]]:
    """Yield each file of an argument and whether it is to be worked on."""
    path = Path(given)
    if path.is_dir():
        for folder, names, files in os.walk(path):
            names[:] = sorted(name for name in names if not name.startswith("."))
            inside = (Path(folder, name) for name in sorted(files))
            yield from ((one, one.suffix.lower() in suffixes) for one in inside if _own(one))
    elif os.path.lexists(path):
        yield path, True
    elif has_magic(given):
        for name in sorted(glob(given, recursive=True)):
            if not (one := Path(name)).is_dir() and _own(one):
                yield one, True


def _own(path: Path) -> bool:
    return not path.name.startswith(".") and not is_companion(path)


def left_out(others: list[Path], lang: Lang) -> list[str]:
    """Return a line about files of folders that were left out for their suffix, none without any."""
    if not others:
        return []
    from hegui.cli.label.running import plain

    kinds = sorted({path.suffix.lower() or path.name for path in others})
    more = "" if len(kinds) <= MOST_KINDS else ", …"
    named = ", ".join(kinds[:MOST_KINDS]) + more
    return [plain(LEFT_OUT.in_(lang, count=len(others), kinds=named))]
