"""Paths of a project: relative to the project file, and never out of its folder."""

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from hegui.project.errors import UnsafePathError

STORE = "s3://"
"""What the names of objects in a store begin with; they are no paths."""
_MAGIC = re.compile(r"[*?\[]")


def inside(root: Path, relative: str) -> Path:
    """Return the path of `relative` under `root`, whether or not it exists.

    Raises `UnsafePathError` for an absolute path, for `..`, and for a symlink that leads out.
    """
    parts = _parts(relative)
    path = root.joinpath(*parts)
    home = root.resolve()
    try:
        real = path.resolve()
    except (OSError, RuntimeError) as error:
        raise _unsafe(relative, "是循环的符号链接", "is a symlink that leads to itself") from error
    if real != home and not real.is_relative_to(home):
        raise _unsafe(
            relative, "经符号链接指向项目文件夹之外", "leads out of the project folder by a symlink"
        )
    return path


def expand(root: Path, patterns: Iterable[str]) -> list[Path]:
    """Return the files that the patterns name, sorted by relative path, each once.

    A pattern is a file, a folder (all files below it) or a glob (`**` crosses folders). A pattern
    that names nothing adds nothing. Raises `UnsafePathError` as `inside` does.
    """
    found: dict[str, Path] = {}
    for pattern in patterns:
        for path in _matches(root, pattern):
            relative = path.relative_to(root).as_posix()
            if inside(root, relative).is_file():
                found[relative] = path
    return [found[name] for name in sorted(found)]


def _matches(root: Path, pattern: str) -> Iterable[Path]:
    literal = inside(root, pattern) if not _MAGIC.search(pattern) else root.joinpath(pattern)
    _parts(pattern)
    if literal.is_dir():
        return literal.rglob("*")
    if literal.exists() or not _MAGIC.search(pattern):
        return (literal,)
    return root.glob(pattern)


def _parts(relative: str) -> tuple[str, ...]:
    pure = PurePosixPath(relative)
    if not relative or "\0" in relative:
        raise _unsafe(relative, "为空或含有空字符", "is empty or holds a NUL character")
    if pure.is_absolute() or "\\" in relative or re.match(r"[A-Za-z]:", relative):
        raise _unsafe(
            relative, "不是以 / 分隔的相对路径", "is not a relative path with / between its parts"
        )
    if ".." in pure.parts:
        raise _unsafe(relative, "含有“..”", "holds “..”")
    return pure.parts


def _unsafe(path: str, why_zh: str, why_en: str) -> UnsafePathError:
    return UnsafePathError(path=path, why_zh=why_zh, why_en=why_en)
