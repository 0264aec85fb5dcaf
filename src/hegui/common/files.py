"""Writing files so that a reader never sees half of one."""

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text

SPACE = Text("腾出空间或换一个输出文件夹", "Free some space or choose another output folder")
ELSEWHERE = Text(
    "换一个你可以写入的输出文件夹", "Choose another output folder, one that you may write to"
)
LIMIT = Text(
    "放宽文件大小的限制或换一个磁盘", "Raise the limit of file sizes or choose another disk"
)
ADVICE = {errno.ENOSPC: SPACE, errno.EDQUOT: SPACE, errno.EFBIG: LIMIT}
"""What to do, by the number of the operating system's error; all others ask for another place."""


class OutputError(HeguiError):
    """A file of ours could not be written: full disk, no permission, folder gone."""

    code = "output"
    text = Text(
        "无法写入“{path}”：{why}。请{advice_zh}后再试。",
        "“{path}” cannot be written: {why}. {advice_en}.",
    )

    def __init__(self, *, path: object, why: str) -> None:
        known = {os.strerror(number): advice for number, advice in ADVICE.items()}
        advice = known.get(why, ELSEWHERE)
        super().__init__(path=path, why=why, advice_zh=advice.zh, advice_en=advice.en)


class OutputIsFileError(WrongUseError):
    """An output folder, or one above it, is a file."""

    code = "output_is_file"
    text = Text(
        "输出文件夹“{path}”其实是一个文件，或在一个文件之下；请换一个文件夹。",
        "The output folder “{path}” is a file, or lies below one; choose a folder.",
    )


def why(error: OSError) -> str:
    """Return the plain reason of an operating-system error, without paths."""
    # The number says it best: some libraries put their own stack into the text.
    return os.strerror(error.errno) if error.errno else type(error).__name__


def distinct(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the paths in their order, each place once however often and however it is named."""
    found: dict[Path, Path] = {}
    for path in paths:
        found.setdefault(path.resolve(), path)
    return tuple(found.values())


def refuse_file(folder: Path) -> None:
    """Raise `OutputIsFileError` where an output folder, or one above it, is a file."""
    if any(place.is_file() for place in (folder, *folder.parents)):
        raise OutputIsFileError(path=folder)


def make_folder(path: Path) -> Path:
    """Create a folder with its parents if it is not there.

    Raises `OutputIsFileError` where a file is in the way, `OutputError` if it cannot be otherwise.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise OutputIsFileError(path=path) from error
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error
    return path


EVERYONE, OWNER = 0o644, 0o600
"""Modes of files: everyone may read, and only the owner (raw text, questions, answers)."""


def write_atomic(path: Path, data: bytes, mode: int = EVERYONE) -> None:
    """Write beside `path`, flush to disk, then swap: old or new content, never a mixture.

    A file for its `OWNER` is never to be read by others, not even while it is written.
    """
    with written_atomic(path, mode) as file:
        file.write(data)


@contextmanager
def written_atomic(path: Path, mode: int = EVERYONE) -> Iterator[IO[bytes]]:
    """Yield a file beside `path` to write to; it takes its place when nothing was raised."""
    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, mode)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error
